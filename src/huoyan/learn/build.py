"""From a settled recipe to the objects that train: network, loss, optimiser and their numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from huoyan.cores import cpu_flags
from huoyan.data.dataset import Dataset
from huoyan.errors import NetworkError, UsageError
from huoyan.learn.augment import PRESETS
from huoyan.learn.distributed.world import ALONE, World, own_gpus, started_by_torchrun
from huoyan.learn.feed.shuffle import Order
from huoyan.learn.fit.optimizers import build_optimizer
from huoyan.learn.fit.sleeping_compiler import leave_compiler_asleep
from huoyan.learn.fit.smallest_batch import try_network
from huoyan.learn.fit.trainer import Settings
from huoyan.learn.networks import NETWORKS, build
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.timm import licence, normalisation
from huoyan.learn.networks.weights import load_weights
from huoyan.learn.objectives.imbalance import Treatment, balanced_order, treat
from huoyan.learn.objectives.losses import Loss, build_loss
from huoyan.learn.plan.plan import Plan
from huoyan.runs.recipe import Recipe

# Pictures from which the mean and deviation of the channels are taken.
MEASURED = 4000
# Kinds of devices that PyTorch trains on.
DEVICES = ("cpu", "cuda", "mps", "xpu")
# Processor flags of bf16 arithmetic: Intel and AMD, Intel's matrix unit, Arm.
BF16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}


@dataclass(frozen=True, slots=True)
class Built:
    """What `fit` takes, and what is to be said of it."""

    network: Normalised
    optimizer: torch.optim.Optimizer
    loss: Loss
    settings: Settings
    order: Order | None
    device: torch.device
    recipe: Recipe
    mean: tuple[float, ...]
    std: tuple[float, ...]
    licence: str
    notes: tuple[str, ...]


def build_training(
    plan: Plan,
    train: Dataset,
    *,
    pixels: np.ndarray,
    budget_s: float | None,
    world: World = ALONE,
    start: Mapping[str, Tensor] | None = None,
) -> Built:
    """`train`: the training pictures that can be read. `pixels` (N, H, W, C): some of them, for the
    channels' mean and deviation. `start`: weights of this very network to begin with.

    Raises NetworkError, and UsageError for a device that is not there.
    """
    recipe, classes, multilabel = plan.recipe, len(train.classes), train.multilabel
    device = choose_device(recipe.device, world)
    torch.set_num_threads(int(_set(recipe.threads, "threads")))
    torch.manual_seed(recipe.seed)
    notes: list[str] = []
    mean, std = _normalisation(recipe, pixels)
    network = _network(plan, classes, mean, std, notes.append)
    if world.size == 1:
        _try(network, plan, len(train))
    if start is not None:
        network.load_state_dict(start)
    if not recipe.compile:
        leave_compiler_asleep()
    network = _placed(network, recipe, device, world, notes.append)
    optimizer = build_optimizer(
        network,
        recipe.optimizer,
        lr=_set(recipe.lr, "lr"),
        weight_decay=_set(recipe.weight_decay, "weight_decay"),
        momentum=recipe.momentum,
        beta2=_set(recipe.beta2, "beta2"),
    )
    smoothing = _set(recipe.label_smoothing, "label_smoothing")
    treatment = _treatment(recipe, train, smoothing)
    loss = build_loss(
        treatment.loss,
        multilabel=multilabel,
        label_smoothing=smoothing,
        classes=classes,
        class_weights=treatment.class_weights,
        logit_shift=treatment.logit_shift,
    )
    if recipe.compile:
        network.compile()
    return Built(
        network,
        optimizer,
        loss,
        _settings(recipe, classes, multilabel, budget_s),
        _balanced(train) if treatment.balanced_order else None,
        device,
        dataclasses.replace(recipe, mean=mean, std=std),
        mean,
        std,
        _licence(recipe),
        tuple(notes),
    )


def _try(network: Normalised, plan: Plan, pictures: int) -> None:
    try_network(
        network,
        plan.recipe.model,
        size=plan.preprocess.height,
        channels=plan.preprocess.channels,
        pictures=pictures,
        batch=int(_set(plan.recipe.batch, "batch")),
    )


def _placed(
    network: Normalised, recipe: Recipe, device: torch.device, world: World, note: Callable[[str], None]
) -> Normalised:
    """In the recipe's precision on the device, whole or divided among the processes."""
    if recipe.precision == "fp64":
        network = network.double()
    if recipe.parallel != "shard":
        return network.to(device)
    from huoyan.learn.distributed.sharded import shard

    _check_shardable(recipe, device, world)
    shard(network, device, world)
    note(f"the network is divided among {world.size} processes")
    return network


