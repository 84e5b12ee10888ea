"""A camera or a video watched, from Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.api.models import load
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.images.video.address import masked
from huoyan.predict import Predictor
from huoyan.system.caller_state import leaves_caller_alone, warn
from huoyan.text import spelt

if TYPE_CHECKING:
    from huoyan.watch.alarms.trial import Trial
    from huoyan.watch.loop import Watch
    from huoyan.words import Lang


@leaves_caller_alone
def watch(
    source: str | int | Path,
    model: str | Path | Predictor,
    *,
    classify: str | Path | Predictor | None = None,
    out: str | Path | None = None,
    engine: str = "auto",
    threads: int | None = None,
    max_pixels: int | None = None,
    say: Say = warn,
    progress: Callable[[float], None] | None = None,
    **asked: Any,
) -> Watch:
    """What happens before a camera or in a video: an iterator, and a context manager that keeps its place.

    `asked` are the fields of `huoyan.watch.asked.Asked`: lines=["gate=0.1,0.6,0.9,0.6"], zones, and alarms
    such as "yard enters person between 22:00 and 06:00" (`huoyan.watch.rules.language.grammar`) ...
    `classify` names what was found by the vote of many looks. `out` is a folder for events, counts, pictures
    and clips; a watch of the same video that was cut off there goes on. `progress` is told the seconds that
    are behind.

    Needs the extra `watch`. Raises UsageError, VideoError, WatchError, ArtifactError, EngineError,
    MissingExtra.
    """
    from huoyan.watch.asked import asked_from
    from huoyan.watch.finding import seeing
    from huoyan.watch.start import start_watch

    def opened(named: str | Path | Predictor) -> Predictor:
        if isinstance(named, Predictor):
            return named
        return load(named, engine=engine, threads=threads, max_pixels=max_pixels)

    wanted = asked_from(asked)
    names = None if classify is None else opened(classify)
    seen = seeing(opened(model), names, wanted)
    return start_watch(source, seen, wanted, None if out is None else at_home(out), say, progress)


@leaves_caller_alone
def send_test_alarm(
    send: Sequence[str], *, source: str | int | Path = "test", lang: Lang = "en"
) -> list[Trial]:
    """One test alarm to each of `send`, as `watch` would send it, to see that it arrives before it matters.

    `source` is what it says that it comes from; `lang` is of mails. Raises UsageError usage.send where there
    is nobody to send to, or what is written names nobody.
    """
    from huoyan.watch.alarms.sinks import open_sinks
    from huoyan.watch.alarms.trial import send_test_alarm as send_one
    from huoyan.watch.asked import asked_from

    asked = asked_from({"send": send, "lang": lang})
    return send_one(open_sinks(asked.send, asked.lang), spelt(masked(str(source))))
