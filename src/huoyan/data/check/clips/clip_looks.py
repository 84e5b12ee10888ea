"""One pass over all clips, each decoded once to its end: how long it is, and a few frames to compare."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from huoyan.clips import ClipPreprocess, Sampling
from huoyan.data.check.backbone import Progress
from huoyan.data.check.look.glance import Glance, glance_of
from huoyan.data.check.look.picture_facts import PictureFacts, measured
from huoyan.data.clips.clip_frames import clip_frames, read_sequence
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import SequencePicture
from huoyan.errors import HuoyanError
from huoyan.images.decode import PictureInfo
from huoyan.images.video.frame import Frame
from huoyan.preprocess import Preprocess
from huoyan.results import Failure
from huoyan.system.cores import available_cores
from huoyan.words import Message

# Frames of each clip that are compared with those of others, and the side to which they are squashed.
SHOWN, SIDE = 4, 64
LOOK = ClipPreprocess(Preprocess(SIDE, SIDE), sampling=Sampling(steps=SHOWN))


@dataclass(frozen=True, slots=True, eq=False)
class ClipFacts:
    """frames: how many, or steps of a sequence. seconds: until the end of the last; 0 of a sequence.

    shown: facts about `SHOWN` frames, spread evenly; () of a sequence. sha256: of what the clip is read from.
    complaint: what the decoder found damaged, though it went on.
    """

    frames: int
    seconds: float
    width: int
    height: int
    shown: tuple[PictureFacts, ...]
    sha256: str
    complaint: Message | None = None

    @property
    def rate(self) -> float:
        """Frames a second, the mean; 0 of a sequence."""
        return self.frames / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class ClipLooks:
    """Row i is sample i of the data set; None for one of `failures`."""

    facts: tuple[ClipFacts | None, ...]
    failures: dict[int, Failure]

    @property
    def readable(self) -> list[tuple[int, ClipFacts]]:
        return [(at, found) for at, found in enumerate(self.facts) if found is not None]

    def glance(self) -> Glance:
        """Of the frames shown: row `SHOWN * i + k` is the k-th of clip i."""
        rows = {SHOWN * at + k: shown for at, x in self.readable for k, shown in enumerate(x.shown)}
        return glance_of(rows, SHOWN * len(self.facts), missing=_NOTHING)


_NOTHING = Failure("video.no_frames", Message("checking.no_frame"))


def look_at_clips(dataset: Dataset, progress: Progress | None = None) -> ClipLooks:
    """In as many threads as there are cores; each video is decoded by a process of its own."""
    facts: list[ClipFacts | None] = []
    failures: dict[int, Failure] = {}
    with ThreadPoolExecutor(available_cores(), thread_name_prefix="huoyan-looks") as pool:
        for at, found in enumerate(pool.map(_facts_or_failure, dataset.samples)):
            if isinstance(found, Failure):
                failures[at] = found
            facts.append(None if isinstance(found, Failure) else found)
            if progress is not None:
                progress(at + 1, len(dataset))
    return ClipLooks(tuple(facts), failures)


def _facts_or_failure(sample: Sample) -> ClipFacts | Failure:
    try:
        return clip_facts(sample)
    except HuoyanError as error:
        return Failure.of(error)


def clip_facts(sample: Sample) -> ClipFacts:
    """Decodes and measures one clip. Raises ImageError."""
    content = sample.picture.sha256()
    if isinstance(sample.clip, SequencePicture):
        return ClipFacts(len(read_sequence(sample)), 0.0, 0, 0, (), content)
    with clip_frames(sample) as video:
        length = _Length()
        frames = LOOK(length.of(video), sample.source).pixels
        declared, complaint = video.facts.frames_per_second, video.complaint
    info = PictureInfo("frame", length.width, length.height, "RGB", 8)
    shown = tuple(measured(frame, info, 0, (1, 1, ""), "") for frame in frames)
    return ClipFacts(
        length.n, length.seconds(declared), length.width, length.height, shown, content, complaint
    )


class _Length:
    """How long the frames are that pass through."""

    def __init__(self) -> None:
        self.n, self.width, self.height = 0, 0, 0
        self._first, self._last = 0.0, 0.0

    def of(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        for frame in frames:
            if not self.n:
                self._first = frame.seconds
                self.height, self.width = frame.pixels.shape[:2]
            self.n, self._last = self.n + 1, frame.seconds
            yield frame

    def seconds(self, declared: float | None) -> float:
        """The last frame lasts as long as the others in the mean."""
        if self.n > 1:
            return (self._last - self._first) * self.n / (self.n - 1)
        return self.n / declared if declared else 0.0
