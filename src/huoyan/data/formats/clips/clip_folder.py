"""A folder for each class with clips in it, with or without folders for the parts of a split."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from huoyan.data.classes import in_order
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.formats.clips.clip_items import ClipListing, clip_picture, list_clips
from huoyan.data.formats.clips.clip_layout import ClipLayout, clip_layout
from huoyan.data.formats.folders.tree import subfolders
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.sureness import CERTAIN, HARDLY, LIKELY, NO
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.sample.truth import OneLabel
from huoyan.data.say import Say, to_stderr
from huoyan.errors import DataError
from huoyan.text import named, printable, spelt
from huoyan.words import Listed, Message, Remark, counted, note, warning

HOLDS: tuple[Kind, ...] = ("class",)
OBEYS = ("class_folders",)
MEDIUM: Medium = "clips"


def sureness(path: Path, reading: Reading) -> float:
    """A folder with clips in folders of their classes; of one class only, a table beside them knows more."""
    if not path.is_dir():
        return NO
    clips = list_clips(path).clips
    if clips and reading.class_folders != "auto":
        return CERTAIN
    try:
        placed = clip_layout(path, clips, reading.class_folders).placed
    except DataError:  # it is of this format, and has to be made clear
        return LIKELY
    return (LIKELY if len({clip.label for clip in placed}) > 1 else HARDLY) if placed else NO


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """Samples in natural order of their paths. DataError data.format, data.empty."""
    found = list_clips(path)
    plan = clip_layout(path, found.clips, reading.class_folders)
    if not plan.placed:
        told = Message("clips.no_class_folders", path=named(path), clips=counted(len(found.clips), "clip"))
        raise DataError(told, code="data.format")
    for remark in _remarks(plan, found, path):
        say(remark)
    names = in_order(clip.label for clip in plan.placed)
    truths = {name: OneLabel(at) for at, name in enumerate(names)}
    samples = [
        Sample(_source(x.path, path), truths[x.label], clip_picture(x.path), x.split, x.group)
        for x in plan.placed
    ]
    return Dataset(printable(path.resolve().name), names, tuple(samples), passed=found.passed)


def _source(clip: Path, root: Path) -> str:
    return spelt(clip.relative_to(root).as_posix())


def _remarks(plan: ClipLayout, found: ClipListing, path: Path) -> Iterator[Remark]:
    if plan.loose:
        names = Listed(_source(clip, path) for clip in plan.loose)
        yield warning("clips.loose", clips=counted(len(plan.loose), "clip"), names=names)
    if plan.unlabelled:
        names = Listed(_source(clip, path) for clip in plan.unlabelled)
        yield warning("clips.unlabelled", clips=counted(len(plan.unlabelled), "clip"), names=names)
    if found.frames_of:
        names = Listed(_source(folder, path) for folder in found.frames_of)
        yield note("clips.frames_of_videos", folders=counted(len(found.frames_of), "folder"), names=names)
    if empty := _without_clips(plan, path):
        names = Listed(_source(folder, path) for folder in empty)
        yield warning("clips.empty_class", folders=names)
    if any(clip.group for clip in plan.placed):
        groups = Listed(dict.fromkeys(clip.group for clip in plan.placed if clip.group))
        yield note("clips.folder_groups", groups=groups)


def _without_clips(plan: ClipLayout, root: Path) -> list[Path]:
    """Folders beside those of classes in which there is no clip."""
    held = {folder for clip in plan.placed for folder in clip.path.parents}
    shelves = sorted({clip.path.parent.parent for clip in plan.placed if clip.path.parent != root})
    return [folder for shelf in shelves for folder in subfolders(shelf) if folder not in held]