def network_for_export(plan: Plan, built: Built, classes: int) -> Normalised:
    """A network on the CPU, in fp32 and in one piece, for the weights that were trained."""
    if built.recipe.parallel == "shard":
        return _network(plan, classes, built.mean, built.std, lambda note: None)
    return built.network.to("cpu").float()


def _check_shardable(recipe: Recipe, device: torch.device, world: World) -> None:
    """Raises UsageError (usage.parallel) where the network cannot be divided among the processes."""
    if recipe.optimizer == "muon":
        raise UsageError(
            "--parallel shard divides matrices that --optimizer muon needs whole. Use adamw.",
            code="usage.parallel",
        )
    if not started_by_torchrun():
        raise UsageError(
            "--parallel shard divides the network among processes: start them with torchrun "
            "--nproc-per-node N -m huoyan train ...",
            code="usage.parallel",
        )
    if device.type == "cuda" and not own_gpus():
        raise UsageError(
            f"--parallel shard needs a GPU for each process, and {world.local_size} processes share "
            f"{torch.cuda.device_count()} here. Start as many as there are GPUs.",
            code="usage.parallel",
        )


def _network(
    plan: Plan,
    classes: int,
    mean: tuple[float, ...],
    std: tuple[float, ...],
    note: Callable[[str], None],
) -> Normalised:
    """The network with the weights that it starts from; what became of them is noted."""
    recipe = plan.recipe
    inner = build(
        recipe.model,
        classes=classes,
        channels=plan.preprocess.channels,
        size=plan.preprocess.height,
        options=recipe.options,
        pretrained=recipe.pretrained,
    )
    if recipe.weights is not None:
        note(f"{recipe.weights}: {load_weights(inner, recipe.weights).sentence()}")
    network = Normalised(inner, mean, std)
    if recipe.freeze:
        note(_freeze(inner, recipe.model))
    if recipe.freeze or (recipe.weights is not None and _is_folded(inner)):
        network.keep_statistics()
        note("batch norms keep the statistics that the weights came with")
    return network


def _treatment(recipe: Recipe, train: Dataset, smoothing: float) -> Treatment:
    assert recipe.imbalance != "auto"
    return treat(
        recipe.imbalance,
        recipe.loss,
        tuple(train.counts().values()),
        len(train),
        multilabel=train.multilabel,
        label_smoothing=smoothing,
    )


def _balanced(train: Dataset) -> Order:
    """Draws every class equally often."""
    targets = torch.from_numpy(train.targets())
    return lambda generator: balanced_order(targets, generator)


def _set(value: float | None, name: str) -> float:
    """A value that the plan has decided."""
    assert value is not None, name
    return value


def _licence(recipe: Recipe) -> str:
    """Under what the weights may be used, as far as it is known."""
    if recipe.weights is not None:
        return f"that of {Path(recipe.weights).name}, from which training started"
    if recipe.pretrained:
        return f"{licence(recipe.model) or 'not stated'}, as timm states it for the weights of {recipe.model}"
    return "yours: trained from random weights on your pictures"


def choose_device(name: str, world: World = ALONE) -> torch.device:
    """`auto` is the GPU where there is one, and each of several processes takes its own.

    Raises UsageError (usage.device) for one that is not there.
    """
    device = _device(name)
    if world.size == 1 or device.type != "cuda":
        return device
    own = torch.device("cuda", world.local_rank % torch.cuda.device_count())
    torch.cuda.set_device(own)
    return own


