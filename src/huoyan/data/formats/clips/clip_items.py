"""The clips that lie in a folder at any depth: videos, folders of frames, and sequences of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from huoyan.data.formats.folders.tree import permitted
from huoyan.data.sample.picture import ClipPicture, SequencePicture
from huoyan.images.files import natural
from huoyan.images.sources.file_names import ending, is_shut_folder, is_system_file
from huoyan.images.sources.listing import entries, is_folder, is_picture, leads_back
from huoyan.images.sources.other_files import HIDDEN, PassedOver
from huoyan.images.video.kinds import is_video

SEQUENCE = ".npy"
# A folder with fewer pictures is no clip.
LEAST_FRAMES = 2


@dataclass(slots=True)
class ClipListing:
    """clips: files and folders of frames, in natural order. frames_of: folders of frames that were taken from
    the video beside them, which is read. passed: what else lies there, single pictures too.
    """

    clips: list[Path] = field(default_factory=list)
    frames_of: list[Path] = field(default_factory=list)
    passed: PassedOver = field(default_factory=PassedOver)


def is_clip_file(path: Path) -> bool:
    """By its ending: a video, or a sequence of numbers."""
    return is_video(path) or path.suffix.lower() == SEQUENCE


def clip_picture(path: Path, start: float = 0.0, end: float | None = None) -> ClipPicture | SequencePicture:
    """What a path holds, by its ending; a span is of a video or a folder of frames."""
    if path.suffix.lower() == SEQUENCE:
        return SequencePicture(path)
    return ClipPicture(path, start, end)


def list_clips(folder: Path) -> ClipListing:
    """What lies under `folder`. A folder that holds pictures and no clip is itself one; the top never is."""
    found = ClipListing()
    with permitted(folder):
        _walk(folder, found, set(), top=True)
    depth = len(folder.parts)
    found.clips.sort(key=lambda path: [natural(part) for part in path.parts[depth:]])
    return found


def any_clip_file(folder: Path) -> bool:
    """Whether a video or a sequence lies under `folder`, which nobody can take for a picture."""
    with permitted(folder):
        return next(_clip_files(folder, set()), None) is not None


def _clip_files(folder: Path, entered: set[tuple[int, int]]) -> Iterator[Path]:
    for entry in entries(folder, entered):
        path = folder / entry.name
        if not is_folder(entry):
            if is_clip_file(path) and not _is_hidden(path):
                yield path
        elif not is_shut_folder(entry.name) and not leads_back(path):
            yield from _clip_files(path, entered)


def _walk(folder: Path, found: ClipListing, entered: set[tuple[int, int]], *, top: bool) -> None:
    frames: list[Path] = []
    inner: list[Path] = []
    before = len(found.clips)
    for entry in entries(folder, entered):
        path = folder / entry.name
        if is_folder(entry):
            if not is_shut_folder(entry.name) and not leads_back(path):
                inner.append(path)
        elif is_clip_file(path) and not _is_hidden(path):
            found.clips.append(path)
        elif is_picture(path):
            frames.append(path)
        elif not is_system_file(path.name):
            _pass(path, found)
    stems = {path.stem for path in found.clips[before:]}
    for path in inner:
        _enter(path, path.name in stems, found, entered)
    if frames and not top and len(frames) >= LEAST_FRAMES and len(found.clips) == before:
        found.clips.append(folder)
    else:
        for path in frames:
            _pass(path, found)


def _enter(folder: Path, beside: bool, found: ClipListing, entered: set[tuple[int, int]]) -> None:
    """`beside`: a video of the folder's name lies beside it; frames in it are of that video."""
    before = len(found.clips)
    _walk(folder, found, entered, top=False)
    if beside and found.clips[before:] == [folder]:
        found.clips.pop()
        found.frames_of.append(folder)


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or is_system_file(path.name)


def _pass(path: Path, found: ClipListing) -> None:
    found.passed.others[HIDDEN if path.name.startswith(".") else ending(path.name), ""] += 1
