"""huoyan watch: follows things before a camera or in a video, counts them, and tells of alarms."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from huoyan.cli.answering.watch_help import add_arguments, asked_values, help_sections
from huoyan.cli.terminal.ended import ended_as_by_ctrl_c
from huoyan.cli.terminal.flags import parser, running_values
from huoyan.cli.terminal.language import language
from huoyan.cli.terminal.speech import note, remark, tell, tell_json
from huoyan.errors import HuoyanError, UsageError
from huoyan.words import Message, counted

if TYPE_CHECKING:
    from huoyan.watch.event import Event
    from huoyan.watch.loop import Watch

EXAMPLES = (
    "huoyan watch rtsp://10.0.0.7/live --model runs/cars --line gate=0.1,0.6,0.9,0.6 --out gate/",
    "huoyan watch road.mp4 --model runs/cars --line gate=0.1,0.6,0.9,0.6 --out watched/   # example.watch",
    "huoyan watch yard.mp4 --model runs/people --zone yard=0.1,0.1,0.5,0.1,0.5,0.5 "
    "--alarm 'yard enters person' --send https://example.org/alarms --out watched/   # example.watch_alarm",
    "huoyan watch yard.mp4 --model runs/people --zone door=0.4,0.2,0.6,0.2,0.6,0.9,0.4,0.9 "
    "--alarm 'door stays person longer than 30 s between 22:00 and 06:00' "
    "--taken 2026-11-27T22:00:00   # example.watch_stay",
    "huoyan watch road.mp4 --model runs/cars --classify runs/kinds --kinds car,truck "
    "--line gate=0,0.5,1,0.5 --json   # example.watch_kind",
    "huoyan watch rtsp://10.0.0.7/live --model runs/cars --page 8000   # example.watch_page",
    "huoyan watch --test-alarm --send mailto:guard@example.org   # example.test_alarm",
    "huoyan watch night.mp4 --model runs/people --zone yard=0.1,0.1,0.5,0.1,0.5,0.5 "
    "--alarm 'yard enters person' --quiet-footage   # example.quiet",
)
INTERRUPTED = 130  # as shells say it of Ctrl-C


def run(argv: list[str]) -> int:
    arguments = _arguments(argv)
    if arguments.test_alarm:
        return _send_test_alarm(arguments)
    _check_given(arguments)
    from huoyan.api.watching import watch
    from huoyan.cli.terminal.meter import Meter

    meter = Meter(words="watch.far")
    with (
        ended_as_by_ctrl_c(),
        watch(
            arguments.source,
            arguments.model,
            classify=arguments.classify,
            out=arguments.out,
            say=remark,
            progress=meter,
            lang=language(),
            **running_values(arguments),
            **asked_values(arguments),
        ) as watched,
    ):
        meter.begin(watched.span.start, watched.span.end)
        try:
            stopped = _show_events(watched, meter.close, as_json=arguments.json)
        except HuoyanError:
            _show_end(watched, as_json=arguments.json)  # what was seen until then
            raise
    if stopped:
        note(_told_stop(watched, kept=arguments.out is not None))
    _show_end(watched, as_json=arguments.json)
    return INTERRUPTED if stopped and not watched.span.live else 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    made = parser("watch", EXAMPLES, help_sections())
    add_arguments(made)
    return made.parse_args(argv)


def _check_given(arguments: argparse.Namespace) -> None:
    """Raises UsageError where it is not said what is watched, or with what."""
    if arguments.source is None:
        raise UsageError(Message("watch.no_source"), code="usage.source")
    if arguments.model is None:
        raise UsageError(Message("watch.no_model"), code="usage.model")


def _send_test_alarm(arguments: argparse.Namespace) -> int:
    """1 where one of them did not take it."""
    from huoyan.api.watching import send_test_alarm

    source = "test" if arguments.source is None else arguments.source
    trials = send_test_alarm(arguments.send or (), source=source, lang=language())
    for trial in trials:
        if arguments.json:
            tell_json(trial.to_json())
        else:
            tell(trial.told)
    return 0 if all(trial.taken for trial in trials) else 1


def _show_events(watched: Watch, before: Callable[[], None], *, as_json: bool) -> bool:
    """Each as it happens; whether Ctrl-C was pressed, which is the usual end of a camera."""
    try:
        for event in watched:
            before()
            _show(event, as_json=as_json)
    except KeyboardInterrupt:
        return True
    finally:
        before()
    return False


def _told_stop(watched: Watch, *, kept: bool) -> Message:
    if not kept:
        return Message("watch.stopped_without_folder")
    return Message("watch.stopped_live" if watched.span.live else "watch.stopped")


def _show(event: Event, *, as_json: bool) -> None:
    """`12.30 s  gate  crosses down  car #7  0.91`."""
    if as_json:
        tell_json(event.to_json())
        return
    what = " ".join(each for each in (event.what, event.direction) if each)
    who = " ".join(each for each in (event.label, None if event.track is None else f"#{event.track}") if each)
    sure = "" if event.confidence is None else f"{event.confidence:.2f}"
    tell("  ".join(each for each in (f"{event.seconds:.2f} s", event.rule, what, who, sure) if each))


def _show_end(watched: Watch, *, as_json: bool) -> None:
    """What was counted, how many alarms were false ones, and how fast it went."""
    from huoyan.watch.drawing.watched import count_lines

    false_alarms = watched.false_alarms
    if as_json:
        found = {} if false_alarms is None else {"false_alarms": false_alarms.to_json()}
        tell_json({"counts": watched.counts, **found})
    else:
        for line in (*count_lines(watched.counts), *(false_alarms.told() if false_alarms else ())):
            tell(line)
    frames = counted(watched.looked, "frame")
    note(Message("watch.looked", frames=frames, rate=watched.rate))
