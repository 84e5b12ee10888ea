"""The training of one setting, in a folder of its own that is gone afterwards."""

from __future__ import annotations

import dataclasses
import math
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.data.dataset import Dataset
from huoyan.errors import HuoyanError, TrainingError
from huoyan.learn.job import Job
from huoyan.learn.plan.plan import Plan
from huoyan.runs.events import Event, Listener, Said, Validated
from huoyan.runs.learning_curve import Epoch
from huoyan.runs.run_folder import RunFolder
from huoyan.runs.search.tried_setting import How
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.learn.search.kept_material import KeptMaterial

# What a training says of Ctrl-C, and of a terminal that was closed.
STOPPING = ("fit.stopping", "fit.terminal_closed")
# After so many percent of its training a score on validation: whether the setting is to be given up.
Judge = Callable[[int, float], bool]


@dataclass(frozen=True, slots=True)
class Came:
    """What a setting came to; `how` is None where Ctrl-C cut it off. name: of the score. interrupted: whether
    Ctrl-C came, also where the setting was over by then."""

    how: How | None
    score: float | None
    name: str
    pictures: int
    epochs: float
    seconds: float
    reason: str = ""
    interrupted: bool = False


class _Judged:
    """Passes on what is told, and asks at each score whether the setting goes on.

    interrupted: whether Ctrl-C, of which the training tells, came or the terminal was closed.
    """

    def __init__(self, tell: Listener, judge: Judge) -> None:
        self._tell, self._judge, self._percent = tell, judge, -1
        self.given_up, self.interrupted = False, False

    def __call__(self, event: Event) -> None:
        self._tell(event)
        if isinstance(event, Said) and event.text.key in STOPPING:
            self.interrupted = True
        if not isinstance(event, Validated) or not _is_score(event.epoch):
            return
        assert event.epoch.val_score is not None
        percent = round(100 * event.fraction)
        if percent > self._percent and percent < 100 and not self.given_up:
            self._percent = percent
            self.given_up = self._judge(percent, event.epoch.val_score)


def train_setting(
    job: Job,
    dataset: Dataset,
    plan: Plan,
    folder: Path,
    material: KeptMaterial,
    judge: Judge,
    tell: Listener,
    over: Callable[[], bool],
) -> Came:
    """over: whether the time of the search is behind; a setting that it ends is given up.

    A HuoyanError of the training is the setting's reason, but for a storage that is lost.
    """
    from huoyan.learn.one_network import learn_network

    began, judged = time.perf_counter(), _Judged(tell, judge)
    timed = False

    def ends() -> bool:
        nonlocal timed
        timed = timed or over()
        return judged.given_up or timed

    folder.mkdir(parents=True, exist_ok=True)
    own = dataclasses.replace(
        job, folder=RunFolder(folder), recipe=plan.recipe, earlier=None, pause=False, began=began
    )
    try:
        learnt = learn_network(own, dataset, plan, judged, ends, material.read)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    history, seconds = learnt.course.history, time.perf_counter() - began
    best = max(filter(_is_score, history), key=_score, default=None)
    how: How | None = "whole"
    if learnt.course.stopped == "interrupted":
        how = "pruned" if judged.given_up or timed else None
    if how == "whole" and best is None:
        raise TrainingError(Message("search.no_score"), code="training.no_score")
    return Came(
        how,
        None if best is None else best.val_score,
        "" if best is None else best.score,
        len(learnt.val.dataset),
        history[-1].epoch if history else 0.0,
        seconds,
        interrupted=judged.interrupted,
    )


def refused(error: HuoyanError, seconds: float) -> Came:
    """A setting that cannot be trained so."""
    return Came("refused", None, "", 0, 0.0, seconds, str(error.message))


def _is_score(epoch: Epoch) -> bool:
    return epoch.val_score is not None and math.isfinite(epoch.val_score)


def _score(epoch: Epoch) -> float:
    assert epoch.val_score is not None
    return epoch.val_score
