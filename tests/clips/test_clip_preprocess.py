"""From frames to what a network over time takes: whole clips and streams, motion, sampling, values, JSON."""

from __future__ import annotations

import json
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huoyan.clips import ClipPreprocess, Sampling
from huoyan.clips.motion import Flow
from huoyan.clips.steps import KEPT
from huoyan.errors import ImageError, UsageError
from huoyan.images.video.frame import Frame
from huoyan.preprocess import Preprocess

COLOUR, GREY = Preprocess(12, 16), Preprocess(32, 48, colour="grey")
LOW = Preprocess(12, 16, colour="grey")
MOTIONS = {
    "frames": ClipPreprocess(COLOUR),
    "difference": ClipPreprocess(COLOUR, "difference"),
    "flow": ClipPreprocess(GREY, "flow", cell=4),
}


def clip(n: int, seed: int = 0, rate: float = 10.0) -> list[Frame]:
    """Noise over which a bright patch wanders to the right, two pixels a frame."""
    noise = np.random.default_rng(seed).integers(0, 90, (64, 96, 3), dtype=np.uint8)
    frames = []
    for index in range(n):
        pixels = noise.copy()
        left = (4 + 2 * index) % 60
        pixels[20:44, left : left + 24] = noise[20:44, :24] + 150
        frames.append(Frame(pixels, index / rate, index))
    return frames


def levels(*values: int, rate: float = 10.0) -> list[Frame]:
    """Grey frames, each of one value."""
    return [Frame(np.full((12, 16, 3), v, np.uint8), at / rate, at) for at, v in enumerate(values)]


def seen(prepared: np.ndarray) -> list[int]:
    """The value of each step that is of one."""
    return [int(step.flat[0]) for step in prepared]


def test_frames_are_the_pictures_that_preprocess_makes_of_them():
    frames = clip(3)
    found = MOTIONS["frames"](frames)
    assert found.pixels.shape == (3, 12, 16, 3)
    assert found.pixels.dtype == np.uint8
    assert found.seconds.tolist() == [0, 0.1, 0.2]
    for step, frame in zip(found.pixels, frames, strict=True):
        assert (step == COLOUR(frame.pixels).pixels).all()


def test_a_difference_is_counted_from_128():
    found = MOTIONS["difference"](levels(10, 13, 3, 255, 0))
    assert seen(found.pixels) == [131, 118, 255, 0]
    assert found.seconds.tolist() == [0.1, 0.2, 0.3, 0.4]


def test_a_flow_shows_what_moves_and_not_the_camera():
    found = MOTIONS["flow"](clip(4)).pixels
    assert found.shape == (3, 8, 12, 2)
    to_the_right = found[1, 3:5, 2:5, 0]
    assert to_the_right.min() > 128 + 32 * np.log1p(1) - 3  # 2 of 96 pixels are 1 of 48
    assert np.abs(found[1, :, 9:].astype(int) - 128).max() <= 2


def test_where_all_moves_alike_nothing_does():
    noise = cv2.GaussianBlur(
        np.random.default_rng(1).integers(0, 256, (64, 120, 3), dtype=np.uint8), (0, 0), 2
    )
    pan = [Frame(noise[:, 2 * at : 2 * at + 96], at / 10, at) for at in range(4)]
    found = MOTIONS["flow"](pan).pixels
    assert np.abs(found[:, 1:-1, 1:-1].astype(int) - 128).max() <= 12


def test_the_bytes_of_a_flow_are_its_logarithm_to_a_64th():
    flow = MOTIONS["flow"]
    moved = np.linspace(-24, 24, 999).reshape(-1, 1, 1)
    kept = (Flow(1).bytes(moved).astype(float) - flow.neutral) / flow.unit
    assert np.abs(kept - np.sign(moved) * np.log1p(2 * np.abs(moved))).max() <= 1 / 64


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(MOTIONS)),
    st.integers(2, 14),
    st.one_of(st.builds(Sampling, stride=st.integers(1, 4)), st.builds(Sampling, rate=st.floats(1, 40))),
    st.integers(0, 5),
)
def test_a_stream_gives_the_steps_of_the_whole_clip(motion, n, sampling, seed):
    preprocess = ClipPreprocess(MOTIONS[motion].frame, motion, sampling, MOTIONS[motion].cell)
    frames, stream = clip(n, seed), preprocess.stream()
    steps = [step for frame in frames if (step := stream.step(frame))]
    if not steps:
        with pytest.raises(ImageError, match="too few"):
            preprocess(frames)
        return
    whole = preprocess(frames)
    assert (np.stack([step.pixels for step in steps]) == whole.pixels).all()
    assert [step.seconds for step in steps] == whole.seconds.tolist()
    assert whole.pixels.shape[1:] == preprocess.shape


def test_a_stride_takes_the_first_of_every_so_many_frames():
    found = ClipPreprocess(COLOUR, sampling=Sampling(stride=3))(levels(*range(8)))
    assert seen(found.pixels) == [0, 3, 6]


def test_dropped_frames_are_not_waited_for():
    frames = [frame for frame in levels(*range(12)) if frame.index not in (3, 4, 6, 7, 8)]
    found = ClipPreprocess(COLOUR, sampling=Sampling(stride=3))(frames)
    assert seen(found.pixels) == [0, 5, 9]


@pytest.mark.parametrize(
    ("source", "taken"), [(30, [0, 4, 8, 12]), (15, [0, 2, 4, 6, 8, 10, 12]), (5, range(13))]
)
def test_a_rate_takes_as_many_frames_a_second_of_any_source(source, taken):
    frames = [Frame(f.pixels, round(f.index / source, 3), f.index) for f in levels(*range(13))]
    found = ClipPreprocess(COLOUR, sampling=Sampling(rate=7.5))(frames)
    assert seen(found.pixels) == list(taken)


