"""A network of clips and the best weights of its training as a model to ship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from huoyan.clips.graph import FRAMES, StateShapes, at_start, carried, last_answers
from huoyan.learn.build import Built
from huoyan.learn.feed.clip_feed import AT_ONCE, ClipFeed
from huoyan.learn.feed.clip_material import place_of
from huoyan.learn.feed.training_data import Scored
from huoyan.learn.fit.trainer import Fitted
from huoyan.learn.networks.clips.asked import clip_shape_of, told_options
from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.clips.normalised_clips import OverClips
from huoyan.learn.networks.clips.onnx_clips import clips_to_onnx
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.trained import Trained, Unseen
from huoyan.learn.ship.trained_network import Ways, handed_over

# Bytes of the frames of a self-test: its clips are cut to so much.
STORED_BYTES = 4_000_000


def trained_clip_network(plan: Plan, built: Built, fitted: Fitted, val: Scored) -> Trained:
    """The best weights of a training. Its task is settled on all validation clips, each at its own end."""
    network, clip = built.network, plan.clip
    assert isinstance(network, OverClips)
    assert isinstance(network.network, ClipNetwork)
    assert isinstance(val.feed, ClipFeed)
    assert clip is not None
    network.load_state_dict(fitted.state)
    state: StateShapes = network.network.state if clip.causal else {}
    steps, shape, device = clip.sampling.steps, clip.shape, built.device

    def answer(clips: np.ndarray, outputs: Sequence[str]) -> dict[str, np.ndarray]:
        return {outputs[0]: _answers(network.to(device), clips)[:, -1]}

    def reference(clips: np.ndarray, outputs: Sequence[str]) -> dict[str, np.ndarray]:
        return {outputs[0]: _answers(network.to("cpu"), clips)[:, -1]}

    def graph(outputs: Sequence[str]) -> bytes:
        return clips_to_onnx(network.to("cpu"), outputs[0], shape, state, steps)

    def stored(clips: np.ndarray, outputs: Sequence[str]) -> dict[str, np.ndarray]:
        return _stored(network.to("cpu"), clips, outputs[0], state)

    found = {built.task.outputs(built.recipe)[0]: _last_answers(network.to(device), val.feed)}
    places = (place_of(clip),) * len(val.dataset)
    options = told_options(built.recipe.options, clip_shape_of(built.recipe))
    ways = Ways(answer, graph, None if device.type == "cpu" else reference)
    handed = handed_over(built, fitted, network, options, ways)
    return replace(handed, unseen=Unseen(found, val.dataset, places), state=state, stored=stored)


@torch.inference_mode()
def _answers(network: OverClips, clips: np.ndarray) -> np.ndarray:
    """Running answers (N, T, K) in fp32 to clips (N, T, ...)."""
    device = network.scale.device
    network.eval()
    parts = [
        network(torch.from_numpy(np.ascontiguousarray(clips[at : at + AT_ONCE])).to(device)).float().cpu()
        for at in range(0, len(clips), AT_ONCE)
    ]
    return np.asarray(torch.cat(parts).numpy())


def _last_answers(network: OverClips, feed: ClipFeed) -> np.ndarray:
    """(N, K), each at the end of its clip."""
    found = []
    groups = torch.split(torch.arange(len(feed)), AT_ONCE)
    for group, clips in zip(groups, feed.batches(groups), strict=True):
        lengths = np.array([len(feed.clips[at]) for at in group.tolist()])
        found.append(last_answers(_answers(network, clips.numpy()), lengths))
    return np.concatenate(found)


@torch.inference_mode()
def _stored(network: OverClips, clips: np.ndarray, output: str, state: StateShapes) -> dict[str, np.ndarray]:
    """Clips cut to what a self-test may hold, what the network answers, and what it carries after them."""
    if not state:
        return {FRAMES: clips, output: _answers(network, clips)[:, -1]}
    most = max(1, STORED_BYTES // max(1, clips[:, 0].nbytes))
    frames = np.ascontiguousarray(clips[:, :most])
    before = [torch.from_numpy(each) for each in at_start(state, len(frames)).values()]
    answers, *after = network.eval()(torch.from_numpy(frames), *before)
    left = {carried(name): each.numpy() for name, each in zip(state, after, strict=True)}
    return {FRAMES: frames, output: answers.numpy(), **left}
