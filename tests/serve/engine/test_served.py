"""One served model: who is answered, who is refused, and who never reaches the model."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest

from huoyan.errors import EngineError, ImageError, ServeError
from huoyan.serve.engine import Busy, Late, Looked
from making import encoded, photo
from slow_model import held_model, plain


async def entered(event: object) -> None:
    assert await asyncio.to_thread(event.wait, 20)


def test_a_picture_is_answered_as_the_predictor_answers_it(tmp_path: Path):
    served, _ = held_model(tmp_path)
    picture = encoded(photo(), "JPEG")
    looked = asyncio.run(served.look(picture))
    assert looked.result == served.predictor(picture)
    assert looked.place is not None
    assert (looked.place.source_height, looked.place.source_width) == (60, 90)
    assert looked.outputs["logits"].shape == (1, 3)


def test_callers_that_wait_for_the_model_go_through_it_together_each_with_its_own_answer(tmp_path: Path):
    served, model = held_model(tmp_path)
    labels = ["red", "green", "blue", "green", "red"]

    async def all_at_once() -> list[Looked]:
        model.go.clear()
        first = asyncio.create_task(served.look(plain("blue")))
        await entered(model.entered)
        rest = [asyncio.create_task(served.look(plain(label))) for label in labels]
        while served._batcher._arrived.qsize() < 5:
            await asyncio.sleep(0.01)
        model.go.set()
        return await asyncio.gather(first, *rest)

    first, *rest = asyncio.run(all_at_once())
    assert first.result.top.label == "blue"
    assert [each.result.top.label for each in rest] == labels
    # 4 is the largest that was measured; 5 would be a size of which the engine knows nothing
    assert model.sizes == [1, 4, 1]


def test_a_picture_whose_caller_has_gone_never_reaches_the_model(tmp_path: Path):
    served, model = held_model(tmp_path)

    async def leaving() -> None:
        model.go.clear()
        first = asyncio.create_task(served.look(plain("red")))
        await entered(model.entered)
        gone = asyncio.create_task(served.look(plain("green")))
        await asyncio.sleep(0.1)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        model.go.set()
        await first
        assert (await served.look(plain("blue"))).result.top.label == "blue"

    asyncio.run(leaving())
    assert model.sizes == [1, 1]  # the first and the last
    assert served.waiting == 0


def test_a_picture_that_waits_past_its_deadline_is_given_up_and_never_reaches_the_model(tmp_path: Path):
    served, model = held_model(tmp_path)

    async def late() -> None:
        model.go.clear()
        first = asyncio.create_task(served.look(plain("red")))
        await entered(model.entered)
        with pytest.raises(Late):
            await served.look(plain("green"), until=time.monotonic() + 0.2)
        model.go.set()
        await first

    asyncio.run(late())
    assert model.sizes == [1]


def test_when_all_places_are_taken_the_next_is_told_when_to_come_again(tmp_path: Path):
    served, model = held_model(tmp_path, queue=2)

    async def crowd() -> None:
        model.go.clear()
        waiting = [asyncio.create_task(served.look(plain("red"))) for _ in range(2)]
        await entered(model.entered)
        with pytest.raises(Busy) as refused:
            served.check_room()
        with pytest.raises(Busy):
            await served.look(plain("red"))
        assert refused.value.retry_after_s >= 1
        model.go.set()
        await asyncio.gather(*waiting)
        served.check_room()

    asyncio.run(crowd())
    assert sum(model.sizes) == 2


def test_who_could_only_be_answered_too_late_is_refused_at_once(tmp_path: Path):
    served, model = held_model(tmp_path, costs={1: 10.0})

    async def crowd() -> None:
        model.go.clear()
        first = asyncio.create_task(served.look(plain("red")))
        await entered(model.entered)
        with pytest.raises(Busy) as refused:
            served.check_room(time.monotonic() + 5)  # one of 10 s is before it
        assert refused.value.retry_after_s == 10
        model.go.set()
        await first

    asyncio.run(crowd())


def test_a_broken_picture_is_refused_and_the_others_are_answered(tmp_path: Path):
    served, model = held_model(tmp_path)

    async def mixed() -> list[Looked | BaseException]:
        given = [plain("red"), b"no picture", encoded(photo())[:100], plain("green")]
        return await asyncio.gather(*map(served.look, given), return_exceptions=True)

    red, text, cut, green = asyncio.run(mixed())
    assert isinstance(red, Looked)
    assert isinstance(green, Looked)
    assert isinstance(text, ImageError)
    assert text.code == "image.format"
    assert isinstance(cut, ImageError)
    assert sum(model.sizes) == 2


def test_one_picture_that_breaks_the_model_does_not_take_its_batch_with_it(tmp_path: Path):
    served, model = held_model(tmp_path)
    inner = model._inner.run

    def breaks_on_green(batch: np.ndarray) -> dict[str, np.ndarray]:
        if (batch[..., 1] == 200).any():
            raise ValueError("green")
        return inner(batch)

    model._inner.run = breaks_on_green

    async def crowd() -> list[Looked | BaseException]:
        model.go.clear()
        first = asyncio.create_task(served.look(plain("blue")))
        await entered(model.entered)
        rest = [asyncio.create_task(served.look(plain(label))) for label in ("red", "green")]
        while served._batcher._arrived.qsize() < 2:
            await asyncio.sleep(0.01)
        model.go.set()
        return await asyncio.gather(first, *rest, return_exceptions=True)

    blue, red, green = asyncio.run(crowd())
    assert isinstance(blue, Looked)
    assert isinstance(red, Looked)
    assert isinstance(green, ServeError)
    assert green.code == "serve.broken"
    assert "ValueError" in str(green)


def test_a_model_that_cannot_run_says_so_to_each_caller(tmp_path: Path):
    served, model = held_model(tmp_path)

    def fails(batch: np.ndarray) -> dict[str, np.ndarray]:
        raise EngineError("out of order", code="engine.run")

    model._inner.run = fails
    with pytest.raises(EngineError, match="out of order"):
        asyncio.run(served.look(plain("red")))


def test_one_caller_alone_never_waits_for_others(tmp_path: Path):
    served, _ = held_model(tmp_path, costs={1: 1.0, 2: 0.001}, delay_s=60.0)  # a batch would save much
    asyncio.run(asyncio.wait_for(served.look(plain("red")), 20))


def test_a_model_of_pictures_takes_no_sequences(tmp_path: Path):
    served, _ = held_model(tmp_path)
    with pytest.raises(ServeError) as refused:
        asyncio.run(served.step("a", plain("red"), start=True))
    assert refused.value.code == "serve.no_stream"


def test_who_was_let_in_and_is_still_to_be_read_has_a_place_too(tmp_path: Path):
    served, _ = held_model(tmp_path, queue=2)
    soon = time.monotonic() + 60
    assert [served.let_in(soon) for _ in range(3)] == [True, True, False]
    asyncio.run(served.look(plain("red")))  # one of them, who leaves again
    assert [served.let_in(soon) for _ in range(2)] == [True, False]
