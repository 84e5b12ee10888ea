"""A network of clips whose frames are looked at once: what sees them is frozen, and the rest learns of rows.

After the training both are one network again, from bytes to answers, which is proven and shipped as such.
"""

from __future__ import annotations

import time
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor, nn

from huoyan.clips import ClipPreprocess, ClipSteps
from huoyan.data.dataset import Dataset
from huoyan.learn.augment.clips import augment_rows, preset_of
from huoyan.learn.build import Built
from huoyan.learn.distributed.world import World
from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.features.frame_rows import frame_rows
from huoyan.learn.feed.clip_feed import ClipFeed
from huoyan.learn.feed.feed import MEMORY_SHARE, free_memory
from huoyan.learn.fine_tuning.head_start import last_layer, name_of_last
from huoyan.learn.fit.learner import Part, Surroundings, nothing_more
from huoyan.learn.fit.targets import Targets
from huoyan.learn.fit.trainer import Behind, Fitted, Settings, fit
from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.objectives.last_answers import retimed, steps_of
from huoyan.learn.ship.onnx_export import export_onnx
from huoyan.learn.tasks.base import Augment
from huoyan.runs.events import Advanced, Phase
from huoyan.runs.recipe.clip import ClipChoices
from huoyan.words import Message

# Before the names of weights of what sees a frame.
FRAME = "network.frame."
# Of the largest answer to a clip: what is farther off from that of the whole network is not seen as by it.
NEAR = 1e-2


class OnRows(nn.Module):
    """What a network of clips does with rows (N, T, D), those that come to the last layer of what sees a
    frame. It shares the modules of `network`."""

    def __init__(self, network: ClipNetwork) -> None:
        super().__init__()
        self.network = network.behind(last_layer(network.frame))

    def forward(self, rows: Tensor, *state: Tensor) -> Any:
        return self.network.read(self.network.seen(rows), *state)


def fit_on_rows(
    built: Built,
    clip: ClipPreprocess,
    data: tuple[Dataset, Dataset],
    parts: tuple[Part, Part],
    settings: Settings,
    around: Surroundings,
    behind: Behind | None = None,
) -> Fitted:
    """As `fit`; each frame of `data`, training and validation, is looked at once, which counts to the time.

    Where that cannot be, or is interrupted, the whole network is run at each step.
    """
    began = time.perf_counter()
    around.listen(Phase(Message("phase.frames"), sum(map(_frames, parts))))
    rows = _rows(built, clip, data, parts, around)
    around.listen(Phase(Message("phase.training")))
    if settings.budget_s is not None:
        settings = replace(settings, budget_s=max(0.5, settings.budget_s - time.perf_counter() + began))
    if rows is None:
        return fit(built.learner, *parts, settings, around, behind)
    names = _whole_names(_network(built))
    if behind is not None:
        behind = replace(behind, state={name: behind.state[whole] for name, whole in names.items()})
    on_rows = OnRows(_network(built)).to(built.device)
    learner = replace(built.learner, network=on_rows, augment=_in_time(built, clip), told=nothing_more)
    train, val = (replace(part, feed=ClipFeed(each, 0)) for part, each in zip(parts, rows, strict=True))
    fitted = fit(learner, train, val, settings, around, behind)
    state = {name: tensor.detach().cpu().clone() for name, tensor in built.network.state_dict().items()}
    return replace(fitted, state=state | {names[name]: each for name, each in fitted.state.items()})


def _frames(part: Part) -> int:
    assert isinstance(part.feed, ClipFeed)
    return sum(map(len, part.feed.clips))


def _network(built: Built) -> ClipNetwork:
    assert isinstance(built.network.network, ClipNetwork)
    return built.network.network


def _whole_names(network: ClipNetwork) -> dict[str, str]:
    """By the names of the weights of `OnRows` those in the whole network."""
    last = f"{FRAME}{name_of_last(network.frame)}."
    return {name: name.replace(FRAME, last, 1) for name in OnRows(network).state_dict()}


def _rows(
    built: Built,
    clip: ClipPreprocess,
    data: tuple[Dataset, Dataset],
    parts: tuple[Part, Part],
    around: Surroundings,
) -> list[tuple[ClipSteps, ...]] | None:
    """Of training and validation; None where memory does not hold them, several processes train together, or
    the last layer is given something else than the network of one frame is."""
    width = last_layer(_network(built).frame).in_features
    if around.world.size > 1 or 4 * width * sum(map(_frames, parts)) > MEMORY_SHARE * free_memory():
        return None
    graph, done, found = frame_graph(built, clip), 0, []

    def advance(frames: int) -> bool:
        nonlocal done
        done += frames
        around.listen(Advanced(done))
        return around.interrupted()

    for dataset, part in zip(data, parts, strict=True):
        assert isinstance(part.feed, ClipFeed)
        contents = [sample.picture.sha256() for sample in dataset.samples]
        rows = frame_rows(
            graph, clip, part.feed.clips, contents, advance=advance, threads=built.recipe.threads
        )
        if rows is None or not _near(built, part.feed.clips[0].pixels, rows[0]):
            return None
        seconds = (each.seconds for each in part.feed.clips)
        found.append(tuple(map(ClipSteps, rows, seconds)))
    return found


def frame_graph(built: Built, clip: ClipPreprocess) -> FeatureGraph:
    """What comes to the last layer of what sees a frame, for frames uint8 (N, H, W, C)."""
    height, width, channels = clip.shape
    frame = deepcopy(_network(built).frame).to("cpu")
    frame.set_submodule(name_of_last(frame), nn.Identity())
    front = Normalised(frame, *built.channels)
    model = export_onnx(front, [FEATURES], channels=channels, size=height, width=width)
    return FeatureGraph(built.recipe.model, model, clip.frame, built.begun_from)


@torch.inference_mode()
def _near(built: Built, pixels: np.ndarray, rows: np.ndarray) -> bool:
    """Whether the rows of a clip are answered as its frames are."""
    network, on_rows = built.network.eval(), OnRows(_network(built)).to(built.device).eval()
    seen = network(torch.from_numpy(np.array(pixels[None, :2])).to(built.device))
    again = on_rows(torch.from_numpy(rows[None, :2]).to(built.device))
    return bool((seen - again).abs().max() <= NEAR * (1 + seen.abs().max()))


def _in_time(built: Built, clip: ClipPreprocess) -> Augment:
    """What is varied of rows: how fast and how much of a clip is seen."""
    assert built.recipe.augment != "auto"
    numbers = built.recipe.of(ClipChoices).of_numbers
    preset = preset_of(built.recipe.augment, clip.motion, "none", None, numbers)

    def varied(
        rows: Tensor, targets: Targets, generator: Generator, world: World, passed: float
    ) -> tuple[Tensor, Targets]:
        assert isinstance(targets, Tensor)
        if preset is None:
            return rows, targets
        seen, steps = augment_rows(rows, steps_of(targets), clip, preset, generator, world)
        return seen, retimed(targets, steps)

    return varied
