"""Models by name, exchanged while they answer."""

from __future__ import annotations

import asyncio
import gc
import shutil
import threading
from pathlib import Path

import pytest

from huoyan.errors import ArtifactError, ServeError
from huoyan.serve.engine import Looked, Shelf
from huoyan.serve.serving import Serving
from making import colour_artifact, contents
from slow_model import plain

SERVING = Serving(engine="onnxruntime", threads=1)


def shelf_of(folder: Path, *names: str) -> Shelf:
    for name in names:
        colour_artifact(folder / name / "model")
    shelf = Shelf({name: folder / name for name in names}, SERVING)
    shelf.open_all()
    return shelf


def test_a_model_is_found_by_its_name_and_the_only_one_without(tmp_path: Path):
    one, two = shelf_of(tmp_path / "one", "a"), shelf_of(tmp_path / "two", "a", "b")
    assert one.get().name == one.get("a").name == one.get("a", "1").name == "a"
    assert two.get("b").name == "b"
    for shelf, asked, code in (
        (one, ("x", None), "serve.no_model"),
        (one, ("a", "2"), "serve.no_version"),
        (two, (None, None), "serve.name_one"),
    ):
        with pytest.raises(ServeError) as refused:
            shelf.get(*asked)
        assert refused.value.code == code


def test_a_model_that_was_exchanged_answers_as_the_new_one_and_says_its_version(tmp_path: Path):
    shelf = shelf_of(tmp_path, "a")

    async def exchange() -> tuple[str, str]:
        before = (await shelf.get().look(plain("red"))).result.top.label
        shutil.rmtree(tmp_path / "a")
        colour_artifact(tmp_path / "a" / "model", labels=("rot", "gruen", "blau"))
        assert (await shelf.reload("a")).version == "2"
        return before, (await shelf.get("a", "2").look(plain("red"))).result.top.label

    assert asyncio.run(exchange()) == ("red", "rot")


@pytest.mark.parametrize("broken", ["gone", "cut", "another", "answers otherwise"])
def test_a_broken_model_never_replaces_a_good_one_and_is_left_as_it_is(tmp_path: Path, broken: str):
    shelf = shelf_of(tmp_path, "a")
    graph = tmp_path / "a" / "model" / "model.onnx"
    if broken == "gone":
        graph.unlink()
    elif broken == "cut":
        graph.write_bytes(graph.read_bytes()[:100])
    elif broken == "another":
        other = colour_artifact(tmp_path / "other", gain=3.0)
        graph.write_bytes(other.onnx.read_bytes())
    else:
        shutil.rmtree(tmp_path / "a")
        selftest = colour_artifact(tmp_path / "other").selftest()
        colour_artifact(tmp_path / "a" / "model", selftest_logits=selftest["logits"][:, ::-1].copy())
    found = contents(tmp_path / "a")

    async def refused() -> Looked:
        with pytest.raises(ArtifactError):
            await shelf.reload("a")
        return await shelf.get("a", "1").look(plain("green"))

    assert asyncio.run(refused()).result.top.label == "green"
    assert contents(tmp_path / "a") == found


def test_who_holds_the_old_version_is_answered_by_it_and_then_its_thread_ends(tmp_path: Path):
    shelf = shelf_of(tmp_path, "a")

    async def exchange() -> None:
        old = shelf.get()
        await shelf.reload("a")
        assert (await old.look(plain("blue"))).result.top.label == "blue"

    def models() -> int:
        return sum(each.name == "huoyan-model-a" for each in threading.enumerate())

    already = models()
    asyncio.run(exchange())
    gc.collect()
    for thread in threading.enumerate():
        if thread.name == "huoyan-model-a" and models() > already:
            thread.join(0.5)
    assert models() == already


def test_twenty_exchanges_while_many_ask_leave_nobody_without_an_answer(tmp_path: Path):
    shelf = shelf_of(tmp_path, "a")
    answers: list[str] = []

    async def ask(n: int) -> None:
        for _ in range(n):
            answers.append((await shelf.get().look(plain("green"))).result.top.label)

    async def both() -> None:
        asking = asyncio.gather(*(ask(50) for _ in range(4)))
        for _ in range(20):
            await shelf.reload("a")
        await asking

    asyncio.run(both())
    assert answers == ["green"] * 200
    assert shelf.get().version == "21"


def test_a_shelf_is_ready_until_the_server_leaves(tmp_path: Path):
    shelf = Shelf({"a": tmp_path / "a"}, SERVING)
    assert not shelf.ready
    colour_artifact(tmp_path / "a" / "model")
    shelf.open_all()
    assert shelf.ready
    shelf.leave()
    assert not shelf.ready
