"""Clips and streams of them: whole, and frame by frame with the state that a model carries."""

from __future__ import annotations

import asyncio
import io
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.errors import HuoyanError, ImageError, ServeError
from huoyan.images.video.frame import Frame
from huoyan.serve.engine import Busy, Late, Looked, Served, Shelf, sequences
from huoyan.serve.serving import Serving
from making import encoded
from making_clip_models import gru_artifact, mean_artifact, some_frames

SERVING = Serving(engine="onnxruntime", threads=1)


def served_clips(folder: Path, *, whole: bool = False) -> Served:
    (mean_artifact if whole else gru_artifact)(folder / "model")
    shelf = Shelf({"clips": folder}, SERVING)
    shelf.open_all()
    return shelf.get()


def frames(n: int, seed: int = 0) -> np.ndarray:
    return np.stack([each.pixels for each in some_frames(n, seed)])


async def streamed(served: Served, key: str, clip: np.ndarray) -> list[Looked | None]:
    last = len(clip) - 1
    return [await served.step(key, each, start=at == 0, end=at == last) for at, each in enumerate(clip)]


@pytest.mark.parametrize("whole", [False, True])
def test_a_clip_of_frames_is_answered_as_the_predictor_answers_it(tmp_path: Path, whole: bool):
    served = served_clips(tmp_path, whole=whole)
    looked = asyncio.run(served.look(frames(8)))
    assert looked.result == served.predictor(some_frames(8))
    assert looked.place is None


def test_a_stream_ends_in_the_answer_to_the_whole_clip(tmp_path: Path):
    served = served_clips(tmp_path)
    *_, last = asyncio.run(streamed(served, "a", frames(8)))
    whole = asyncio.run(served.look(frames(8)))
    assert last is not None
    np.testing.assert_allclose(last.outputs["logits"], whole.outputs["logits"], atol=1e-5)
    assert served.sequences == 0


def test_frames_may_come_as_files(tmp_path: Path):
    served = served_clips(tmp_path)
    pixels = frames(1)[0]
    as_file = encoded(Image.fromarray(pixels), "PNG")
    ((one,), (other,)) = (
        asyncio.run(streamed(served, "a", [given]))
        for given in (pixels, as_file)  # type: ignore[arg-type]
    )
    assert one is not None
    assert other is not None
    assert one.result == other.result


def test_streams_that_run_at_once_do_not_mix(tmp_path: Path):
    served = served_clips(tmp_path)

    async def both() -> tuple[list[Looked | None], list[Looked | None]]:
        return await asyncio.gather(
            streamed(served, "a", frames(6, seed=1)), streamed(served, "b", frames(6, seed=2))
        )

    at_once = asyncio.run(both())
    alone = [asyncio.run(streamed(served, "a", frames(6, seed=seed))) for seed in (1, 2)]
    for found, expected in zip(at_once, alone, strict=True):
        assert [x and x.result for x in found] == [x and x.result for x in expected]


def test_a_broken_frame_leaves_the_stream_as_it_was(tmp_path: Path):
    served = served_clips(tmp_path)
    clip = frames(4)

    async def with_broken() -> Looked | None:
        await served.step("a", clip[0], start=True)
        await served.step("a", clip[1])
        with pytest.raises(ImageError):
            await served.step("a", b"no picture")
        await served.step("a", clip[2])
        return await served.step("a", clip[3], end=True)

    found = asyncio.run(with_broken())
    *_, expected = asyncio.run(streamed(served, "a", clip))
    assert found is not None
    assert expected is not None
    assert found.result == expected.result


def test_a_sequence_that_was_never_begun_or_has_ended_is_told(tmp_path: Path):
    served = served_clips(tmp_path)
    asyncio.run(streamed(served, "a", frames(2)))
    with pytest.raises(ServeError) as refused:
        asyncio.run(served.step("a", frames(1)[0]))
    assert refused.value.code == "serve.no_sequence"


