"""The training itself: the network that knows the classes, then the pair, in the time that is left."""

from __future__ import annotations

import time
from typing import Any

import torch

from huoyan.errors import TrainingError
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.fit.failures import coded_failures
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.generate.adversarial_training import TrainedPair, train_pair
from huoyan.learn.generate.judging.class_network import ClassNetwork, learn_classes
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.generate.run.begun import Begun
from huoyan.learn.generate.run.call import Call
from huoyan.learn.generate.run.decided import Decided
from huoyan.learn.generate.run.divided import Divided
from huoyan.learn.generate.run.real_pictures import RealPictures
from huoyan.learn.machine.devices import choose_device
from huoyan.learn.networks import count_parameters
from huoyan.runs.events import Phase, Said
from huoyan.runs.recipe_file import Origin
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message, counted

# Seconds that are kept of the minutes for export, figures and page: at least, and their share.
AFTER_S, AFTER_SHARE = 5.0, 0.1


def learn_classifier(
    call: Call, found: Divided, plan: Decided, real: RealPictures, folder: RunFolder
) -> ClassNetwork | None:
    """The generator is learnt all the same where its classes cannot be."""
    if len(found.told) < 2:
        return None
    call.tell(Phase(Message("phase.learning_classes")))
    try:
        return learn_classes(real, plan, found.seen, folder)
    except TrainingError as error:
        call.warn(Message("generate.no_opinion", reason=error.message))
        return None


def budget_of(call: Call, plan: Decided) -> float | None:
    """Seconds left for training, where minutes are given: then these and no epochs decide the end."""
    recipe = plan.asked.recipe
    if recipe.minutes is None:
        return None
    left = recipe.minutes * 60 - (time.perf_counter() - call.began)
    return max(0.5, left - max(AFTER_S, AFTER_SHARE * left))


def told_of_beginning(plan: Decided, found: Divided, real: RealPictures, pair: Pair, judge: str) -> Message:
    return Message(
        "generate.begins",
        model=plan.asked.model,
        generator=count_parameters(pair.generator),
        discriminator=count_parameters(pair.discriminator),
        n=len(real.train.dataset),
        size=plan.preprocess.height,
        classes=counted(len(found.classes), "class"),
        judge=judge,
        part=Message(f"generate.part_{real.judged_by}"),
    )


def learn_pair(
    call: Call,
    begun: Begun,
    plan: Decided,
    origin: Origin,
    pair: Pair,
    real: RealPictures,
    judging: tuple[Any, int],
    budget_s: float | None,
) -> TrainedPair:
    recipe, tell = plan.asked.recipe, call.tell
    device = choose_device(recipe.device)
    for player in (pair.generator, pair.discriminator):
        player.to(device, torch.float64 if recipe.precision == "fp64" else torch.float32)
        player.to(memory_format=torch.channels_last)
    train = Part(ArrayFeed.of(real.train.pixels, device), torch.from_numpy(real.train_classes))
    keeper = Keeper(
        begun.folder.checkpoints,
        every_s=recipe.checkpoint_s,
        identity=origin.pictures_sha256 or "",
        on_full_disk=recipe.on_full_disk,
    )
    judge, looks = judging
    tell(Phase(Message("phase.training")))
    stop = gentle_interrupt(lambda text: tell(Said(text, warning=True)))
    with coded_failures(ALONE), stop as interrupted:
        around = Surroundings(device, tell, interrupted, keeper)
        return train_pair(pair, train, judge, plan.settings(budget_s, looks), around)
