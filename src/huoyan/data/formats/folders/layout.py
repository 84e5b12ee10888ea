"""What the folders of a data set mean: which are classes, which are parts, and which only lie around them.

Names alone do not say it (`train` is a class among vehicles), so the structure has the first word: class
folders that bear the same names in several folders make these folders parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.data.formats.folders.part_names import (
    exact_part,
    is_drawn,
    is_general,
    says_unlabelled,
    worded_part,
)
from huoyan.data.formats.folders.tree import mostly_below, with_pictures
from huoyan.data.formats.reading import ClassFolders
from huoyan.errors import DataError
from huoyan.text import named, nfc, spelt
from huoyan.words import Listed, Message

# A chain of so many folders in one another is followed to the one that holds class folders.
DEEPEST = 8
# Folders are alike where they share this part of the names in the smaller of them.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of class folders, and the part of the split that it is."""

    folder: Path
    split: Split | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """root: what holds the class folders, or the parts; inside: each class folder holds its own parts.

    unlabelled: folders of parts whose pictures have no class.
    """

    root: Path
    places: tuple[Place, ...]
    unlabelled: tuple[Path, ...] = ()
    inside: bool = False


def layout(path: Path, meant: ClassFolders = "auto") -> Layout:
    """Raises DataError data.format where the folders can be read in two ways."""
    root = looked_through(path)
    tops = with_pictures(root)
    if meant == "outer":
        return Layout(root, (Place(root),), inside=len(set(_parts_inside(tops))) > 1)
    if meant == "inner":
        return Layout(root, tuple(Place(looked_through(top), worded_part(top.name)) for top in tops))
    inner = {top: _names(looked_through(top)) for top in tops}
    parts = _parts(inner)
    if parts:
        unlabelled = tuple(top for top in tops if top not in parts and _is_unlabelled(top, inner[top]))
        _refuse_mixture(root, tops, parts, unlabelled)
        _refuse_parts_in_parts(top for top in tops if top in parts)
        return Layout(root, tuple(Place(looked_through(x), parts[x]) for x in tops if x in parts), unlabelled)
    inside = len(set(_parts_inside(tops))) > 1
    if inside:
        _refuse_classes_in_parts(root, tops)
    else:
        _refuse_masks(root, tops, inner)
        _refuse_two_readings(root, inner)
    return Layout(root, (Place(root),), inside=inside)


def holds_classes(path: Path) -> bool:
    """Whether pictures lie in folders that may be classes, not merely in train/ and test/."""
    root = looked_through(path)
    tops = with_pictures(root)
    if any(not _is_unlabelled(top, _names(looked_through(top))) for top in tops):
        return True
    # Without class folders below, `freight train` and `passenger train` are classes.
    parts = {worded_part(top.name) for top in tops} - {None}
    return bool(tops) and len(parts) < 2 and not any(exact_part(top.name) for top in tops)


def looked_through(folder: Path) -> Path:
    """The folder in `folder` that holds several class folders (or parts), where it is the only one of all.

    Else `folder` itself: one class is one class, however deep its pictures lie.
    """
    here = folder
    for _ in range(DEEPEST):
        tops = with_pictures(here)
        if not tops or not (here == folder or mostly_below(here)):
            break
        if len(tops) > 1 or (exact_part(tops[0].name) and with_pictures(tops[0])):
            return here
        here = tops[0]
    return folder


def class_name(folder: Path) -> str:
    """The class that a folder stands for; one name in whichever Unicode form the system wrote it."""
    return nfc(spelt(folder.name))


def _names(folder: Path) -> frozenset[str]:
    return frozenset(class_name(inner).casefold() for inner in with_pictures(folder))


def _parts(inner: dict[Path, frozenset[str]]) -> dict[Path, Split]:
    """The part of each folder that is one: by its whole name, or by a word and the names it shares."""
    labelled = {top: names for top, names in inner.items() if names and not _is_unlabelled(top, names)}
    exact = {top: split for top in labelled if (split := exact_part(top.name))}
    by_word = {top: split for top in labelled if (split := worded_part(top.name))}
    often = Counter(name for top in by_word for name in labelled[top])
    sharing = {top: split for top, split in by_word.items() if _share(labelled[top], often) >= ALIKE}
    return {**sharing, **exact} if exact or len(set(sharing.values())) > 1 else {}


