"""huoyan predict of videos: whole clips, one line each, and streams, a line a decision."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from huoyan.cli.answering.answer_lines import show
from huoyan.cli.answering.sources import all_sources
from huoyan.cli.terminal.speech import note, remark, tell_json
from huoyan.errors import ImageError, UsageError
from huoyan.words import Message, spoken_of

if TYPE_CHECKING:
    from huoyan.predict import ClipSource, Predictor

# Flags that draw on pictures, cut them or put them together.
_OF_PICTURES = ("save", "save_coco", "tile", "overlap", "batch", "path_column", "encoding")


def check_flags(arguments: argparse.Namespace) -> None:
    """Raises UsageError usage.flag for a flag that does not go with videos."""
    for name in _OF_PICTURES:
        if getattr(arguments, name, None) is not None:
            flag = "--" + name.replace("_", "-")
            raise UsageError(Message("predict.of_pictures_only", flag=flag), code="usage.flag")


def answer_clips(predictor: Predictor, arguments: argparse.Namespace) -> int:
    """One answer for each clip."""
    from huoyan.cli.terminal.meter import Meter

    check_flags(arguments)
    sources = _sources(arguments.source)
    meter = None if sys.stdout.isatty() else Meter(len(sources))
    unanswered = 0
    for done, answer in enumerate(predictor.predict(sources), start=1):
        unanswered += not answer.ok
        if meter is not None:
            meter(done)
        show(answer, predictor.task, json=arguments.json, top=arguments.top)
    if meter is not None:
        meter.close()
    if unanswered:
        with spoken_of(predictor.task.medium):
            note(Message("terminal.unanswered", failed=unanswered, n=len(sources)))
    return 1 if unanswered else 0


def answer_streams(predictor: Predictor, arguments: argparse.Namespace) -> int:
    """A JSON line for each decision, as soon as it is there. Ctrl-C is the usual end of a camera."""
    from huoyan.predict import name_of_source
    from huoyan.results import Answer, Failure

    check_flags(arguments)
    unanswered = 0
    for source in arguments.source:
        try:
            for decision in predictor.stream(source, every=arguments.every, say=remark):
                tell_json(decision.to_json(arguments.top))
        except ImageError as error:
            unanswered += 1
            tell_json(Answer(name_of_source(source), Failure.of(error)).to_json())
        except KeyboardInterrupt:
            note(Message("predict.stream_stopped"))
            break
    return 1 if unanswered else 0


def _sources(texts: Sequence[str]) -> list[ClipSource]:
    """The clips of all arguments, in their order."""
    from huoyan.predict import clip_sources, no_clip

    return all_sources(texts, partial(clip_sources, say=remark), no_clip)
