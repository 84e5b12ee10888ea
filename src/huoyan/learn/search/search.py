"""The search: setting after setting, until so many were tried, its time is over or Ctrl-C ends it."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from huoyan.artifact.checksum import sha256_file
from huoyan.data.dataset import Dataset
from huoyan.data.home_folder import at_home
from huoyan.errors import HuoyanError, TrainingError
from huoyan.learn.fit.aside import Aside
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.job import Job
from huoyan.learn.plan.plan import Plan
from huoyan.learn.search.one_setting import Came, refused, train_setting
from huoyan.learn.search.space import Space
from huoyan.learn.search.study import Drawn, Sampler, Study
from huoyan.runs.events import Listener, Said, Searched
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe_file import PATHS
from huoyan.runs.run_folder import RunFolder
from huoyan.runs.search.outcome import Ended, Outcome, read_outcome, write_outcome
from huoyan.runs.search.shown_storage import CODE, shown_storage
from huoyan.runs.search.tried_setting import TriedSetting, best_of
from huoyan.words import Message

# Tells the settings of this run from those of others, whatever folders these have; gone after the search.
PROCESS = "process"
# Of the usual time of a setting what must be left for another to begin.
WORTH = 0.5
# Of the recipe what processes of one study may differ in: it changes no score, or is another machine's.
ELSEWHERE = (
    "threads",
    "workers",
    "feed",
    "device",
    "checkpoint_s",
    "on_full_disk",
    "tensorboard",
    "beside",
    "tune",
    "tune_minutes",
    "tune_sampler",
    "storage",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """folder: of all that the search writes. wanted: settings, of all processes together. minutes: for the
    search; epochs: of each setting, None where it is trained as the run is."""

    folder: Path
    wanted: int
    minutes: float | None
    epochs: float | None
    storage: str
    sampler: Sampler


def search(job: Job, dataset: Dataset, recipe: Recipe, space: Space, asked: Asked, tell: Listener) -> Outcome:
    """What was tried for `recipe`, by this process and by others that share the storage.

    Settings that an earlier call has tried are not tried again. Where the storage is lost on the way, the
    search ends with what it knows by then. Raises TrainingError (training.storage) where that is nothing, and
    what the plan's own setting fails with.
    """
    new = not asked.folder.exists()
    if Path(asked.storage).parent == asked.folder:
        asked.folder.mkdir(parents=True, exist_ok=True)
    name = study_name(job, recipe, space, asked)
    process = _process(asked.folder)
    run = str(job.folder.path)
    study = Study(asked.storage, name, process, run, space, asked.sampler, recipe.seed)
    with closing(study), _cleared(job.folder, study, all_own=new and recipe.storage is None):
        asked.folder.mkdir(parents=True, exist_ok=True)  # not for a storage that is refused
        (asked.folder / PROCESS).write_text(process)
        found = _searched(_Search(job, dataset, space, asked, study, tell), tell)
    for file in (asked.folder / PROCESS, RunFolder(asked.folder).quarantine):  # the run has its own list
        file.unlink(missing_ok=True)
    return found


@contextmanager
def _cleared(run: RunFolder, study: Study, *, all_own: bool) -> Iterator[None]:
    """What fails before anything was tried leaves nothing behind, as no training does, but for the list of
    broken pictures.

    all_own: the folder of the search and all in it were made by this call.
    """
    try:
        yield
    except BaseException:
        with suppress(OSError):
            RunFolder(run.search).quarantine.replace(run.quarantine)
        with suppress(HuoyanError):
            if all_own and study.is_untouched():
                shutil.rmtree(run.search, ignore_errors=True)
        raise


def _searched(running: _Search, tell: Listener) -> Outcome:
    running.begins()
    with gentle_interrupt(lambda text: tell(Said(text, warning=True))) as interrupted:
        ended: Ended | None = None
        while ended is None:
            ended = running.ended(interrupted) or running.next(interrupted)
    return running.outcome(ended, mattered=True)


def _process(folder: Path) -> str:
    """Of this run, also after it was killed."""
    try:
        return (folder / PROCESS).read_text() or uuid.uuid4().hex
    except (OSError, ValueError):
        return uuid.uuid4().hex


def study_name(job: Job, recipe: Recipe, space: Space, asked: Asked) -> str:
    """Tells a study from one of other pictures, choices or values: what may be compared has one name."""
    own = {name: value for name, value in recipe.to_dict().items() if name not in ELSEWHERE}
    own |= {name: Path(own[name]).name for name in PATHS if isinstance(own.get(name), str)}
    dimensions: list[Any] = [
        (each.name, each.default, each.options, each.low, each.high, each.step) for each in space.dimensions
    ]
    weights = [(each.name, _content(each.choices.get("weights"))) for each in space.candidates]
    taught = job.origin.teacher_sha256
    told = [job.origin.pictures_sha256, own, dimensions, asked.epochs, weights, taught]
    return "huoyan-" + hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _content(named: object) -> str | None:
    """Of a file of weights: many bear one name."""
    path = at_home(named) if isinstance(named, str | Path) else None
    return None if path is None or not path.is_file() else sha256_file(path)


class _Search:
    """A search that is under way."""

    def __init__(
        self, job: Job, dataset: Dataset, space: Space, asked: Asked, study: Study, tell: Listener
    ) -> None:
        self._job, self._dataset, self._space = job, dataset, space
        self._asked, self._study, self._tell = asked, study, tell
        self._aside = Aside(tell)
        from huoyan.learn.search.kept_material import KeptMaterial  # which imports PyTorch

        self._material = KeptMaterial(RunFolder(asked.folder))
        self._began = time.perf_counter()
        self._lost = False
        self._name, self._pictures = study.scored()
        self.tried = study.tried()
        before = read_outcome(asked.folder)
        known = before is not None and before.study == study.name
        self._before_s = before.seconds if before is not None and known else 0.0

    def begins(self) -> None:
        key = "search.goes_on" if self.tried else "search.begins"
        dimensions = ", ".join(each.name for each in self._space.dimensions)
        names = ", ".join(each.name for each in self._space.candidates)
        self._tell(
            Said(
                Message(
                    key,
                    wanted=self._asked.wanted,
                    models=names,
                    choices=dimensions,
                    done=len(self.tried),
                    storage=shown_storage(self._asked.storage),
                )
            )
        )

    def seconds(self) -> float:
        """Of this process, with those before it was cut off."""
        return self._before_s + time.perf_counter() - self._began

    def left(self) -> float | None:
        """Seconds; None where no time was given."""
        return None if self._asked.minutes is None else 60 * self._asked.minutes - self.seconds()

    def ended(self, interrupted: Callable[[], bool]) -> Ended | None:
        """Why no other setting begins. The first is trained whatever the time."""
        if self._lost:
            return "lost"
        if len(self.tried) >= self._asked.wanted:
            return "tried"
        if interrupted():
            return "interrupted"
        left = self.left()
        late = left is not None and left < WORTH * self._usual()
        return "time" if late and best_of(self.tried) is not None else None

    def next(self, interrupted: Callable[[], bool]) -> Ended | None:
        """Trains a setting and writes down what it came to; why the search is over, where it is."""
        try:
            drawn = self._study.draw()
        except TrainingError as error:
            return self._without_storage(error)
        self._aside.begin(self._doing(drawn))
        came = self._trained(drawn)
        if came.how is None:
            self._kept(lambda: self._study.give_back(drawn))
            return "interrupted"
        if not self._name and came.name:
            self._name, self._pictures = came.name, came.pictures
            self._kept(lambda: self._study.score_is(self._name, self._pictures))
        self._written(drawn, came)
        return "interrupted" if came.interrupted else None

    def outcome(self, ended: Ended, *, mattered: bool = False) -> Outcome:
        """Written down, too: what is cut off later is not lost with the storage."""
        shares: dict[str, float] = {}
        if mattered and not self._lost:
            self._kept(lambda: shares.update(self._study.mattered()))
        found = Outcome(
            self._name,
            self._pictures,
            self._space.defaults,
            tuple(self.tried),
            shares,
            self._asked.wanted,
            ended,
            self.seconds(),
            shown_storage(self._asked.storage),
            self._study.name,
        )
        write_outcome(self._asked.folder, found)
        return found

    def _written(self, drawn: Drawn, came: Came) -> None:
        """In the storage; where that is lost, in the run alone."""
        assert came.how is not None
        setting = TriedSetting(
            drawn.number, drawn.values, came.how, came.score, came.epochs, came.seconds,
            str(self._job.folder.path), came.reason,
        )  # fmt: skip
        self.tried.append(setting)

        def write() -> None:
            self._study.finish(drawn, setting)
            self.tried = self._study.tried()

        self._kept(write)
        best = best_of(self.tried)
        self.outcome("interrupted")
        score = None if best is None else best.score
        left = self._left_for_all()
        self._tell(Searched(setting, score, self._name, len(self.tried), self._asked.wanted, left))

    def _kept(self, call: Callable[[], object]) -> None:
        """Calls the storage; what it had is kept where it is lost, which is said once."""
        if self._lost:
            return
        try:
            call()
        except TrainingError as error:
            if error.code != CODE:
                raise
            self._lost = True
            self._tell(Said(Message("search.lost", reason=error.message), warning=True))

    def _without_storage(self, error: TrainingError) -> Ended:
        if best_of(self.tried) is None:
            raise error
        self._lost = True
        self._tell(Said(Message("search.lost", reason=error.message), warning=True))
        return "lost"

    def _trained(self, drawn: Drawn) -> Came:
        began, usual = time.perf_counter(), dict(drawn.values) == self._space.defaults
        first = usual or best_of(self.tried) is None  # trained to its end, whatever the time
        given_up: list[bool] = []

        def judge(percent: int, score: float) -> bool:
            self._kept(lambda: given_up.append(self._study.report(drawn, percent, score)))
            return not first and bool(given_up) and given_up[-1]

        def over() -> bool:
            left = self.left()
            return not first and left is not None and left < 0

        try:
            return train_setting(
                self._job, self._dataset, self._plan(drawn), self._asked.folder / "setting", self._material,
                judge, self._aside, over,
            )  # fmt: skip
        except HuoyanError as error:
            if usual:
                self._kept(lambda: self._study.give_back(drawn))
                raise
            return refused(error, time.perf_counter() - began)

    def _plan(self, drawn: Drawn) -> Plan:
        """Checkpoints cost more than the one short training that is lost."""
        length = {} if self._asked.epochs is None else {"epochs": self._asked.epochs, "minutes": None}
        surveyed = self._space.of(drawn.values).surveyed
        found = surveyed.plan(**self._space.choices(drawn.values), **length)
        recipe = replace(found.recipe, checkpoint_s=1e6, tensorboard=False, beside=("none",))
        return replace(found, recipe=recipe)

    def _usual(self) -> float:
        """Seconds of a setting that is trained to its end."""
        whole = [each.seconds for each in self.tried if each.how == "whole"]
        return sum(whole) / len(whole) if whole else 0.0

    def _left_for_all(self) -> float:
        usual = sum(each.seconds for each in self.tried) / max(1, len(self.tried))
        settings = usual * max(0, self._asked.wanted - len(self.tried))
        left = self.left()
        return settings if left is None else max(0.0, min(settings, left))

    def _doing(self, drawn: Drawn) -> Message:
        minutes = self._left_for_all() / 60
        key = "search.phase" if self.tried else "search.phase_first"
        return Message(key, n=len(self.tried) + 1, wanted=self._asked.wanted, minutes=minutes)
