"""What is decided where a network is trained: which, from what it begins, how its pictures look, how long."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

from huoyan.errors import UsageError
from huoyan.learn.features.backbone import STAGES
from huoyan.learn.networks import FOLDED, NETWORKS
from huoyan.learn.networks.libraries.facts import best_size
from huoyan.learn.networks.libraries.timm import JOINED
from huoyan.learn.networks.libraries.torchvision import is_torchvision
from huoyan.learn.plan import starting_points
from huoyan.learn.plan.decisions import Decisions
from huoyan.learn.plan.look import SMALL_SIDE, Look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.starting_points import EPOCHS, FINE_TUNING, FROM_HEAD, SCRATCH, SEEN
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.preprocess import choose_fit
from huoyan.runs.recipe import Recipe
from huoyan.words import Message

# Pictures so small that a second thread costs more than it gives.
TINY_SIDE = 12
# What is used unless the job calls for something else.
REST = {"ema": 0.0}


def plan_network(recipe: Recipe, seen: Look, name: str, machine: Machine) -> tuple[Recipe, list[Message]]:
    """`recipe` with each open value decided for data called `name`, and why."""
    planner = _Planner(recipe, seen, name, machine)
    planner.network()
    planner.start()
    planner.pictures()
    planner.training()
    return planner.recipe, planner.choices


class _Planner(Decisions):
    """For one recipe."""

    def __init__(self, recipe: Recipe, seen: Look, name: str, machine: Machine) -> None:
        super().__init__(recipe)
        self.seen, self.name, self.on = seen, name, machine

    @property
    def tuned(self) -> bool:
        """Whether training starts from weights that know pictures already."""
        return self.recipe.weights is not None or self.recipe.pretrained

    def network(self) -> None:
        for choice in TRAIN_TASKS[self.recipe.task].first_choices(self.recipe, self.seen):
            self.decide(choice.name, choice.value, choice.because)
        if self.recipe.pretrained:
            self.decide("model", "mobilenetv3_large_100", Message("plan.pretrained"))
        elif self.seen.small:
            self.decide("model", "cnn", Message("plan.small_pictures", side=self.seen.side))
        else:
            self.decide("model", "cnn", Message("plan.no_weights"))
        known = self._known().get("options")
        if self.recipe.model == "cnn" and not self.recipe.options and known:
            self.recipe = dataclasses.replace(self.recipe, options=known)
            self.choices.append(Message("plan.widths", widths=str(known["widths"]), name=self.name))
        elif self.recipe.model == "cnn" and not self.recipe.options and self.recipe.fast:
            self.recipe = dataclasses.replace(self.recipe, model="cnn_half")
            self.choices.append(Message("plan.half"))

    def _known(self) -> dict[str, Any]:
        """What is known of a data set with this name; nothing for others, or where weights are given."""
        if self.tuned:
            return {}
        return starting_points.tuned_for(self.recipe.model, self.name, fast=self.recipe.fast)

    def start(self) -> None:
        """The last layer is fitted first, where the task has such a choice and the weights know pictures."""
        own = self.recipe.model in NETWORKS
        plain = self.recipe.values().get("loss") in ("auto", "cross-entropy")
        if self.tuned and not own and plain and self.on.alone:
            self.decide("start", "head", Message("plan.from_head"))
        self.decide("start", "random")
        if not self.from_head:
            return
        if not self.tuned or not self.on.alone:
            raise UsageError(Message("plan.no_head_start"), code="usage.recipe")
        if not own:
            joined = {} if is_torchvision(self.recipe.model) else {JOINED: STAGES}
            options = {**joined, FOLDED: True, **self.recipe.options}
            self.recipe = dataclasses.replace(self.recipe, options=options)

    @property
    def from_head(self) -> bool:
        return self.recipe.values().get("start") == "head"

    def pictures(self) -> None:
        seen = self.seen
        if self.from_head and self.recipe.model not in NETWORKS and not self.recipe.fast:
            self.decide("size", best_size(self.recipe.model), Message("plan.sees_best"))
        elif seen.small:
            side = max(Counter(max(size) for size in seen.sizes).items(), key=lambda entry: entry[1])[0]
            self.decide("size", min(side, SMALL_SIDE), Message("plan.own_size"))
        elif self.recipe.model in NETWORKS:
            side = 96 if self.recipe.fast else 128
            self.decide("size", min(side, seen.side), Message("plan.enough"))
        else:
            self.decide("size", 160 if self.recipe.fast else 224, Message("plan.made_for"))
        self.fit, reason = choose_fit(seen.sizes)
        if self.recipe.fit == "auto":
            self.recipe = dataclasses.replace(self.recipe, fit=self.fit)
            self.choices.append(reason)
        else:
            self.fit = self.recipe.fit
        grey = seen.grey and not self.tuned
        why = Message("plan.grey") if grey else None
        self.decide("colour", "grey" if grey else "rgb", why)
        if seen.window is not None:
            low, high = seen.window
            self.decide("window", seen.window, Message("plan.window", low=low, high=high))

    def training(self) -> None:
        kind = "fine-tuning" if self.tuned else "small" if self.seen.small else "scratch"
        kind = "from-head" if self.from_head else kind
        for key, value in self._known().items():
            if key == "options":  # of a network, which is chosen
                continue
            if key != "epochs" or self.recipe.minutes is None:
                self.decide(key, value, Message("plan.suits", name=self.name) if key == "epochs" else None)
        self._length(kind)
        for choice in TRAIN_TASKS[self.recipe.task].defaults(self.recipe, self.seen, self.tuned):
            self.decide(choice.name, choice.value, choice.because)
        for key, value in {**self._starting_point(kind), **REST}.items():
            self.decide(key, value)
        self._threads()

    def _starting_point(self, kind: str) -> dict[str, Any]:
        if kind == "small":
            side = self.recipe.size or self.seen.side
            return starting_points.small(side, self.seen.n, self.recipe.colour == "rgb")
        return {"scratch": SCRATCH, "fine-tuning": FINE_TUNING, "from-head": FROM_HEAD}[kind]

    def _length(self, kind: str) -> None:
        if self.recipe.minutes is not None:
            self.choices.append(Message("plan.minutes", minutes=self.recipe.minutes))
            return
        low, high = EPOCHS[kind]
        epochs = min(high, max(low, round(SEEN[kind] / max(1, self.seen.n))))
        if self.recipe.fast:
            epochs = max(1, round(epochs / 3))
        self.decide("epochs", float(epochs), Message("plan.training_pictures", n=self.seen.n))

    def _threads(self) -> None:
        # Waking a second thread costs more than a few hundred pixels are worth.
        if self.seen.side <= TINY_SIDE and self.recipe.model in NETWORKS:
            self.decide("threads", 1)
        self.machine(self.on)
