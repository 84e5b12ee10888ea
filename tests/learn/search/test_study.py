"""A study in a storage: what others see of it, what a kill leaves, and storages that cannot be used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from huoyan.errors import TrainingError, UsageError
from huoyan.learn.search import journal_lock
from huoyan.learn.search.journal_lock import JournalLock
from huoyan.learn.search.search import Asked, study_name
from huoyan.learn.search.space import Dimension, Space
from huoyan.learn.search.storage import open_study
from huoyan.learn.search.study import Drawn, Study
from huoyan.runs.recipe import recipe_from
from huoyan.runs.recipe_file import Origin
from huoyan.runs.search.shown_storage import shown_storage
from huoyan.runs.search.tried_setting import How, TriedSetting, Value

LR = Dimension("lr", 1.0, low=0.1, high=10.0, log=True)
AUGMENT = Dimension("augment", "light", options=("none", "light", "strong"))


def study(storage: object, run: str = "a", *, name: str = "study", seed: int = 0) -> Study:
    # Of a space without a network, whose choices any setting has.
    return Study(str(storage), name, f"of {run}", run, Space((), (LR, AUGMENT)), "tpe", seed)


def done(drawn: Drawn, score: float, how: How = "whole", reason: str = "") -> TriedSetting:
    return TriedSetting(drawn.number, drawn.values, how, score, 1.0, 2.0, "a", reason)


def finish(of: Study, score: float, how: How = "whole") -> Mapping[str, Value]:
    drawn = of.draw()
    of.finish(drawn, done(drawn, score, how))
    return drawn.values


@pytest.fixture(autouse=True)
def any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Space, "has", lambda self, dimension, values: True)


@pytest.mark.parametrize("kind", ["file", "sqlite"])
def test_two_processes_share_what_they_find(tmp_path: Path, kind: str):
    storage = tmp_path / "所 有.journal" if kind == "file" else f"sqlite:///{tmp_path / 's.db'}"
    ours, theirs = study(storage, "ours"), study(storage, "theirs")
    assert finish(ours, 0.5) == {"lr": 1.0, "augment": "light"}  # what the plan takes comes first
    finish(theirs, 0.7)
    assert [(each.number, each.score, each.run) for each in ours.tried()] == [
        (0, 0.5, "ours"),
        (1, 0.7, "theirs"),
    ]
    assert ours.tried() == theirs.tried() == study(storage, "third").tried()


def test_what_a_run_had_drawn_when_it_was_killed_is_drawn_again_by_it(tmp_path: Path):
    storage = tmp_path / "s"
    killed = study(storage)
    finish(killed, 0.5)
    lost = killed.draw()  # and then the process is gone
    assert study(storage, "other").draw().values != lost.values
    again = study(storage)
    assert again.draw().values == lost.values
    assert [each.score for each in again.tried()] == [0.5]


def test_a_setting_that_was_given_back_is_drawn_again(tmp_path: Path):
    found = study(tmp_path / "s")
    drawn = found.draw()
    found.give_back(drawn)
    assert found.draw().values == drawn.values
    assert found.tried() == []


def test_how_a_setting_ended_is_kept(tmp_path: Path):
    found = study(tmp_path / "s")
    for how in ("whole", "pruned", "refused"):
        drawn = found.draw()
        found.finish(drawn, TriedSetting(drawn.number, drawn.values, how, 0.5, 1.5, 2.5, "a", f"{how}!"))
    assert [(each.how, each.epochs, each.seconds, each.reason) for each in study(tmp_path / "s").tried()] == [
        (how, 1.5, 2.5, f"{how}!") for how in ("whole", "pruned", "refused")
    ]


def test_one_that_falls_behind_is_given_up_and_the_best_is_not(tmp_path: Path):
    found = study(tmp_path / "s")
    for score in (0.8, 0.81, 0.82, 0.83):
        drawn = found.draw()
        assert not found.report(drawn, 50, score)
        found.finish(drawn, done(drawn, score))
    bad, good = found.draw(), found.draw()
    assert not found.report(bad, 10, 0.1)  # too early to tell
    assert found.report(bad, 50, 0.1)
    assert not found.report(good, 50, 0.9)


def test_what_decides_the_score_mattered_more_than_what_does_not(tmp_path: Path):
    found = study(tmp_path / "s")
    for _ in range(5):
        finish(found, 0.5)
    assert found.mattered() == {}  # too few to tell
    for _ in range(7):
        finish(found, 0.5)
    assert found.mattered() == {}  # all came to the same
    for _ in range(25):
        drawn = found.draw()
        found.finish(drawn, done(drawn, -abs(float(drawn.values["lr"]) - 2)))
    mattered = found.mattered()
    assert mattered["lr"] > mattered["augment"]
    assert sum(mattered.values()) == pytest.approx(1)


def test_a_study_of_another_format_is_refused(tmp_path: Path):
    storage = tmp_path / "s"
    study(storage)._study.set_user_attr("huoyan_format", 99)
    with pytest.raises(UsageError, match=r"has format 99, .* knows 1; give another --storage") as caught:
        study(storage)
    assert caught.value.code == "usage.storage"


def test_a_study_of_another_format_in_a_database_is_refused_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = f"sqlite:///{tmp_path / 's.db'}"
    study(file)._study.set_user_attr("huoyan_format", 99)
    monkeypatch.setattr("huoyan.learn.search.study.open_study", lambda named, name: open_study(file, name))
    with pytest.raises(UsageError, match=r"in postgresql://\*\*\*@host/db has format 99") as caught:
        study("postgresql://me:hushhush@host/db")
    assert "hushhush" not in str(caught.value)


def test_a_database_that_another_version_of_optuna_made_is_refused(tmp_path: Path):
    file = tmp_path / "s.db"
    study(f"sqlite:///{file}")
    with sqlite3.connect(file) as database:
        database.execute("update version_info set schema_version = 1")
        database.execute("update alembic_version set version_num = 'v0.9.0.a'")
    database.close()
    with pytest.raises(UsageError, match=r"made by another version of optuna") as caught:
        study(f"sqlite:///{file}")
    assert caught.value.code == "usage.storage"


@pytest.mark.parametrize("content", ["file,label\na.png,cat\n", '{"event": "said"}\n', "\x00\x01\n", "{\n"])
def test_a_file_that_holds_something_else_is_refused_and_stays_as_it_is(tmp_path: Path, content: str):
    file = tmp_path / "labels.csv"
    file.write_text(content)
    with pytest.raises(UsageError, match="holds something else than a search"):
        study(file)
    assert file.read_text() == content


def test_a_folder_and_one_that_is_not_there_are_named(tmp_path: Path):
    with pytest.raises(UsageError, match="is a folder; --storage names a file in it"):
        study(tmp_path)
    with pytest.raises(UsageError, match="does not exist; make it first"):
        study(tmp_path / "no" / "s")
    with pytest.raises(UsageError, match="driver is installed"):
        study("nothing://host/db")


def test_the_lock_of_a_process_that_is_killed_ends_with_it(tmp_path: Path):
    file = tmp_path / "s"
    finish(study(file), 0.5)
    hold = "from huoyan.learn.search.journal_lock import JournalLock; import pathlib, sys, time; "
    hold += (
        "lock = JournalLock(pathlib.Path(sys.argv[1])); lock.acquire(); print(flush=True); time.sleep(600)"
    )
    call = [sys.executable, "-c", hold, str(file)]
    with subprocess.Popen(call, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        waits = JournalLock(file)
        waits.patience = 0.1
        try:
            with pytest.raises(TrainingError, match="has held the storage"):
                waits.acquire()
        finally:
            holder.kill()
    waits.acquire()
    waits.release()
    assert finish(study(file, "other"), 0.7)
    assert [each.score for each in study(file).tried()] == [0.5, 0.7]


def test_without_locks_of_the_system_a_link_is_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(journal_lock, "lock", lambda file: None)
    monkeypatch.chdir(tmp_path)  # a path from here does not lead there from the folder of the lock
    Path("drive").mkdir()
    finish(study("drive/s"), 0.5)
    killed, waits = JournalLock(Path("drive/s")), JournalLock(Path("drive/s"))
    killed.acquire()
    assert killed.file is not None
    killed.file.close()
    waits.link.grace_period = 0.01
    waits.acquire()
    waits.release()
    assert finish(study("drive/s", "other"), 0.7)
    assert [each.score for each in study("drive/s").tried()] == [0.5, 0.7]


def test_a_line_that_broke_off_on_a_full_disk_is_in_nobodys_way(tmp_path: Path):
    file = tmp_path / "s"
    finish(study(file), 0.5)
    with file.open("ab") as opened:
        opened.write(b'{"op_code":5,"wor')
    finish(study(file), 0.7)
    assert [each.score for each in study(file).tried()] == [0.5, 0.7]
    first = tmp_path / "first"
    first.write_bytes(b'{"op_code":0,"wor')
    assert finish(study(first), 0.5)


def test_what_was_over_when_its_process_was_killed_is_not_tried_again(tmp_path: Path):
    killed = study(tmp_path / "s")
    drawn = killed.draw()
    killed._tell = lambda *told: None  # type: ignore[method-assign]
    killed.finish(drawn, done(drawn, 0.5))
    assert killed.tried() == []
    again = study(tmp_path / "s")
    assert [(each.how, each.score) for each in again.tried()] == [("whole", 0.5)]
    assert again.draw().values != drawn.values


def test_runs_of_one_name_on_two_machines_are_told_apart(tmp_path: Path):
    there = Study(str(tmp_path / "s"), "study", "1", "runs/a", Space((), (LR, AUGMENT)), "tpe", 0)
    drawn = there.draw()
    here = Study(str(tmp_path / "s"), "study", "2", "runs/a", Space((), (LR, AUGMENT)), "tpe", 0)
    assert here.draw().values != drawn.values
    there.finish(drawn, done(drawn, 0.5))
    assert [each.score for each in here.tried()] == [0.5]


def test_one_that_only_finds_what_others_tried_knows_what_was_scored(tmp_path: Path):
    found = study(tmp_path / "s")
    assert found.scored() == ("", 0)
    found.score_is("accuracy", 40)
    assert study(tmp_path / "s", "other").scored() == ("accuracy", 40)


def test_a_database_of_something_else_is_refused_and_stays_as_it_is(tmp_path: Path):
    file = tmp_path / "mine.db"
    with sqlite3.connect(file) as database:
        database.execute("create table pictures (name)")
    database.close()
    before = file.read_bytes()
    with pytest.raises(UsageError, match="holds something else than a search"):
        study(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_password_is_shown_nowhere():
    with pytest.raises(UsageError, match=r"postgresql\+none://\*\*\*@host/db cannot be used") as caught:
        study("postgresql+none://me:hushhush@host/db")
    assert "hushhush" not in str(caught.value)
    assert shown_storage("sqlite:////a/b.db?timeout=9") == "sqlite:////a/b.db?timeout=9"
    assert shown_storage("redis://host:1/0?password=hush") == "redis://host:1/0?password=***"


def test_a_database_is_let_go_of_with_its_study(tmp_path: Path):
    import sqlalchemy

    found = study(f"sqlite:///{tmp_path / 's.db'}")
    finish(found, 0.5)
    closed: list[object] = []

    def heard(connection: object, record: object) -> None:
        closed.append(connection)

    sqlalchemy.event.listen(sqlalchemy.pool.Pool, "close", heard)
    found.close()
    sqlalchemy.event.remove(sqlalchemy.pool.Pool, "close", heard)
    assert closed


def test_what_optuna_tells_its_caller_is_as_before(tmp_path: Path):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.INFO)
    finish(study(tmp_path / "s"), 0.5)
    assert optuna.logging.get_verbosity() == optuna.logging.INFO


def test_weights_of_one_file_name_are_told_apart_by_what_they_hold(tmp_path: Path):
    def name(folder: str, content: bytes) -> str:
        file = tmp_path / folder / "net.pth"
        file.parent.mkdir()
        file.write_bytes(content)
        network: Any = SimpleNamespace(name="net", choices={"weights": str(file)})
        job: Any = SimpleNamespace(origin=Origin("photos", pictures_sha256="1"))
        recipe = recipe_from({"task": "classify", "weights": str(file)})
        return study_name(job, recipe, Space((network,), (LR,)), Asked(tmp_path, 3, None, None, "s", "tpe"))

    assert name("here", b"1") == name("there", b"1") != name("elsewhere", b"2")


def test_a_storage_that_goes_away_is_said(tmp_path: Path):
    place = tmp_path / "drive"
    place.mkdir()
    found = study(place / "s")
    finish(found, 0.5)
    place.rename(tmp_path / "gone")
    with pytest.raises(TrainingError, match="cannot be reached any more") as caught:
        found.draw()
    assert caught.value.code == "training.storage"
