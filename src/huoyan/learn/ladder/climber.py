"""What the rungs share while a ladder is climbed: the pictures, the time, what was said."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from huoyan.data.dataset import Dataset
from huoyan.data.sample.broken import Broken
from huoyan.errors import DataError
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.classical import CLASSICAL
from huoyan.learn.head_training.head_learning import Embedded, embed, pool_of, read_parts
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.job import Job
from huoyan.learn.plan.plan import Plan
from huoyan.learn.plan.settle import Survey
from huoyan.learn.weights.backbones import Backbone
from huoyan.runs.events import Listener, Said
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message

FOLDER = "ladder"  # of trainings, in the run folder


@dataclass(slots=True)
class Climber:
    """deadline: on the clock of time.perf_counter. pool, broken: known once pictures were read. owed: seconds
    that are kept for the training of the model that is held; scoring: for its score, beyond what the deadline
    leaves.
    """

    job: Job
    dataset: Dataset
    surveyed: Survey
    tell: Listener
    stop_asked: Callable[[], bool]
    deadline: float
    backbones: tuple[Backbone, ...] = ()
    pool: Pool | None = None
    broken: tuple[Broken, ...] = ()
    notes: list[Message] = field(default_factory=list)
    stopped: bool = False
    owed: float = 0.0
    scoring: float = 0.0

    def interrupted(self) -> bool:
        return self.stopped or self.stop_asked()

    def seconds_left(self) -> float:
        return self.deadline - self.owed - self.scoring - time.perf_counter()

    def until(self, share: float) -> Callable[[], bool]:
        """Whether this share of the time that is left now is over, or Ctrl-C came."""
        end = time.perf_counter() + share * self.seconds_left()
        return lambda: self.interrupted() or time.perf_counter() >= end

    def within(self, seconds: float) -> Callable[[], bool]:
        """Whether so many seconds from now, or all that were given, are over, or Ctrl-C came."""
        end = min(self.deadline - self.scoring, time.perf_counter() + seconds)
        return lambda: self.interrupted() or time.perf_counter() >= end

    def note(self, message: Message) -> None:
        """Says it once, however many rungs have it to say."""
        if message not in self.notes:
            self.notes.append(message)
            self.tell(Said(message))

    def clear(self) -> None:
        """Removes what trainings of rungs had kept to go on from."""
        for folder in map(RunFolder, (self.job.folder.path / FOLDER).glob("*")):
            folder.remove_checkpoints()
            for file in (folder.recipe, folder.quarantine):
                file.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # it holds files of somebody else, which stay
                folder.path.rmdir()
        with contextlib.suppress(OSError):
            (self.job.folder.path / FOLDER).rmdir()

    def classical_plan(self) -> Plan:
        return self.surveyed.plan_without_weights(model="ridge", features="+".join(CLASSICAL))

    def embedded(self, graph: FeatureGraph) -> Embedded:
        """Features of the pool. The first time all parts are read, and what is broken is left out.

        Later the time counts too: CutShort is raised. So is DataError where a picture can be used no more.
        """
        known = self.pool
        pool = known or pool_of(self.job, self.dataset, self.classical_plan().recipe)
        over = self.interrupted if known is None else self.until(1)
        found = embed(pool, graph, self.tell, over, self.surveyed.recipe.threads)
        if known is not None and found.broken:
            first = found.broken[0]
            raise DataError(
                Message(
                    "ladder.lost", n=len(found.broken), name=first.sample.source, reason=first.failure.message
                ),
                code="data.broken",
            )
        if known is None:
            self.pool = found.pool
            self.broken = read_parts(self.job, self.dataset, found, graph.preprocess, self.tell)
            if (why := self.pool.why_not_parted()) is not None:
                self.note(why)
        return found
