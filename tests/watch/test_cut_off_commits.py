"""A frame whose alarms were cut off while they were kept: the place of the watch never runs ahead of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from huoyan.errors import WatchError
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.folder.files import WatchFiles
from huoyan.watch.folder.position import Position
from huoyan.watch.health import CAMERA, Health
from huoyan.watch.keeper import Keeper, Origin
from huoyan.watch.live import Missed
from huoyan.watch.loop import Watch
from huoyan.watch.rules.observer import Observer
from huoyan.watch.rules.scene import scene_of
from huoyan.watch.tracked import Tracks
from huoyan.watch.watcher import Watcher
from huoyan.words import Message
from making_watches import ALARMS, LINES, NearestTracker, bright_things, made_frames

FRAMES = 60
FULL = WatchError(Message("alarms.outbox_full", path="x", reason="y"), code="watch.outbox_full")


def once(call: Callable[..., Any], when: Callable[..., bool], error: BaseException) -> Callable[..., Any]:
    """`call`, which fails the first time that it is called so."""
    errors = [error]

    def failing(*given: Any, **named: Any) -> Any:
        if errors and when(*given, **named):
            raise errors.pop()
        return call(*given, **named)

    return failing


def watch(folder: Path, cut: Callable[[Watcher, WatchFiles, Outbox], None] = lambda *_: None) -> None:
    """Of the made frames, on from where the last one stopped."""
    folder.mkdir(exist_ok=True)
    watcher = Watcher(bright_things, NearestTracker(), Observer(scene_of(LINES, (), ALARMS, ["thing"])))
    with Outbox(folder, ["list"]) as outbox:
        found = outbox.position("made")
        position = None if found is None else Position.from_json(found)
        if position is not None:
            watcher.restore(position.state)
        files = WatchFiles(folder, print, 0 if position is None else position.events)
        cut(watcher, files, outbox)
        keeper = Keeper(watcher, files, outbox, Origin("made", lambda seconds: f"{seconds:.1f}"))
        try:
            list(Watch(watcher, made_frames(FRAMES, 0 if position is None else position.frame + 1), keeper))
        finally:
            files.close()


def kept(folder: Path) -> tuple[list[Any], list[Any], bytes]:
    """The alarms of the outbox, the lines of events, and the counts."""
    with sqlite3.connect(folder / "outbox.sqlite") as db:
        alarms = [json.loads(body) for (body,) in db.execute("SELECT body FROM alarm ORDER BY id")]
    lines = [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines()]
    return alarms, lines, (folder / "counts.json").read_bytes()


def in_the_picture(error: BaseException) -> Callable[[Watcher, WatchFiles, Outbox], None]:
    def cut(_: Watcher, files: WatchFiles, __: Outbox) -> None:
        named = lambda name, pixels: name.startswith("pictures/")  # noqa: E731
        files.write_picture = once(files.write_picture, named, error)  # type: ignore[method-assign]

    return cut


def before_the_commit(error: BaseException) -> Callable[[Watcher, WatchFiles, Outbox], None]:
    def cut(_: Watcher, __: WatchFiles, outbox: Outbox) -> None:
        outbox.put = once(outbox.put, lambda *alarms, **_: bool(alarms), error)  # type: ignore[method-assign]

    return cut


def after_the_commit(error: BaseException) -> Callable[[Watcher, WatchFiles, Outbox], None]:
    def cut(_: Watcher, __: WatchFiles, outbox: Outbox) -> None:
        done = once(lambda number: number, lambda number: number > 0, error)
        put = outbox.put
        outbox.put = lambda *alarms, **named: done(put(*alarms, **named))  # type: ignore[method-assign]

    return cut


def in_the_rules(error: BaseException) -> Callable[[Watcher, WatchFiles, Outbox], None]:
    """At a frame in which an alarm is told: it is counted, but nobody has heard of it yet."""

    def cut(watcher: Watcher, _: WatchFiles, __: Outbox) -> None:
        seen = watcher.observer.update

        def update(tracks: Tracks) -> Any:
            events = seen(tracks)
            return told(events)

        told = once(lambda events: events, lambda events: any(x.rule in ALARMS for x in events), error)
        watcher.observer.update = update  # type: ignore[method-assign]

    return cut


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[Any], bytes]:
    folder = tmp_path_factory.mktemp("whole")
    watch(folder)
    alarms, lines, counts = kept(folder)
    assert len(alarms) > 2
    return alarms, lines, counts


@pytest.mark.parametrize("cut", [in_the_picture, before_the_commit, after_the_commit, in_the_rules])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), FULL], ids=["ctrl-c", "full"])
def test_what_was_cut_off_in_the_midst_of_a_frame_is_neither_lost_nor_doubled(
    cut: Callable[..., Any], error: BaseException, whole: tuple[list[Any], list[Any], bytes], tmp_path: Path
):
    with pytest.raises(type(error)):
        watch(tmp_path, cut(error))
    watch(tmp_path)
    assert kept(tmp_path) == whole


def still(seconds: float) -> Iterator[Any]:
    """Two frames, then none for ever longer."""
    yield from made_frames(2)
    yield from (Missed(waited) for waited in (1.0, 4.0, seconds))


class Ten(Observer):
    """Ten alarms in the first frame: a storm."""

    def update(self, tracks: Tracks) -> Any:
        from huoyan.watch.event import Event

        told = tuple(Event(tracks.seconds, tracks.index, ALARMS[0], "crosses", track=n) for n in range(10))
        return told if tracks.index == 0 else ()


def test_what_a_storm_gathered_does_not_wait_for_a_camera_that_is_gone(tmp_path: Path):
    told: list[list[int]] = []
    watcher = Watcher(
        bright_things, NearestTracker(), Ten(scene_of(LINES, (), ALARMS, ["thing"])), None, Health()
    )
    with Outbox(tmp_path, ["list"]) as outbox:
        files = WatchFiles(tmp_path, print)

        def counts() -> None:
            with sqlite3.connect(tmp_path / "outbox.sqlite") as db:
                rows = db.execute("SELECT body FROM alarm ORDER BY id").fetchall()
            bodies = [json.loads(body) for (body,) in rows]
            told.append([x.get("count", 1) for x in bodies if x["rule"] != CAMERA])

        keeper = Keeper(watcher, files, outbox, Origin("made", str), sent=counts)
        events = Watch(watcher, still(61.0), keeper)
        assert [next(events).what for _ in range(11)] == ["crosses"] * 10 + ["gone"]
        before_the_end = told[-1]
        events.close()
        files.close()
    assert before_the_end == [1] * 6 + [4]


def test_what_a_storm_gathered_goes_out_though_no_frame_is_left(tmp_path: Path):
    """Killed between the last frame and the end."""
    watcher = Watcher(bright_things, NearestTracker(), Ten(scene_of(LINES, (), ALARMS, ["thing"])))
    with Outbox(tmp_path, ["list"]) as outbox:
        files = WatchFiles(tmp_path, print)
        keeper = Keeper(watcher, files, outbox, Origin("made", str))
        for frame in made_frames(1):
            keeper.keep(watcher.look(frame))
        list(Watch(watcher, (), Keeper(watcher, files, outbox, Origin("made", str))))
        files.close()
        assert outbox.waiting() == {"list": 7}


def test_of_a_camera_only_its_counts_are_written_every_second(tmp_path: Path):
    """All that is known of a busy street, 400 KB a second, would wear out a memory card within a year."""
    scene = scene_of(LINES, (), ALARMS, ["thing"])
    watcher = Watcher(bright_things, NearestTracker(), Observer(scene), None, Health())
    with Outbox(tmp_path, ["list"]) as outbox:
        files = WatchFiles(tmp_path, print)
        keeper = Keeper(watcher, files, outbox, Origin("made", str, session="1"))
        list(Watch(watcher, made_frames(FRAMES), keeper))
        files.close()
        state = (outbox.position("made") or {})["state"]
    assert set(state) == {"observer"}
    assert set(state["observer"]) == {"scene", "counts"}
    next_one = Watcher(bright_things, NearestTracker(), Observer(scene))
    next_one.recount(state)
    assert next_one.observer.counts.to_json() == watcher.observer.counts.to_json()


def test_a_place_that_is_called_camera_does_not_silence_the_camera(tmp_path: Path):
    scene = scene_of(("camera=0,0.5,1,0.5",), (), ("camera crosses thing",), ["thing"])
    watcher = Watcher(bright_things, NearestTracker(), Observer(scene), None, Health(), quiet=True)
    with Outbox(tmp_path, ["list"]) as outbox:
        files = WatchFiles(tmp_path, print)
        keeper = Keeper(watcher, files, outbox, Origin("made", str))
        list(Watch(watcher, still(6.0), keeper))
        files.close()
    alarms, lines, _ = kept(tmp_path)
    assert [each["what"] for each in alarms] == [each["what"] for each in lines] == ["gone"]
