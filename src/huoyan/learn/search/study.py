"""The study of a search: asks for the next setting, is told how it goes, and knows all that were tried.

Optuna draws and prunes: TPE over all choices together (Bergstra et al. 2011, section 4; Falkner et al. 2018,
section 3.1, for several at once), and the median rule (Golovin et al. 2017, section 3.2.2).
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from huoyan.errors import UsageError
from huoyan.learn.search.space import Dimension, Space
from huoyan.learn.search.storage import open_study, quiet, reached
from huoyan.runs.search.shown_storage import shown_storage
from huoyan.runs.search.tried_setting import How, TriedSetting, Value
from huoyan.words import Message

if TYPE_CHECKING:
    from optuna import Study as OptunaStudy
    from optuna import Trial
    from optuna.pruners import BasePruner
    from optuna.samplers import BaseSampler
    from optuna.trial import FrozenTrial

# Of what a study holds; a study of another format is not gone on with.
FORMAT = 1
# Settings that are drawn at random before TPE knows anything; whole ones before any is given up.
AT_RANDOM, BEFORE_PRUNING = 6, 4
# In percent of its training a setting is never given up before.
FIRST_PERCENT = 25
# Fewer settings do not tell which choices matter.
LEAST = 10

Sampler = Literal["tpe", "random"]
# Names of what is kept of a study and of a trial.
_FORMAT, _SCORED, _PROCESS, _RUN, _FACTS = "huoyan_format", "huoyan_scored", "process", "run", "facts"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A setting to be trained."""

    number: int
    values: Mapping[str, Value]
    trial: Trial


