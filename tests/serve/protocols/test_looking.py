"""Pictures of one request are looked at together, as long as the caller waits."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest

from huoyan.errors import HuoyanError, ImageError, ServeError
from huoyan.serve.engine import Busy, Looked
from huoyan.serve.protocols.looking import deadline, look_at, while_waited_for
from making import encoded, photo, pictures
from making_requests import request_of
from slow_model import held_model

PIXELS = pictures(4)


def test_a_caller_may_ask_for_less_time_and_not_for_more():
    now = time.monotonic()
    assert deadline(10.0, 2.0) - now == pytest.approx(2.0, abs=0.5)
    assert deadline(10.0, 99.0) - now == pytest.approx(10.0, abs=0.5)
    assert deadline(10.0) - now == pytest.approx(10.0, abs=0.5)


def test_answers_come_in_order_each_picture_with_its_own_error(tmp_path: Path):
    served, _ = held_model(tmp_path)
    given = [PIXELS[2], b"rubbish", PIXELS[1], encoded(photo())]

    async def look() -> list[Looked | HuoyanError]:
        return await look_at(served, given, deadline(20.0), ["a", "b", "c", "d"])

    blue, broken, green, whole = asyncio.run(look())
    assert isinstance(blue, Looked)
    assert isinstance(green, Looked)
    assert [np.argmax(each.outputs["logits"]) for each in (blue, green)] == [2, 1]
    assert isinstance(broken, ImageError)
    assert str(broken).startswith("b ")
    assert isinstance(whole, Looked)


def test_pictures_that_find_no_room_are_told_so_and_the_others_are_answered(tmp_path: Path):
    served, _ = held_model(tmp_path, queue=3)

    async def look() -> list[Looked | HuoyanError]:
        return await look_at(served, list(PIXELS), deadline(20.0))

    found = asyncio.run(look())
    assert [isinstance(each, Busy) for each in found] == [False, False, False, True]


def test_who_hangs_up_takes_the_pictures_that_nobody_has_looked_at_with_them(tmp_path: Path):
    served, model = held_model(tmp_path)
    model.go.clear()

    async def hang_up() -> None:
        first = asyncio.create_task(served.look(PIXELS[0]))
        await asyncio.to_thread(model.entered.wait, 20)
        request = request_of(b"picture", gone=True)
        async for _ in request.stream():
            break
        with pytest.raises(ServeError) as caught:
            await while_waited_for(request, look_at(served, list(PIXELS), deadline(20.0)))
        assert caught.value.code == "serve.gone"
        assert served.waiting == 1
        model.go.set()
        await first

    asyncio.run(hang_up())
    assert sum(model.sizes) == 1


def test_work_that_is_cancelled_from_elsewhere_is_cancelled(tmp_path: Path):
    async def cancelled() -> None:
        request = request_of(stuck=True)
        task = asyncio.create_task(while_waited_for(request, asyncio.sleep(60)))
        await asyncio.sleep(0.05)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