def _is_unlabelled(top: Path, names: frozenset[str]) -> bool:
    """Whether a folder is a part without class folders: contests hand out their test pictures like this."""
    if not (worded_part(top.name) or says_unlabelled(top.name)):
        return False
    return all(name == class_name(top).casefold() or is_general(name) for name in names)


def _parts_inside(tops: Sequence[Path]) -> Iterator[Split]:
    """The parts that class folders hold: CLASS/train, CLASS/test."""
    for top in tops:
        yield from parts_in(top).values()


def parts_in(class_folder: Path) -> dict[Path, Split]:
    """The parts in one class folder; none where a folder beside them is no part."""
    folders = with_pictures(class_folder)
    found = {folder: split for folder in folders if (split := worded_part(folder.name))}
    return found if len(found) == len(folders) else {}


def _refuse_mixture(
    root: Path, tops: Sequence[Path], parts: dict[Path, Split], unlabelled: Sequence[Path]
) -> None:
    others = [top.name for top in tops if top not in parts and top not in unlabelled]
    if others:
        known = Listed(folder.name for folder in parts)
        raise DataError(
            Message("folders.parts_and_others", folder=named(root), parts=known, others=Listed(others)),
            code="data.format",
        )


def _refuse_classes_in_parts(root: Path, tops: Sequence[Path]) -> None:
    """fold1/train/cat, fold2/train/cat: what looks like a class folder holds a whole data set of its own."""
    names = {top: [_names(part) for part in parts_in(top)] for top in tops}
    sets = [top for top, inner in names.items() if len(inner) > 1 and all(len(each) > 1 for each in inner)]
    often = Counter(name for top in sets for name in names[top][0])
    shared = sorted(name for name, n in often.items() if n > 1)
    if shared:
        raise DataError(
            Message(
                "folders.sets_or_classes",
                folder=named(root),
                outer=Listed(top.name for top in sets),
                shared=Listed(shared),
                first=sets[0],
            ),
            code="data.format",
        )


def _refuse_parts_in_parts(parts: Iterable[Path]) -> None:
    """train/val/cat beside train/cat: is val a class or a part?"""
    for part in parts:
        inner = {top: _names(top) for top in with_pictures(looked_through(part))}
        names = {class_name(top).casefold() for top in inner}
        for top, below in inner.items():
            if exact_part(top.name) and len(below & names) > 1:
                shared = Listed(sorted(below & names))
                raise DataError(
                    Message("folders.part_in_part", inner=named(top), part=part.name, shared=shared),
                    code="data.format",
                )


def _refuse_two_readings(root: Path, inner: dict[Path, frozenset[str]]) -> None:
    """Class folders in parts without a name, or parts in class folders: only a person knows."""
    telling = {top: frozenset(x for x in names if not is_general(x)) for top, names in inner.items()}
    often = Counter(name for names in telling.values() for name in names)
    alike = [top for top, names in telling.items() if names and _share(names, often) > ALIKE]
    if len(often) < 2 or 2 * len(alike) < max(2, len(inner)) or not all(map(mostly_below, alike)):
        return
    outer = Listed(top.name for top in alike)
    classes = Listed(sorted(name for name, n in often.items() if n > 1))
    raise DataError(
        Message("folders.inner_or_outer", folder=named(root), outer=outer, classes=classes),
        code="data.format",
    )


def _refuse_masks(root: Path, tops: Sequence[Path], inner: dict[Path, frozenset[str]]) -> None:
    """Pictures and what an annotation tool drew for them are no two classes."""
    for place, names in ((root, {top.name for top in tops}), *((top, set(inner[top])) for top in tops)):
        drawn = [name for name in names if is_drawn(name)]
        if drawn and len(names) > len(drawn) and all(is_drawn(x) or is_general(x) for x in names):
            found, masks = Listed(sorted(names)), Listed(sorted(drawn))
            raise DataError(
                Message("folders.masks", folder=named(place), names=found, drawn=masks), code="data.format"
            )


def _share(names: frozenset[str], often: Counter[str]) -> float:
    """How much of the smaller set is in the other, 0..1: `names` and those of all others.

    often: in how many sets each name is, that of `names` among them.
    """
    shared = sum(often[name] > 1 for name in names)
    others = len(often) - (len(names) - shared)
    return shared / max(1, min(len(names), others))
