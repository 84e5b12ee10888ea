"""What the folders above clips mean: classes, parts of a split, or persons and days that classes lie in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.data.formats.folders.layout import class_name
from huoyan.data.formats.folders.part_names import exact_part, worded_part
from huoyan.data.formats.reading import ClassFolders
from huoyan.errors import DataError
from huoyan.text import named
from huoyan.words import Listed, Message

LEAST_GROUPS = 3  # one for each part of a split


@dataclass(frozen=True, slots=True)
class PlacedClip:
    """A clip with its class, and what its folders say beside it."""

    path: Path
    label: str
    split: Split | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class ClipLayout:
    """loose: clips in no class folder; unlabelled: those of a part, without a class."""

    placed: tuple[PlacedClip, ...]
    loose: tuple[Path, ...] = ()
    unlabelled: tuple[Path, ...] = ()


Folders = Mapping[Path, tuple[str, ...]]  # names of the folders from the data to each clip


def clip_layout(root: Path, clips: Sequence[Path], meant: ClassFolders = "auto") -> ClipLayout:
    """Raises DataError data.format where the folders can be read in two ways."""
    folders = _below_shared({clip: clip.parent.relative_to(root).parts for clip in clips})
    loose = tuple(clip for clip, above in folders.items() if not above)
    housed = {clip: above for clip, above in folders.items() if above}
    if meant == "outer":
        return ClipLayout(tuple(_outer(housed)), loose)
    parts = _parts(root, housed, meant)
    if meant == "inner" or parts:
        bare = tuple(clip for clip, above in housed.items() if len(above) < 2)
        inner = [_inner(clip, above, parts) for clip, above in housed.items() if len(above) > 1]
        return ClipLayout(tuple(inner), loose, bare)
    _refuse_two_readings(root, housed)
    return ClipLayout(tuple(_outer(housed)), loose)


def _below_shared(folders: Folders) -> Folders:
    """Without the folders that hold all clips and their classes; a part is not looked through."""
    shared = 0
    while folders and all(len(above) > shared + 1 for above in folders.values()):
        names = {above[shared] for above in folders.values()}
        if len(names) > 1 or any(map(exact_part, names)):
            break
        shared += 1
    return {clip: above[shared:] for clip, above in folders.items()}


def _parts(root: Path, folders: Folders, meant: ClassFolders) -> dict[str, Split]:
    """The part of each outermost folder, where these are parts."""
    names = {above[0] for above in folders.values()}
    inner = {above[0] for above in folders.values() if len(above) > 1}
    exact = {name: split for name in names if (split := exact_part(name))}
    worded = {name: split for name in names if (split := exact_part(name) or worded_part(name))}
    if not inner & worded.keys():
        return {}
    if len(worded) == len(names) and (exact or len(set(worded.values())) > 1):
        return worded
    if exact and meant == "auto":
        others = Listed(sorted(names - exact.keys()))
        raise DataError(
            Message("folders.parts_and_others", folder=named(root), parts=Listed(exact), others=others),
            code="data.format",
        )
    return exact


def _inner(clip: Path, above: tuple[str, ...], parts: Mapping[str, Split]) -> PlacedClip:
    split = parts.get(above[0])
    return PlacedClip(clip, class_name(Path(above[1])), split, None if split else above[0])


def _outer(folders: Folders) -> list[PlacedClip]:
    """The outermost folders are the classes; where those in them are parts, these are kept."""
    inner = {above[1] for above in folders.values() if len(above) > 1}
    parts = {name: split for name in inner if (split := exact_part(name))}
    kept = parts if len(parts) == len(inner) else {}
    groups = {} if kept else _shared(folders)
    found = []
    for clip, above in folders.items():
        within = above[1] if len(above) > 1 else ""
        found.append(PlacedClip(clip, class_name(Path(above[0])), kept.get(within), groups.get(within)))
    return found


def _shared(folders: Folders) -> dict[str, str]:
    """Folders that lie in several classes, as persons and scenes do, where a split can be drawn of them."""
    pairs = {above[:2] for above in folders.values() if len(above) > 1}
    often = Counter(name for _, name in pairs)
    shared = {name: name for name, n in often.items() if n > 1}
    return shared if len(shared) >= LEAST_GROUPS else {}


def _refuse_two_readings(root: Path, folders: Folders) -> None:
    """wave/ and jump/ in each of anna/ and ben/: only a person knows which are the classes."""
    inner: defaultdict[str, set[str]] = defaultdict(set)
    for above in folders.values():
        if len(above) > 1:
            inner[above[0]].add(class_name(Path(above[1])).casefold())
    often = Counter(name for names in inner.values() for name in names)
    shared = sorted(name for name, n in often.items() if n > 1 and not exact_part(name))
    alike = [name for name, names in inner.items() if names & set(shared)]
    if len(shared) > 1 and 2 * len(alike) >= len({above[0] for above in folders.values()}):
        values = {"folder": named(root), "outer": Listed(alike), "classes": Listed(shared)}
        raise DataError(Message("folders.inner_or_outer", **values), code="data.format")