class Study:
    """One in a storage, by its name; every process that names both has a part in it.

    Whatever the storage fails with is a TrainingError (training.storage).
    """

    def __init__(
        self, storage: str, name: str, process: str, run: str, space: Space, sampler: Sampler, seed: int
    ) -> None:
        """process: tells this process's settings from those of others, and again after it was killed; run:
        what these are shown. seed: of the draws; a storage that several share has draws of each of them in
        between.

        Raises UsageError (usage.storage) where the storage cannot be used, or its study has another format.
        """
        self.storage, self.name, self._space = storage, name, space
        self._process, self._run = process, run
        self._study: OptunaStudy
        self._study, self.close = open_study(storage, name)
        try:
            self._check_format()
            with reached(storage):
                self._study.set_user_attr(_FORMAT, FORMAT)
                self._study.pruner = _pruner()
                self._study.sampler = _sampler(sampler, seed + len(self._study.get_trials(deepcopy=False)))
                self._study.enqueue_trial(space.defaults, skip_if_exists=True)
                self._again()
        except BaseException:
            self.close()
            raise

    def _check_format(self) -> None:
        with reached(self.storage):
            found = self._study.user_attrs.get(_FORMAT)
        if found not in (None, FORMAT):
            told = shown_storage(self.storage)
            message = Message(
                "search.study_version", storage=told, study=self.name, found=found, known=FORMAT
            )
            raise UsageError(message, code="usage.storage")

    def tried(self) -> list[TriedSetting]:
        """All that are over, of every process, in their order."""
        with reached(self.storage):
            trials = self._study.get_trials(deepcopy=False)
            return [
                _setting(each) for each in trials if each.state.is_finished() and _FACTS in each.user_attrs
            ]

    def is_untouched(self) -> bool:
        """Whether nothing was tried, and no other process has a part in it."""
        with reached(self.storage):
            trials = self._study.get_trials(deepcopy=False)
        own = all(each.user_attrs.get(_PROCESS) in (None, self._process) for each in trials)
        return own and not self.tried()

    def scored(self) -> tuple[str, int]:
        """The name of the score, and on how many pictures; empty and 0 before a setting was trained."""
        with reached(self.storage):
            name, pictures = self._study.user_attrs.get(_SCORED, ("", 0))
            return str(name), int(pictures)

    def score_is(self, name: str, pictures: int) -> None:
        """For processes that only find what others have tried."""
        with reached(self.storage):
            self._study.set_user_attr(_SCORED, [name, pictures])

    def draw(self) -> Drawn:
        """The next setting to be trained."""
        with reached(self.storage):
            trial = self._study.ask()
            trial.set_user_attr(_PROCESS, self._process)
            trial.set_user_attr(_RUN, self._run)
            values: dict[str, Value] = {}
            for dimension in self._space.dimensions:
                if self._space.has(dimension, values):
                    values[dimension.name] = _suggested(trial, dimension)
            return Drawn(trial.number, values, trial)

    def report(self, drawn: Drawn, percent: int, score: float) -> bool:
        """Tells how a setting goes after so much of its training; whether it is to be given up."""
        with reached(self.storage):
            drawn.trial.report(score, percent)
            return drawn.trial.should_prune()

    def finish(self, drawn: Drawn, setting: TriedSetting) -> None:
        """Writes down what it came to."""
        own = ("how", "score", "epochs", "seconds", "reason")
        with reached(self.storage):
            drawn.trial.set_user_attr(_FACTS, {name: getattr(setting, name) for name in own})
            self._tell(drawn.number, setting.how, setting.score)

    def give_back(self, drawn: Drawn) -> None:
        """A setting that was cut off is drawn again, by whoever comes first."""
        with reached(self.storage):
            self._drawn_again(drawn.number, drawn.values)

    def mattered(self) -> dict[str, float]:
        """Of each choice its share of what the score varies by among all settings, 0..1 (PED-ANOVA, Watanabe
        et al. 2023); empty where too few settings tell, or all came to the same."""
        from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances

        with reached(self.storage):
            whole = [each for each in self.tried() if each.how == "whole"]
            if len(whole) < LEAST or len({each.score for each in whole}) == 1:
                return {}
            with contextlib.suppress(ValueError, RuntimeError):
                found = get_param_importances(self._study, evaluator=PedAnovaImportanceEvaluator())
                return {name: float(share) for name, share in found.items()}
        return {}

    def _again(self) -> None:
        """What this process had drawn when it was killed is drawn again, unless it was over by then."""
        from optuna.trial import TrialState

        for each in self._study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            if each.user_attrs.get(_PROCESS) != self._process:
                continue
            if _FACTS in each.user_attrs:
                found = _setting(each)
                self._tell(each.number, found.how, found.score)
            else:
                self._drawn_again(each.number, each.params)

    def _drawn_again(self, number: int, values: Mapping[str, Value]) -> None:
        from optuna.trial import TrialState

        if values:  # first, so that a kill in between loses none
            self._study.enqueue_trial(dict(values))
        self._study.tell(number, state=TrialState.FAIL)

    def _tell(self, number: int, how: How, score: float | None) -> None:
        from optuna.trial import TrialState

        if how == "whole":
            self._study.tell(number, score)
        else:
            self._study.tell(number, state=TrialState.PRUNED if how == "pruned" else TrialState.FAIL)


def _sampler(kind: Sampler, seed: int) -> BaseSampler:
    from optuna.samplers import RandomSampler, TPESampler

    with quiet():
        if kind == "random":
            return RandomSampler(seed=seed)
        return TPESampler(
            n_startup_trials=AT_RANDOM, multivariate=True, group=True, constant_liar=True, seed=seed
        )


def _pruner() -> BasePruner:
    from optuna.pruners import MedianPruner

    return MedianPruner(n_startup_trials=BEFORE_PRUNING, n_warmup_steps=FIRST_PERCENT, n_min_trials=2)


def _suggested(trial: Trial, dimension: Dimension) -> Value:
    if dimension.options:
        found: Any = trial.suggest_categorical(dimension.name, dimension.options)
        return found if isinstance(found, str) else float(found)
    return trial.suggest_float(
        dimension.name, dimension.low, dimension.high, step=dimension.step, log=dimension.log
    )


def _setting(trial: FrozenTrial) -> TriedSetting:
    facts = trial.user_attrs[_FACTS]
    return TriedSetting(trial.number, dict(trial.params), run=trial.user_attrs.get(_RUN, ""), **facts)
