"""Clips on the command line: a video, a folder of frames or of clips, a pattern, a web address, or `-`."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huoyan.clips import ClipInput
from huoyan.clips.sequence_preprocess import rows_of
from huoyan.data.clips.clip_frames import check_takes
from huoyan.data.clips.sequence_values import read_values
from huoyan.data.formats.clips.clip_items import LEAST_FRAMES, SEQUENCE, list_clips
from huoyan.data.say import Say, silent
from huoyan.data.table_sources import is_table
from huoyan.errors import HuoyanError, ImageError, UsageError, VideoError
from huoyan.images.files import natural
from huoyan.images.limits import Limits
from huoyan.images.sources.source import missing
from huoyan.images.video.address import masked
from huoyan.images.video.frame import Frame
from huoyan.images.video.frame_folder import frame_files
from huoyan.images.video.kinds import kind_of
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.reading import open_video
from huoyan.text import spelt
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class ClipSource:
    """One clip that is not read yet: a file, a folder of frames, an address, `-`; or why there is none."""

    name: str
    place: str | Path
    error: ImageError | None = None

    @contextmanager
    def frames(self, limits: Limits, takes: ClipInput) -> Iterator[Iterable[Frame]]:
        """Its frames, or rows of numbers, for a model that takes such. Raises VideoError, ImageError."""
        if self.error is not None:
            raise self.error
        if sequence := sequence_at(self.place, takes, self.name):
            yield rows_of(read_values(sequence, limits, self.name))
            return
        with open_video(self.place, limits=VideoLimits.within(limits)) as video:
            yield video


def sequence_at(place: str | Path, takes: ClipInput, name: str) -> Path | None:
    """The file of numbers at `place`, None for what is filmed. Raises VideoError where the other is taken."""
    sequence = str(place).lower().endswith(SEQUENCE)
    check_takes(takes, sequence, name)
    return Path(place) if sequence else None


def clip_sources(source: str | os.PathLike[str], say: Say = silent) -> list[ClipSource]:
    """The clips that a source stands for, in natural order. Nothing is decoded.

    `say` is told what a folder holds beside clips. Raises UsageError usage.source for a path that is not
    there, for a folder without clips, and for a table.
    """
    text = os.fsdecode(source)
    if not text:
        raise UsageError(Message("source.empty"), code="usage.source")
    if kind_of(text) != "path":
        return [ClipSource(spelt(masked(text)), text)]
    path = Path(text)
    if path.is_dir():
        return [_at(each) for each in _in_folder(path, say)]
    if is_table(text):
        raise UsageError(Message("predict.table_of_clips", path=path), code="usage.source")
    if path.exists():
        return [_at(path)]
    if not glob.has_magic(text):
        raise UsageError(missing(path), code="usage.source")
    found = sorted(glob.glob(text, recursive=True), key=natural)  # noqa: PTH207  absolute patterns
    if not found:
        raise UsageError(Message("source.matches_none", pattern=path), code="usage.source")
    return [_at(Path(each)) for each in found]


def no_clip(source: str, error: HuoyanError) -> ClipSource:
    """A source that leads nowhere, to be answered in its place."""
    return ClipSource(spelt(source), source, error=VideoError(error.message, code="video.missing"))


def _at(path: Path) -> ClipSource:
    return ClipSource(spelt(str(path)), path)


def _in_folder(folder: Path, say: Say) -> list[Path]:
    found = list_clips(folder)
    if not found.clips and len(frame_files(folder)) >= LEAST_FRAMES:
        return [folder]
    if not found.clips:
        raise UsageError(Message("predict.no_clips", path=folder), code="usage.source")
    for sentence in found.passed.sentences():
        say(Message("source.of_path", path=folder, remark=sentence))
    return found.clips
