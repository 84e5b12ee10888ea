"""Networks that look at time: what they answer does not depend on how a clip is cut into calls."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch
from torch import nn

from huoyan.clips.graph import FRAMES, at_start, carried
from huoyan.learn.networks.clips import CLIP_NETWORKS
from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.clips.motion_cnn import MotionCnn
from huoyan.learn.networks.clips.normalised_clips import NormalisedClips
from huoyan.learn.networks.clips.onnx_clips import clips_to_onnx
from huoyan.learn.networks.clips.options import ClipOptions

SHAPE, STEPS, WINDOW = (8, 12, 2), 20, 6
EVERY = [(name, pool) for name in CLIP_NETWORKS for pool in ("mean", "last")]


def network(name: str, pool: str = "mean", **values: object) -> NormalisedClips:
    torch.manual_seed(0)
    options = ClipOptions(embedding=16, hidden=16, layers=2, window=WINDOW, pool=pool, **values)
    frame = MotionCnn(height=8, width=12, channels=2, values=16)
    inner = ClipNetwork(frame, CLIP_NETWORKS[name](16, options), options, 3)
    return NormalisedClips(inner, (0.5,), (0.1,)).eval()


def clips(n: int = 2) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, STEPS, *SHAPE), dtype=np.uint8)


@torch.inference_mode()
def answers(made: NormalisedClips, frames: np.ndarray) -> np.ndarray:
    return made(torch.from_numpy(frames)).numpy()


@pytest.mark.parametrize(("name", "pool"), EVERY)
def test_a_stream_that_is_cut_anywhere_answers_at_every_step_as_the_whole_clip_does(name: str, pool: str):
    made, frames, rng = network(name, pool), clips(), np.random.default_rng(1)
    state = made.network.state
    session = onnxruntime.InferenceSession(clips_to_onnx(made, "logits", SHAPE, state, None))
    whole = answers(made, frames)
    for _ in range(20):
        carry, given = at_start(state, 2), []
        for part in np.split(frames, np.sort(rng.choice(np.arange(1, STEPS), 5, replace=False)), axis=1):
            found = session.run(["logits", *map(carried, state)], {FRAMES: part, **carry})
            given.append(found[0])
            carry = dict(zip(state, found[1:], strict=True))
        assert np.abs(np.concatenate(given, axis=1) - whole).max() < 1e-4


@pytest.mark.parametrize("name", CLIP_NETWORKS)
def test_no_answer_knows_what_comes_after_it(name: str):
    made, frames = network(name), clips(1)
    changed = frames.copy()
    changed[:, 12:] = 255 - changed[:, 12:]
    before, after = answers(made, frames), answers(made, changed)
    np.testing.assert_allclose(before[:, :12], after[:, :12], atol=1e-6)
    assert np.abs(before[:, 12:] - after[:, 12:]).max() > 1e-4


def test_the_mean_of_frames_does_not_see_their_order_and_a_gru_does():
    frames = clips(1)
    turned = frames[:, ::-1].copy()
    for name, sees in (("mean", False), ("gru", True), ("lstm", True), ("transformer", True)):
        made = network(name)
        assert (np.abs(answers(made, frames)[:, -1] - answers(made, turned)[:, -1]).max() > 1e-5) == sees


def test_a_transformer_forgets_what_lies_further_back_than_its_windows():
    made, frames = network("transformer", "last"), clips(1)
    changed = frames.copy()
    changed[:, 0] = 255 - changed[:, 0]
    apart = np.abs(answers(made, frames) - answers(made, changed)).max(axis=(0, 2))
    reach = 2 * (WINDOW - 1)  # of two blocks
    assert apart[:reach].max() > 1e-5
    assert apart[reach + 1 :].max() == 0


@pytest.mark.parametrize("name", CLIP_NETWORKS)
def test_a_network_for_whole_clips_has_one_answer_and_no_state(name: str):
    made, frames = network(name), clips()
    session = onnxruntime.InferenceSession(clips_to_onnx(made, "logits", SHAPE, {}, STEPS))
    assert [each.name for each in session.get_inputs()] == [FRAMES]
    (found,) = session.run(None, {FRAMES: frames})
    np.testing.assert_allclose(found, answers(made, frames)[:, -1], atol=1e-5)


def test_exporting_leaves_the_network_in_the_mode_that_it_was_in():
    made = network("gru").train()
    clips_to_onnx(made, "logits", SHAPE, made.network.state, None)
    assert all(module.training for module in made.modules() if isinstance(module, nn.Module))


def test_what_fills_clips_up_is_not_looked_at_and_changes_no_answer_before_it():
    made, frames, lengths = network("gru"), torch.from_numpy(clips()), torch.tensor([STEPS, 7])
    seen = []
    made.network.frame.register_forward_hook(lambda _, given, values: seen.append(len(values)))
    with torch.inference_mode():
        found, whole = made(frames, lengths=lengths), made(frames)
    assert seen == [STEPS + 7, 2 * STEPS]
    torch.testing.assert_close(found[0], whole[0])
    torch.testing.assert_close(found[1, :7], whole[1, :7])


def test_norms_learn_of_real_frames_alone():
    frames, lengths = torch.from_numpy(clips()), torch.tensor([STEPS, 7])
    filled_up, alone = network("gru").train(), network("gru").train()
    filled_up(frames, lengths=lengths)
    real = torch.cat([frames[:1], frames[1:, :7]], 1)
    alone(real)
    for norm, other in zip(filled_up.buffers(), alone.buffers(), strict=True):
        torch.testing.assert_close(norm, other)
