"""A watch is begun, or goes on where an earlier one of its folder was cut off."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.say import Say
from huoyan.errors import HuoyanError, UsageError, WatchError
from huoyan.images.video.address import masked
from huoyan.images.video.frame import STEP_S, Frame
from huoyan.images.video.kinds import is_live, kind_of
from huoyan.images.video.live import open_camera
from huoyan.images.video.reading import open_video
from huoyan.text import spelt
from huoyan.watch.alarms.couriers import Couriers
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.alarms.sinks import open_sinks
from huoyan.watch.asked import Asked
from huoyan.watch.crops.votes import Votes
from huoyan.watch.folder.files import OWN_FILES, WatchFiles
from huoyan.watch.folder.hold import hold
from huoyan.watch.folder.position import Position
from huoyan.watch.folder.written import Written
from huoyan.watch.footage.clips import Clips
from huoyan.watch.health import Health
from huoyan.watch.keeper import Keeper, Origin
from huoyan.watch.live import Missed, live_frames
from huoyan.watch.loop import Progress, Span, Watch
from huoyan.watch.page.page import open_page
from huoyan.watch.page.shown import Shown
from huoyan.watch.privacy import hide_of
from huoyan.watch.rules.observer import Observer
from huoyan.watch.rules.scene import scene_of
from huoyan.watch.tracking import Tracker
from huoyan.watch.wall_clock import wall_clock
from huoyan.watch.watcher import Finder, Sight, Watcher
from huoyan.words import Message, note, warning


@dataclass(frozen=True, slots=True)
class Seeing:
    """What finds, follows and names things. labels: what they can be called."""

    find: Finder
    tracker: Tracker
    labels: tuple[str, ...]
    votes: Votes | None = None


def start_watch(
    source: str | int | Path,
    seeing: Seeing,
    asked: Asked,
    out: Path | None,
    say: Say,
    progress: Progress | None,
) -> Watch:
    """Without `out` nothing is kept. Raises UsageError, VideoError, WatchError."""
    live = asked.live or is_live(source)
    scene = scene_of(asked.lines, asked.zones, asked.alarms, seeing.labels)
    clock = wall_clock(asked.taken, asked.timezone)
    observer = Observer(scene, clock if live or asked.taken is not None else None)
    health = Health() if live else None
    watcher = Watcher(seeing.find, seeing.tracker, observer, seeing.votes, health, quiet=asked.quiet_footage)
    hide = hide_of(asked.blur, scene)
    _check(source, asked, out, live=live)
    if not scene.rules:
        say(warning("watch.nothing_asked"))
    name = spelt(masked(str(source)))

    def time_of_day(seconds: float) -> str:
        return clock(seconds).isoformat(timespec="milliseconds")

    with ExitStack() as held:
        show = _page(held, Shown(name, watcher, hide, time_of_day), asked, say)
        if out is None:
            frames, span = _opened(source, asked, None, held, say)
            return Watch(watcher, frames, None, held.pop_all(), progress, span, show)
        sinks = open_sinks(asked.send, asked.lang)
        holding = held.enter_context(hold(out, name))
        outbox = held.enter_context(Outbox(out, [sink.name for sink in sinks]))
        position = _position(outbox, name, watcher, say, live=live)
        if live:
            outbox.forget_storms()
        try:
            frames, span = _opened(source, asked, position, held, say)
        except HuoyanError:
            if position is None:  # a mistyped name does not keep the folder from the right one
                holding.disown()
            raise
        couriers = held.enter_context(Couriers(out, sinks, say))
        written = Written(out, math.inf if asked.keep_days is None else asked.keep_days)
        files = WatchFiles(out, say, 0 if position is None else position.events, written=written)
        held.callback(files.close)
        may_alarm = bool(scene.alarms) or health is not None
        clips = Clips(out, say, written.writing) if asked.clips and may_alarm else None
        if clips is not None:
            held.callback(clips.close)
        session = f"{time.time():.3f}" if live else ""
        origin = Origin(name, time_of_day, session)
        keeper = Keeper(watcher, files, outbox, origin, sent=couriers.wake, hide=hide, clips=clips)
        return Watch(watcher, frames, keeper, held.pop_all(), progress, span, show)


def _page(held: ExitStack, shown: Shown, asked: Asked, say: Say) -> Callable[[Sight], None] | None:
    """What shows a frame in browsers; None where no page is asked for."""
    if asked.page is None:
        return None
    held.enter_context(open_page(shown, asked, say))
    return shown.show


def _check(source: str | int | Path, asked: Asked, out: Path | None, *, live: bool) -> None:
    """Raises UsageError for what does not go together."""
    if live and (asked.start or asked.end is not None or asked.taken is not None):
        raise UsageError(Message("watch.live_has_no_part"), code="usage.span")
    if asked.live and kind_of(source) == "path" and Path(str(source)).is_dir():
        raise UsageError(Message("watch.folder_has_no_pace", source=source), code="usage.live")
    if asked.quiet_footage and not asked.alarms and not live:
        raise UsageError(Message("watch.quiet_without_alarm"), code="usage.quiet")
    if out is None and asked.send:
        raise UsageError(Message("watch.send_without_folder"), code="usage.send")
    if asked.page is None and (asked.api_key_file is not None or asked.page_host != Asked().page_host):
        raise UsageError(Message("watch.page_alone"), code="usage.page")
    if out is not None:
        _check_files(asked.send, out)


def _check_files(send: Iterable[str], out: Path) -> None:
    """Raises UsageError for a sink that would write into a file of the watch itself."""
    for value in send:
        path = Path(value.partition(":")[2])
        own = path.absolute().parent.resolve() == out.absolute().resolve() and path.name in OWN_FILES
        if value.lower().startswith("jsonl:") and own:
            raise UsageError(Message("watch.file_of_its_own", value=value), code="usage.send")


def _position(outbox: Outbox, name: str, watcher: Watcher, say: Say, *, live: bool) -> Position | None:
    """Where the last watch of `name` stood, of which the watcher then knows all; of a camera its counts."""
    try:
        found = outbox.position(name)
        if found is None:
            return None
        position = Position.from_json(found)
        if live:
            watcher.recount(position.state)
            return position
        watcher.restore(position.state)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        message = Message("watch.cannot_go_on", source=name, path=outbox.path)
        raise WatchError(message, code="watch.position") from error
    key = "watch.was_done" if position.done else "watch.goes_on"
    say(note(key, source=name, seconds=position.seconds))
    return position


def _opened(
    source: str | int | Path, asked: Asked, position: Position | None, held: ExitStack, say: Say
) -> tuple[Iterable[Frame | Missed], Span]:
    """A camera's frames, or those of a recording that no watch has committed."""
    if asked.live or is_live(source):
        return live_frames(held.enter_context(open_camera(source)), say), Span(live=True)
    start = asked.start if position is None else position.seconds + STEP_S
    if position is not None and (position.done or (asked.end is not None and asked.end <= start)):
        return (), Span(position.seconds, position.seconds)
    video = held.enter_context(open_video(source, start=start, end=asked.end))
    if position is None and video.facts.seconds is not None and start >= video.facts.seconds:
        message = Message("watch.starts_behind_the_end", start=start, seconds=video.facts.seconds)
        raise UsageError(message, code="usage.span")
    first = 0 if position is None else position.frame + 1
    frames = (Frame(each.pixels, each.seconds, first + each.index) for each in video)
    length = video.facts.seconds
    ends = [each for each in (asked.end, length) if each is not None]
    part = asked.end is not None and (length is None or asked.end < length)
    return frames, Span(start, min(ends, default=None), part=part)
