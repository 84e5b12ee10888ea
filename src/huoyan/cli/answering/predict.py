"""huoyan predict: answers for pictures and clips, one line each, and for videos and cameras as they run."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.cli.answering.answer_lines import show
from huoyan.cli.answering.sources import all_sources
from huoyan.cli.terminal.flags import (
    add_engine_flags,
    add_limit_flag,
    add_path_flags,
    flag_help,
    parser,
    running_values,
    table_values,
)
from huoyan.cli.terminal.language import language
from huoyan.cli.terminal.speech import note, remark
from huoyan.errors import HuoyanError, UsageError
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.cli.answering.drawings import Draw, Drawings, Kept
    from huoyan.data.formats.reading import Reading
    from huoyan.images.sources.source import Source
    from huoyan.predict import Predictor

EXAMPLES = (
    "huoyan predict runs/mine cat.jpg",
    "huoyan predict runs/mine photos/ --json > answers.jsonl     # example.json",
    "huoyan predict runs/mine 'photos/**/*.png' --save drawn/    # example.save",
    "huoyan predict runs/mine new.csv --json                     # example.table",
    "huoyan predict runs/cars aerial/ --tile auto                # example.tile",
    "huoyan predict runs/cars photos/ --save-coco found.json     # example.save_coco",
    "huoyan predict runs/gestures clips/ --json                  # example.clips",
    "huoyan predict runs/gestures rtsp://10.0.0.7/live --stream --every 0.5     # example.stream",
    "cat cat.jpg | huoyan predict runs/mine -",
)


def run(argv: list[str]) -> int:
    arguments = _arguments(argv)
    from huoyan.api import load
    from huoyan.cli.answering.predict_videos import answer_clips, answer_streams

    if arguments.every is not None and not arguments.stream:
        raise UsageError(Message("predict.every_alone"), code="usage.every")
    predictor = load(arguments.model, **running_values(arguments))
    if arguments.stream:
        return answer_streams(predictor, arguments)
    if predictor.clips is not None:
        return answer_clips(predictor, arguments)
    return _answer_pictures(predictor, arguments)


def _answer_pictures(predictor: Predictor, arguments: argparse.Namespace) -> int:
    from huoyan.cli.answering.drawings import Kept
    from huoyan.cli.answering.found_list import FoundList
    from huoyan.cli.terminal.meter import Meter
    from huoyan.data.formats.reading import reading_from
    from huoyan.results import Failure

    listed = None if arguments.save_coco is None else FoundList(arguments.save_coco, predictor.task)
    sources = _sources(arguments.source, reading_from(table_values(arguments)))
    drawings = None if arguments.save is None else _drawings(predictor, arguments.save, sources)
    kept = [Kept(source) for source in sources]
    if drawings is not None:
        sources = [each.source() for each in kept]
    unanswered = unsaved = 0
    # Answers on the terminal are progress enough.
    meter = None if sys.stdout.isatty() else Meter(len(sources))
    answers = predictor.predict(sources, batch=arguments.batch, **_tiling_values(arguments))
    for done, (each, answer) in enumerate(zip(kept, answers, strict=True), start=1):
        unanswered += not answer.ok
        if meter is not None:
            meter(done)
        show(answer, predictor.task, json=arguments.json, top=arguments.top)
        if listed is not None:
            listed.add(answer)
        result = answer.result
        if drawings is not None and not isinstance(result, Failure):
            unsaved += not _saved(drawings, answer.source, each, partial(predictor.task.draw, result=result))
        each.forget()
    if meter is not None:
        meter.close()
    if listed is not None:
        listed.write()
    if unanswered:
        note(Message("terminal.unanswered", failed=unanswered, n=len(sources)))
    if unsaved:
        note(Message("terminal.unsaved", failed=unsaved, n=len(sources)))
    return 1 if unanswered or unsaved else 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments_of = parser("predict", EXAMPLES)
    arguments_of.add_argument("model", metavar="MODEL", help=flag_help("flag.model"))
    arguments_of.add_argument(
        "source",
        nargs="+",
        metavar="SOURCE",
        help=flag_help("flag.source"),
    )
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_lines"))
    arguments_of.add_argument("--top", type=int, default=5, metavar="N", help=flag_help("flag.top"))
    arguments_of.add_argument("--save", type=Path, metavar="DIR", help=flag_help("flag.save"))
    arguments_of.add_argument("--save-coco", type=Path, metavar="FILE", help=flag_help("flag.save_coco"))
    arguments_of.add_argument("--tile", metavar="N|auto", help=flag_help("flag.tile"))
    arguments_of.add_argument("--overlap", type=float, metavar="X", help=flag_help("flag.overlap"))
    arguments_of.add_argument("--batch", type=int, metavar="N", help=flag_help("flag.batch"))
    arguments_of.add_argument("--stream", action="store_true", help=flag_help("flag.stream"))
    arguments_of.add_argument("--every", type=float, metavar="S", help=flag_help("flag.every"))
    add_path_flags(arguments_of)
    add_limit_flag(arguments_of)
    add_engine_flags(arguments_of)
    return arguments_of.parse_args(argv)


def _sources(texts: list[str], reading: Reading) -> list[Source]:
    """The pictures of all arguments, in their order."""
    from huoyan.data.table_sources import expand_any, only_tables
    from huoyan.images.sources.source import unreachable

    expand = partial(expand_any, tables=only_tables(texts), say=remark, reading=reading)
    return all_sources(texts, expand, unreachable)


def _tiling_values(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said of parts of large pictures. Raises UsageError usage.tile."""
    tile, overlap = arguments.tile, arguments.overlap
    if tile is None and overlap is not None:
        raise UsageError(Message("tile.overlap_alone"), code="usage.tile")
    side = int(tile) if tile is not None and tile.isdecimal() else tile
    return {"tile": side} | ({} if overlap is None else {"overlap": overlap})


def _drawings(predictor: Predictor, folder: Path, sources: list[Source]) -> Drawings:
    from huoyan.cli.answering.drawings import Drawings, check_apart

    check_apart(folder, sources)
    return Drawings(folder, predictor.preprocess.window, predictor.limits)


def _saved(drawings: Drawings, name: str, kept: Kept, draw: Draw) -> bool:
    """False where the source has changed since it was answered."""
    try:
        drawings.save(name, kept.take, draw)
    except UsageError:
        raise
    except HuoyanError as error:
        note(f"{name}: {error.told(language())} [{error.code}]")
        return False
    return True