def test_equal_steps_of_frames_are_their_middle_frames():
    preprocess = ClipPreprocess(COLOUR, sampling=Sampling(steps=4))
    assert seen(preprocess(levels(*range(16))).pixels) == [2, 6, 10, 14]
    assert seen(preprocess(levels(7, 9)).pixels) == [7, 7, 9, 9]
    assert preprocess(levels(*range(16))).seconds.tolist() == [0.2, 0.6, 1.0, 1.4]


def test_equal_steps_of_differences_are_all_that_changed_in_them():
    preprocess = ClipPreprocess(COLOUR, "difference", Sampling(steps=2))
    found = preprocess(levels(10, 20, 40, 41, 30))
    assert seen(found.pixels) == [128 + 30, 128 - 10]
    assert found.seconds.tolist() == [0.2, 0.4]
    assert seen(preprocess(levels(10, 20)).pixels) == [128 + 5, 128 + 5]


def test_equal_steps_of_a_flow_are_the_way_of_each_part():
    frames, steps = clip(11), 4
    found = ClipPreprocess(GREY, "flow", Sampling(steps=steps), cell=4)(frames)
    search = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
    grey = [GREY(frame.pixels).pixels[:, :, 0] for frame in frames]
    way = [np.zeros((8, 12, 2))]
    for before, after in pairwise(grey):
        moved = cv2.resize(search.calc(before, after, None), (12, 8), interpolation=cv2.INTER_AREA)
        way.append(way[-1] + moved - np.median(moved, axis=(0, 1)))
    cuts = [
        way[int(at)] * (1 - at % 1) + way[min(int(at) + 1, 10)] * (at % 1) for at in np.linspace(0, 10, 5)
    ]
    parts = np.diff(cuts, axis=0)
    naive = 128 + 32 * np.sign(parts) * np.log1p(2 * np.abs(parts))
    assert np.abs(found.pixels - naive).max() <= 0.51


def test_a_long_clip_is_cut_as_a_short_one_and_memory_stays():
    preprocess = ClipPreprocess(COLOUR, "difference", Sampling(steps=2))
    rising = [at // 20 for at in range(1001)]
    assert seen(preprocess(levels(*rising)).pixels) == [128 + 25, 128 + 25]
    middles = ClipPreprocess(COLOUR, sampling=Sampling(steps=2))
    assert np.abs(np.subtract(seen(middles(levels(*rising)).pixels), [12, 37])).max() <= 50 / 2 / KEPT
    stream = middles._begun()
    for frame in levels(*[9] * 1000):
        stream.step(frame)
        assert len(stream._walk._kept) <= 2 * KEPT


def test_what_needs_the_whole_clip_says_so():
    preprocess = ClipPreprocess(COLOUR, sampling=Sampling(steps=8))
    assert not preprocess.causal
    assert ClipPreprocess(COLOUR).causal
    with pytest.raises(UsageError, match="divides the whole clip into 8 steps") as caught:
        preprocess.stream()
    assert caught.value.code == "usage.stream"


@pytest.mark.parametrize(("name", "frames", "told"), [("frames", 0, "0 frames"), ("flow", 1, "1 frame,")])
def test_a_clip_without_a_step_is_too_short(name, frames, told):
    with pytest.raises(ImageError, match=f"a.mp4 has {told}") as caught:
        MOTIONS[name](clip(frames), "a.mp4")
    assert caught.value.code == "video.too_short"


@pytest.mark.parametrize("preprocess", [*MOTIONS.values(), ClipPreprocess(GREY, "flow", Sampling(24), 4)])
def test_json_brings_it_back(preprocess):
    assert ClipPreprocess.from_json(json.loads(json.dumps(preprocess.to_json()))) == preprocess
    assert ClipPreprocess.from_json({"frame": {"height": 12, "width": 16}}) == MOTIONS["frames"]


REFUSED = {
    "clip.motion is 'flo'; expected one of frames, difference, flow. Did you mean 'flow'": {"motion": "flo"},
    "clip.frame.colour is 'rgb'; expected grey": {"motion": "flow"},
    "clip.frame.height is 12; expected 16 pixels": {
        "motion": "flow",
        "frame": Preprocess(12, 16, colour="grey"),
    },
    "clip.cell is 5; expected a whole number that divides": {"motion": "flow", "frame": GREY, "cell": 5},
    "clip.cell is 2; expected 1": {"cell": 2},
}


@pytest.mark.parametrize("told", REFUSED)
def test_values_that_are_not_allowed_are_refused(told):
    with pytest.raises(UsageError, match=told) as caught:
        ClipPreprocess(**{"frame": COLOUR, **REFUSED[told]})
    assert caught.value.code == "usage.preprocess"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"steps": 0}, "steps is 0; expected a whole number, 1 to 1024"),
        ({"stride": True}, "stride is True"),
        ({"rate": 0}, "rate is 0; expected frames a second, above 0"),
        ({"rate": float("nan")}, "rate is nan"),
        ({"rate": 5, "stride": 2}, "stride is 2; expected 1 where a rate"),
    ],
)
def test_samplings_that_are_not_allowed_are_refused(values, told):
    with pytest.raises(UsageError, match=told):
        Sampling(**values)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"fram": {}}, "clip.field is 'fram'"),
        ({"motion": "frames"}, "clip.fields is .*expected also frame"),
        ({"frame": 3}, "clip.frame is 3; expected an object"),
        ({"frame": {"height": 12, "width": 16}, "sampling": {"step": 2}}, "clip.sampling.field is 'step'"),
    ],
)
def test_json_that_is_no_clip_preprocess_is_refused(values, told):
    with pytest.raises(UsageError, match=told):
        ClipPreprocess.from_json(values)
