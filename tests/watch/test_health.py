"""Frozen, covered and gone cameras are told; night, noise, lorries, dusk and real footage are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from huoyan.watch.health import Health

FPS = 10
RNG = np.random.default_rng(3)
SIZE = (320, 180)
STREET = cv2.resize(RNG.integers(30, 220, (18, 32, 3), np.uint8), SIZE, interpolation=cv2.INTER_NEAREST)
NOISE = RNG.normal(0, 1, (4, *STREET.shape)).astype(np.float32)


def noisy(picture: np.ndarray, sigma: float) -> np.ndarray:
    """Each time other noise: one of a few pictures of it, shifted."""
    noise = np.roll(NOISE[RNG.integers(len(NOISE))], tuple(RNG.integers(180, size=2)), (0, 1))
    return np.asarray(np.clip(np.rint(picture + sigma * noise), 0, 255), np.uint8)


def street(seconds: float, sigma: float = 2.0) -> Iterator[np.ndarray]:
    for _ in range(round(seconds * FPS)):
        yield noisy(STREET, sigma)


def told(pictures: Iterable[np.ndarray], health: Health | None = None) -> list[tuple[str, float]]:
    health = health or Health()
    events = [health.see(picture, index / FPS, index) for index, picture in enumerate(pictures)]
    return [(event.what, event.seconds) for row in events for event in row]


def still(picture: np.ndarray, seconds: float) -> list[np.ndarray]:
    return [picture] * round(seconds * FPS)


def test_the_same_frame_again_and_again_is_a_frozen_camera_and_its_end_is_told():
    pictures = [*street(5), *still(STREET, 30), *street(3)]
    assert told(pictures) == [
        ("frozen", pytest.approx(20.0, abs=1.7)),
        ("no longer frozen", pytest.approx(36.0, abs=1.0)),
    ]


def test_a_quiet_night_with_the_noise_of_a_sensor_is_not_frozen():
    night = (STREET * 0.15).astype(np.uint8)
    assert told(noisy(night, 0.7) for _ in range(60 * FPS)) == []


def coded(path: Path, pictures: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """The pictures after a real encoder, whose every twelfth frame is new."""
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*"mp4v"), FPS, SIZE)
    for picture in pictures:
        writer.write(picture)
    writer.release()
    reader = cv2.VideoCapture(str(path))
    while (read := reader.read())[0]:
        yield read[1]
    reader.release()


def test_a_frozen_camera_is_known_behind_an_encoder_and_a_quiet_one_is_not_taken_for_it(tmp_path: Path):
    assert [what for what, _ in told(coded(tmp_path / "a.mp4", still(noisy(STREET, 2.0), 40)))] == ["frozen"]
    assert told(coded(tmp_path / "b.mp4", street(40))) == []


def test_one_person_far_away_who_moves_is_not_frozen():
    def walking() -> Iterator[np.ndarray]:
        for index in range(60 * FPS):
            picture = STREET.copy()
            picture[100:115, index // 2 : index // 2 + 6] = 255
            yield picture

    assert told(walking()) == []


FOG, SOFT = (cv2.GaussianBlur(STREET, (0, 0), sigma) for sigma in (30, 6))
COVERS: dict[str, Callable[[], np.ndarray]] = {
    "a hand": lambda: noisy(np.full_like(STREET, 8), 1.0),
    "a bag": lambda: noisy(np.full_like(STREET, 190), 2.0),
    "spray paint": lambda: noisy(FOG, 2.0),
    "lost focus": lambda: noisy(SOFT, 2.0),
    "dark with a loud sensor": lambda: noisy(np.full_like(STREET, 12), 6.0),
}


@pytest.mark.parametrize("cover", COVERS)
def test_a_cover_that_lasts_is_told_and_so_is_its_end(cover: str):
    covered = [COVERS[cover]() for _ in range(20 * FPS)]
    events = told([*street(10), *covered, *street(5)])
    assert [what for what, _ in events] == ["covered", "no longer covered"]
    assert 18 <= events[0][1] <= 20.5
    assert 30 <= events[1][1] <= 31


def test_a_cover_of_a_few_seconds_is_none():
    assert told([*street(10), *(COVERS["a hand"]() for _ in range(6 * FPS)), *street(10)]) == []


def test_a_lorry_that_fills_most_of_the_picture_is_no_cover():
    lorry = STREET.copy()
    lorry[30:, 50:] = 120
    assert told([*street(10), *(noisy(lorry, 2.0) for _ in range(30 * FPS)), *street(5)]) == []


def test_dusk_is_no_cover():
    steps = 240 * FPS
    assert told(noisy(STREET * (1 - 0.97 * index / steps), 1.0) for index in range(steps)) == []


def test_a_camera_that_is_uncovered_at_night_is_well_again_and_can_be_covered_once_more():
    night = STREET * 0.12
    pictures = [
        *street(10), *(COVERS["a hand"]() for _ in range(20 * FPS)),
        *(noisy(night, 0.5) for _ in range(20 * FPS)), *(noisy(night * 0, 0.3) for _ in range(20 * FPS)),
    ]  # fmt: skip
    assert [what for what, _ in told(pictures)] == ["covered", "no longer covered", "covered"]


def test_a_camera_is_gone_after_five_seconds_of_nothing_and_told_once():
    health = Health()
    assert told(street(3), health) == []
    waits = [health.miss(waited, 29) for waited in (1.0, 4.9, 5.0, 60.0, 86400.0)]
    assert [[event.what for event in row] for row in waits] == [[], [], ["gone"], [], []]
    assert [event.what for event in health.see(STREET, 0.0, 30)] == ["no longer gone"]


def test_a_stream_that_begins_anew_at_second_0_is_looked_at_anew():
    health = Health()
    assert told([*street(5), *still(STREET, 13)], health) == []
    assert told(still(STREET, 14), health) == []
    assert [what for what, _ in told(still(STREET, 20), health)] == ["frozen"]


def test_a_picture_that_changes_its_size_in_the_middle_is_taken():
    small = [picture[::2, ::2] for picture in street(20)]
    assert told([*street(10), *small]) == []


@pytest.mark.parametrize(
    "archive", ["videos/traffic_cams.zip", "watch/line_counts.zip", "videos/action_clips.zip"]
)
def test_no_real_camera_is_taken_for_ill(unpacked: Callable[[str], Path], archive: str):
    clips = [x for x in sorted(unpacked(archive).rglob("*")) if x.suffix in (".mp4", ".avi", ".mkv")]
    assert len(clips) >= 3
    for clip in clips:
        reader, health, events, index = cv2.VideoCapture(str(clip)), Health(), [], 0
        rate = reader.get(cv2.CAP_PROP_FPS)
        while (read := reader.read())[0]:
            events += health.see(read[1], index / rate, index)
            index += 1
        reader.release()
        assert events == [], clip.name