def _device(name: str) -> torch.device:
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
        if device.type not in DEVICES:
            raise NotImplementedError("nothing is computed there")
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise UsageError(
            f"Device {name!r} cannot be used here ({str(error).splitlines()[0]}).{_meant(name)} "
            "Use cpu, cuda, cuda:0 ..., or auto. huoyan doctor shows what is there.",
            code="usage.device",
        ) from error
    return device


def _meant(name: str) -> str:
    """What other programs call by that name."""
    plain = name.strip().lower()
    meant = f"cuda:{plain}" if plain.isdecimal() else "cuda" if plain in ("gpu", "nvidia") else plain
    return f" Did you mean {meant}?" if meant != name and meant.partition(":")[0] in DEVICES else ""


def computes_bf16(device: torch.device) -> bool:
    """Whether bf16 is at least as fast as fp32 there: by the CPU's flags, or the GPU's generation."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device.type == "cpu" and bool(BF16_FLAGS & cpu_flags())


def _normalisation(recipe: Recipe, pixels: np.ndarray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Given by the user; else what the pretrained weights expect; else measured on the data."""
    if recipe.mean is not None and recipe.std is not None:
        if len(recipe.mean) not in (1, pixels.shape[-1]):
            raise UsageError(
                f"mean {recipe.mean} is for {len(recipe.mean)} channels, and the pictures have "
                f"{pixels.shape[-1]}. Give one number a channel, or one for all.",
                code="usage.recipe",
            )
        return recipe.mean, recipe.std
    tuned = (recipe.pretrained or recipe.weights is not None) and recipe.model not in NETWORKS
    known = normalisation(recipe.model) if tuned else None
    if known is not None:
        return known
    some = pixels[:: max(1, len(pixels) // MEASURED)].reshape(-1, pixels.shape[-1])
    mean, std = some.mean(axis=0) / 255, some.std(axis=0) / 255
    # Four digits read well in recipe.toml; a blank data set must not divide by zero.
    return tuple(round(float(m), 4) for m in mean), tuple(max(0.01, round(float(s), 4)) for s in std)


def _is_folded(network: nn.Module) -> bool:
    """Whether every batch norm was folded into its convolution before the weights were saved.

    Such a norm changes nothing: mean 0, variance 1. Statistics of the batch would undo what the
    weights know.
    """
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    return bool(norms) and all(
        norm.running_mean is not None
        and norm.running_var is not None
        and not norm.running_mean.any()
        and bool(torch.allclose(norm.running_var, torch.ones_like(norm.running_var), atol=1e-3))
        for norm in norms
    )


def _freeze(network: nn.Module, name: str) -> str:
    """Trains the last linear layer only."""
    last = [module for module in network.modules() if isinstance(module, nn.Linear)][-1:]
    if not last:
        raise NetworkError(
            f"{name} ends in no linear layer, so --freeze has nothing to train.", code="network.freeze"
        )
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    for parameter in last[0].parameters():
        parameter.requires_grad_(True)
    return f"freeze: only the last layer trains ({sum(p.numel() for p in last[0].parameters()):,} parameters)"


def _settings(recipe: Recipe, classes: int, multilabel: bool, budget_s: float | None) -> Settings:
    assert recipe.augment != "auto"
    assert recipe.flip != "auto"
    given = {
        name: value
        for name in ("shift", "mixup", "cutmix")
        if (value := getattr(recipe, name)) is not None  # else what the preset says
    }
    return Settings(
        epochs=recipe.epochs or 1.0,
        budget_s=budget_s,
        patience=recipe.patience,
        batch=int(_set(recipe.batch, "batch")),
        lr=_set(recipe.lr, "lr"),
        schedule=recipe.schedule,
        warmup=_set(recipe.warmup, "warmup"),
        final=_set(recipe.final, "final"),
        clip=recipe.clip,
        ema=recipe.ema or 0.0,
        bf16=recipe.precision == "bf16",
        seed=recipe.seed,
        classes=classes,
        multilabel=multilabel,
        balanced_score=recipe.imbalance != "none" and not multilabel,
        augmentation=dataclasses.replace(PRESETS[recipe.augment], flip=recipe.flip, **given),
    )
