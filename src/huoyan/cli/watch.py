"""huoyan watch: follows things before a camera or in a video, counts them, and tells of alarms."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.cli.terminal.flags import add_engine_flags, add_limit_flag, flag_help, parser, running_values
from huoyan.cli.terminal.language import phrase
from huoyan.cli.terminal.speech import note, remark, tell, tell_json
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
)


def run(argv: list[str]) -> int:
    arguments = _arguments(argv)
    from huoyan.cli.terminal.meter import Meter
    from huoyan.watching import watch

    meter = Meter(words="watch.far")
    with watch(
        arguments.source,
        arguments.model,
        lines=arguments.line,
        zones=arguments.zone,
        alarms=arguments.alarm,
        out=arguments.out,
        send=arguments.send,
        classify=arguments.classify,
        kinds=[each for each in arguments.kinds.split(",") if each],
        tracker=arguments.tracker,
        blur=arguments.blur,
        keep_days=arguments.keep_days,
        clips=arguments.clips,
        start=arguments.start,
        end=arguments.end,
        taken=arguments.taken,
        timezone=arguments.timezone,
        live=arguments.live,
        say=remark,
        progress=meter,
        **running_values(arguments),
    ) as watched:
        meter.total = watched.seconds
        for event in watched:
            meter.close()
            _show(event, as_json=arguments.json)
        meter.close()
    _show_end(watched, as_json=arguments.json)
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    made = parser("watch", EXAMPLES)
    made.add_argument("source", metavar="SOURCE", help=flag_help("flag.watched"))
    made.add_argument("--model", required=True, metavar="RUN", help=flag_help("flag.watch_model"))
    made.add_argument("--json", action="store_true", help=flag_help("flag.json_events"))
    watched = made.add_argument_group(phrase("group.watched"))
    for name, metavar in (("line", "NAME=X,Y,X,Y"), ("zone", "NAME=X,Y,..."), ("alarm", "RULE")):
        watched.add_argument(
            f"--{name}", action="append", default=[], metavar=metavar, help=flag_help(f"flag.{name}")
        )
    watched.add_argument("--classify", metavar="RUN", help=flag_help("flag.classify"))
    watched.add_argument("--kinds", default="", metavar="NAME,NAME", help=flag_help("flag.kinds"))
    watched.add_argument("--tracker", default="bytetrack", metavar="NAME", help=flag_help("flag.tracker"))
    told = made.add_argument_group(phrase("group.told"))
    told.add_argument("--out", type=Path, metavar="DIR", help=flag_help("flag.watch_out"))
    told.add_argument("--send", action="append", default=[], metavar="SINK", help=flag_help("flag.send"))
    told.add_argument("--blur", metavar="outside|faces=FILE", help=flag_help("flag.blur"))
    told.add_argument("--keep-days", type=float, metavar="N", help=flag_help("flag.keep_days"))
    told.add_argument(
        "--clips", action=argparse.BooleanOptionalAction, default=True, help=flag_help("flag.clips")
    )
    recording = made.add_argument_group(phrase("group.recording"))
    recording.add_argument(
        "--start", type=float, default=0.0, metavar="S", help=flag_help("flag.watch_start")
    )
    recording.add_argument("--live", action="store_true", help=flag_help("flag.live"))
    recording.add_argument("--end", type=float, metavar="S", help=flag_help("flag.watch_end"))
    recording.add_argument("--taken", metavar="TIME", help=flag_help("flag.taken"))
    recording.add_argument("--timezone", metavar="ZONE", help=flag_help("flag.timezone"))
    add_limit_flag(made)
    add_engine_flags(made)
    return made.parse_args(argv)


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
    """What was counted, and how fast it went."""
    from huoyan.watch.drawing import count_lines

    if as_json:
        tell_json({"counts": watched.counts})
    else:
        for line in count_lines(watched.counts):
            tell(line)
    frames = counted(watched.looked, "frame")
    note(Message("watch.looked", frames=frames, rate=watched.rate))
