"""What a task is to its training: choices, network, targets, loss, validation, what is settled at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.learn.distributed.world import World
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.words import Message

if TYPE_CHECKING:  # a head is settled by the same rules, without PyTorch
    from torch import Generator, Tensor, nn

    from huoyan.learn.augment import Augmentation
    from huoyan.learn.feed.shuffle import Order
    from huoyan.learn.fit.targets import Targets
    from huoyan.learn.graph_builder import GraphBuilder
    from huoyan.learn.networks.shape import NetworkShape
    from huoyan.learn.objectives.loss import Loss

# Training pictures uint8 (n, H, W, C) of this process and the targets of the whole batch, both varied; the
# number is the share of the training that is over.
Augment: TypeAlias = "Callable[[Tensor, Targets, Generator, World, float], tuple[Tensor, Targets]]"


class Validator(Protocol):
    """One validation after the other: `begin`, `add` for each batch, `finish`."""

    @property
    def name(self) -> str:
        """Of the score, as the metrics call it."""

    def begin(self) -> None: ...

    def add(self, outputs: Any, targets: Targets, rows: Tensor) -> None:
        """What the network gave for the validation pictures `rows`, int64 (n,), of this process."""

    def finish(self, world: World) -> float:
        """The score over the pictures of all processes; higher is better."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The task as it ships, and what of it validation chose, in words."""

    task: Task
    chosen: tuple[Message, ...]


class TrainTask(Protocol):
    """See the module. `recipe` is settled wherever it is given, except in `check`, `first_choices` and
    `defaults`.
    """

    def outputs(self, recipe: Recipe) -> tuple[str, ...]:
        """Names of what the network gives, in its order."""

    def check(self, recipe: Recipe) -> None:
        """Before a picture is read. Raises UsageError or NetworkError where the task cannot be trained with
        the model, the weights or the options that were asked for.
        """

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        """What is decided before the plan chooses a network, its pictures and the length, and so for it."""

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        """What the data suggest; `tuned`: training starts from weights that know pictures."""

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        """Normalised float pictures NCHW in, what `loss` and the task's outputs are made of out.

        train: the training pictures; None where trained weights are loaded afterwards.
        """

    def targets(self, data: Dataset, places: Sequence[Placement]) -> Targets:
        """`places`: where each picture lies in the network's."""

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        """How the pictures of an epoch are drawn; None: each once."""

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        """`augmentation`: of the preset and the common choices; what mixes truths is the task's own."""

    def loss(self, recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
        """Of what `network`, made by the task, gives. Raises UsageError where the data do not allow it."""

    def rates(self, recipe: Recipe, network: nn.Module) -> Mapping[int, float] | None:
        """By the id of a parameter its share of the learning rate; None: all learn at the same one."""

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        """`targets`: of all validation pictures."""

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        """What was done about truths of unequal frequency, and the figures without it; None for nothing."""

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        """`outputs`: of the trained network for all pictures of `data`, the validation part; `places`: where
        each lies in the network's.
        """


@runtime_checkable
class AveragesAnswers(Protocol):
    """A task in which the mean of what several models answer is an answer, too.

    tasks: of the models, as they shipped; outputs: of each model for the same pictures; labels: the names of
    what is answered, in the order that the mean has them.
    """

    def mean(
        self, tasks: Sequence[Any], outputs: Sequence[Outputs], labels: Sequence[str]
    ) -> dict[str, np.ndarray]: ...

    def add_mean(
        self,
        graph: GraphBuilder,
        tasks: Sequence[Any],
        outputs: Sequence[Mapping[str, str]],
        labels: Sequence[str],
    ) -> dict[str, str]:
        """The same as nodes: `outputs` and what is given are tensors by the names of outputs."""


@runtime_checkable
class DrawsTargets(Protocol):
    """A task whose truths lie in the picture, so that the report can show them there."""

    def drawn(self, pixels: np.ndarray, targets: Targets) -> np.ndarray:
        """Copies of training pictures uint8 (N, H, W, C), small or large, with their truths drawn in."""
