"""huoyan predict: answers for pictures, one line each."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.cli.arguments import add_engine_flags, parser
from huoyan.cli.speech import note, tell, tell_json
from huoyan.errors import HuoyanError, UsageError

if TYPE_CHECKING:
    from huoyan.images.sources import Source
    from huoyan.results import Answer

EXAMPLES = (
    "huoyan predict runs/mine cat.jpg",
    "huoyan predict runs/mine photos/ --json > answers.jsonl     # one JSON object a picture",
    "huoyan predict runs/mine 'photos/**/*.png' --save drawn/    # pictures with the answer drawn in",
    "cat cat.jpg | huoyan predict runs/mine -",
)


def run(argv: list[str]) -> int:
    arguments = _arguments(argv)
    from huoyan.api import load
    from huoyan.cli.meter import Meter
    from huoyan.results import Classification

    predictor = load(arguments.model, engine=arguments.engine, threads=arguments.threads)
    sources = _sources(arguments.source)
    failed = 0
    by_name = {source.name: source for source in sources}
    # Answers on the terminal are progress enough.
    meter = None if sys.stdout.isatty() else Meter(len(sources))
    for done, answer in enumerate(predictor.predict(sources, batch=arguments.batch), start=1):
        failed += not answer.ok
        if meter is not None:
            meter(done)
        _show(answer, arguments)
        if arguments.save is not None and isinstance(answer.result, Classification):
            _save(answer, by_name[answer.source], arguments.save, predictor.task.lines(answer.result))
    if meter is not None:
        meter.close()
    if failed:
        note(f"huoyan: {failed} of {len(sources)} pictures have no answer")
    return 1 if failed else 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments_of = parser("predict", "Answers for pictures, most probable class first.", EXAMPLES)
    arguments_of.add_argument("model", metavar="MODEL", help="a run folder or its model/")
    arguments_of.add_argument(
        "source", nargs="+", metavar="SOURCE", help="a picture, a folder, a glob, an http(s) address, or -"
    )
    arguments_of.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments_of.add_argument("--top", type=int, default=5, metavar="N", help="classes shown (default 5)")
    arguments_of.add_argument(
        "--save", type=Path, metavar="DIR", help="write pictures with the answer drawn in"
    )
    arguments_of.add_argument("--batch", type=int, metavar="N", help="pictures a call of the engine")
    add_engine_flags(arguments_of)
    return arguments_of.parse_args(argv)


def _sources(texts: list[str]) -> list[Source]:
    """The pictures of all arguments. One that leads nowhere is answered with its error, in its place.

    Raises the error of the first where none leads anywhere.
    """
    from huoyan.images.sources import expand, unreachable

    found: list[Source] = []
    wrong: list[HuoyanError] = []
    for text in texts:
        try:
            found += expand(text, allow_network=True, say=_say)
        except HuoyanError as error:
            wrong.append(error)
            found.append(unreachable(text, error))
    if len(wrong) == len(texts):
        raise wrong[0]
    return found


def _say(remark: str) -> None:
    print(f"· {remark}", file=sys.stderr)


def _show(answer: Answer, arguments: argparse.Namespace) -> None:
    from huoyan.results import Failure

    if arguments.json:
        line = answer.to_json()
        if "labels" in line:
            line["labels"] = line["labels"][: arguments.top]
        tell_json(line)
    elif isinstance(answer.result, Failure):
        note(f"{answer.source}: {answer.result.message} [{answer.result.code}]")
    else:
        scores = "  ".join(f"{x.label} {x.score:.3f}" for x in answer.result.labels[: arguments.top])
        tell(f"{answer.source}  {scores}")


def _save(answer: Answer, source: Source, folder: Path, lines: list[str]) -> None:
    """The picture with the answer drawn in, as PNG; a name that is taken gets a number."""
    from huoyan.images.decode import decode
    from huoyan.images.draw import draw_labels, encode_png

    try:
        folder.mkdir(parents=True, exist_ok=True)
        pixels = decode(source.read(), name=source.name).pixels
        # Shorter than systems allow, so that a number and the ending fit.
        stem = Path(source.name).stem.encode()[:200].decode(errors="ignore") or "picture"
        path, number = folder / f"{stem}.png", 2
        while path.exists():
            path, number = folder / f"{stem}-{number}.png", number + 1
        _write(path, encode_png(draw_labels(pixels, lines)))
    except OSError as error:
        raise UsageError(
            f"{answer.source} cannot be saved in {folder}: {error.strerror or error}. Choose another --save.",
            code="usage.save",
        ) from error
    except HuoyanError as error:  # the source has changed since it was answered
        note(f"{answer.source}: {error.message} [{error.code}]")


def _write(path: Path, content: bytes) -> None:
    """A new file; of a full disk nothing is left that looks like a picture."""
    try:
        path.write_bytes(content)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise
