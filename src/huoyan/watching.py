"""The Python API of `huoyan watch`: what `api` is to the other commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.api import load
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.predict import Predictor
from huoyan.system.caller_state import leaves_caller_alone, warn

if TYPE_CHECKING:
    from huoyan.watch.loop import Watch


@leaves_caller_alone
def watch(
    source: str | int | Path,
    model: str | Path | Predictor,
    *,
    lines: Sequence[str] = (),
    zones: Sequence[str] = (),
    alarms: Sequence[str] = (),
    out: str | Path | None = None,
    send: Sequence[str] = (),
    classify: str | Path | Predictor | None = None,
    kinds: Sequence[str] = (),
    tracker: str = "bytetrack",
    blur: str | None = None,
    keep_days: float | None = None,
    clips: bool = True,
    start: float = 0.0,
    end: float | None = None,
    taken: str | None = None,
    timezone: str | None = None,
    live: bool = False,
    engine: str = "auto",
    threads: int | None = None,
    max_pixels: int | None = None,
    say: Say = warn,
    progress: Callable[[float], None] | None = None,
) -> Watch:
    """What happens before a camera or in a video: an iterator, and a context manager that keeps its place.

    `lines` ("gate=0.1,0.6,0.9,0.6") count by themselves, `zones` ("yard=x,y,x,y,x,y") too; `alarms` are rules
    such as "yard enters person between 22:00 and 06:00" (`huoyan.watch.rules.language.grammar`). `out` is a
    folder for events, counts and pictures; a watch of the same video that was cut off there goes on. `send`
    says where alarms go besides; each has a picture and, unless `clips` is False, a short clip, which are
    deleted after `keep_days`. `classify` names what was found by the vote of many looks, of `kinds` only.
    `start` and `end` are seconds of a recording; `taken` is when its first frame was, ISO 8601, which rules
    with hours need; `live` watches it at its own pace. `progress` is told the seconds that are behind.

    Needs the extra `watch`. Raises UsageError, VideoError, WatchError, ArtifactError, EngineError,
    MissingExtra.
    """
    from huoyan.watch.finding import seeing
    from huoyan.watch.start import Asked, begin

    def opened(named: str | Path | Predictor) -> Predictor:
        if isinstance(named, Predictor):
            return named
        return load(named, engine=engine, threads=threads, max_pixels=max_pixels)

    asked = Asked(
        lines=tuple(lines),
        zones=tuple(zones),
        alarms=tuple(alarms),
        send=tuple(send),
        start=start,
        end=end,
        taken=taken,
        timezone=timezone,
        blur=blur,
        keep_days=keep_days,
        clips=clips,
        live=live,
    )
    seen = seeing(opened(model), None if classify is None else opened(classify), kinds, tracker)
    return begin(source, seen, asked, None if out is None else at_home(out), say, progress)
