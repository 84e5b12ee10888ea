"""The part of a file that a clip is: what the file does not hold of it is an error, not a shorter clip."""

from __future__ import annotations

from collections.abc import Iterator

from huoyan.data.sample.picture import ClipPicture
from huoyan.errors import VideoError
from huoyan.images.video.facts import VideoFacts
from huoyan.images.video.frame import Frame
from huoyan.images.video.reading import Video
from huoyan.words import Message

# Of a part so much may be missing at its end, as times are rounded when they are written down: frames, or a
# share of it. Half of a gesture is another one.
MISSING_FRAMES, MISSING_SHARE = 2, 0.1


class FilePart:
    """The frames of `video`, opened for this part; raises VideoError video.part at the end of a file that
    ends before it."""

    def __init__(self, video: Video, clip: ClipPicture, name: str) -> None:
        self._video, self._clip, self._name = video, clip, name
        self._last: float | None = None
        self._interval = 1 / (video.facts.frames_per_second or 1)

    @property
    def facts(self) -> VideoFacts:
        return self._video.facts

    @property
    def complaint(self) -> Message | None:
        return self._video.complaint

    def __iter__(self) -> Iterator[Frame]:
        return self

    def __next__(self) -> Frame:
        frame = next(self._video, None)
        if frame is None:
            self._check_end()
            raise StopIteration
        if self._last is not None:
            self._interval = frame.seconds - self._last
        self._last = frame.seconds
        return frame

    def _check_end(self) -> None:
        start, end = self._clip.start, self._clip.end
        ends = self.facts.seconds or 0.0
        if self._last is not None:
            ends = max(ends, self._last + self._interval)
        said = {"name": self._name, "seconds": ends}
        if self._last is None and 0 < ends <= start:
            raise VideoError(Message("clips.begins_late", start=start, **said), code="video.part")
        if self._last is None or end is None:
            return
        if end - ends > max(MISSING_FRAMES * self._interval, MISSING_SHARE * (end - start)):
            raise VideoError(Message("clips.ends_late", end=end, **said), code="video.part")