def test_a_frame_whose_caller_gave_up_is_not_looked_at_beside_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    served = served_clips(tmp_path)
    at_once, most, take = 0, 0, sequences.Sequence.take

    def slowly(sequence: sequences.Sequence, frame: Frame) -> object:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.5)
        at_once -= 1
        return take(sequence, frame)

    monkeypatch.setattr(sequences.Sequence, "take", slowly)

    async def late_and_next() -> None:
        with pytest.raises(Late):
            await served.step("a", frames(1)[0], start=True, until=time.monotonic() + 0.2)
        await served.step("a", frames(1)[0])

    asyncio.run(late_and_next())
    assert most == 1


def test_who_waits_for_its_turn_is_late_in_time(tmp_path: Path):
    served = served_clips(tmp_path)

    async def behind_another() -> None:
        await served.step("a", frames(1)[0], start=True)
        assert served._sequences is not None
        async with served._sequences.get(("", "a"), start=False).turn, asyncio.timeout(20):
            with pytest.raises(Late):
                await served.step("a", frames(1)[0], until=time.monotonic() + 0.1)

    asyncio.run(behind_another())


def test_the_end_of_a_stream_does_not_end_the_one_that_began_anew(tmp_path: Path):
    served = served_clips(tmp_path)

    async def end_and_begin() -> None:
        await served.step("a", frames(1)[0], start=True)
        await asyncio.gather(
            served.step("a", frames(1)[0], end=True), served.step("a", frames(1)[0], start=True)
        )
        await served.step("a", frames(1)[0])

    asyncio.run(end_and_begin())
    assert served.sequences == 1


def test_a_last_frame_for_which_there_was_no_room_may_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    served = served_clips(tmp_path)

    async def twice() -> None:
        await served.step("a", frames(1)[0], start=True)
        assert served._sequences is not None
        async with served._sequences.get(("", "a"), start=False).turn:
            last = asyncio.create_task(served.step("a", frames(1)[0], end=True))
            await asyncio.sleep(0)
            served.waiting = served.queue
        with pytest.raises(Busy):
            await last
        served.waiting = 0
        await served.step("a", frames(1)[0], end=True)

    asyncio.run(twice())
    assert served.sequences == 0


def test_a_sequence_to_which_nothing_comes_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    served = served_clips(tmp_path)
    asyncio.run(served.step("a", frames(1)[0], start=True))
    monkeypatch.setattr(sequences, "IDLE_S", -1.0)
    with pytest.raises(ServeError) as refused:
        asyncio.run(served.step("a", frames(1)[0]))
    assert refused.value.code == "serve.no_sequence"
    assert served.sequences == 0


def test_there_is_a_most_of_sequences_and_one_may_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sequences, "MOST", 2)
    served = served_clips(tmp_path)

    async def begin(*keys: str) -> None:
        for key in keys:
            await served.step(key, frames(1)[0], start=True)

    asyncio.run(begin("a", "b", "a"))
    with pytest.raises(ServeError) as refused:
        asyncio.run(begin("c"))
    assert refused.value.code == "serve.too_many_sequences"


def test_time_does_not_run_backwards(tmp_path: Path):
    served = served_clips(tmp_path)

    async def back() -> None:
        await served.step("a", frames(1)[0], start=True, seconds=2.0)
        await served.step("a", frames(1)[0], seconds=1.0)

    with pytest.raises(HuoyanError) as refused:
        asyncio.run(back())
    assert refused.value.code == "usage.seconds"


@pytest.mark.parametrize("bad", ["no video", "numbers", "flat"])
def test_what_is_no_clip_is_refused_with_words(tmp_path: Path, bad: str):
    served = served_clips(tmp_path)
    stream = io.BytesIO()
    np.save(stream, np.zeros((4, 3), np.float32))
    given = {"no video": b"no video", "numbers": stream.getvalue(), "flat": np.zeros((2, 3, 4), np.uint8)}
    with pytest.raises(ImageError):
        asyncio.run(served.look(given[bad]))
