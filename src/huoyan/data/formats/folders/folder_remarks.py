"""What is said of a folder that was read: how its folders were understood, and what was left out of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from huoyan.data.classes import in_order
from huoyan.data.formats.folders.class_folders import ClassFolder
from huoyan.data.formats.folders.layout import Layout
from huoyan.data.formats.folders.part_names import exact_part, worded_part
from huoyan.data.formats.folders.tree import any_picture, subfolders, visible
from huoyan.data.say import Say
from huoyan.images.sources.listing import Listing, by_content, leads_back
from huoyan.images.video.kinds import VIDEO_EXTENSIONS
from huoyan.text import named, printable
from huoyan.words import Listed, Message, Remark, counted, note, warning

# So many pictures with consecutive numbers are frames of a clip rather than pictures of one thing.
_FRAMES = 8


def tell_layout(plan: Layout, path: Path, say: Say) -> None:
    """How the folders were understood, wherever a person might have meant something else."""
    home = named(path).name
    if plan.root != path:
        key = "folders.parts_lie_in" if plan.places[0].split else "folders.classes_lie_in"
        say(note(key, folder=_below(plan.root, path, home)))
    worded = [place for place in plan.places if place.split and not exact_part(place.folder.name)]
    if worded:
        taken = [
            Message("folders.for_part", folder=_below(place.folder, path, home), part=place.split)
            for place in worded
        ]
        say(note("folders.parts_by_name", folders=Listed(taken, 10)))
    if plan.inside:
        say(note("folders.parts_in_classes"))
    times = Counter(place.split for place in plan.places)
    alike = [place for place in plan.places if times[place.split] > 1]
    if joined := [printable(place.folder.name) for place in alike if place.split]:
        say(note("folders.joined_parts", folders=Listed(joined)))
    if together := [printable(place.folder.name) for place in alike if not place.split]:
        say(note("folders.taken_together", folders=Listed(together)))


def tell_oddities(plan: Layout, found: Sequence[ClassFolder], rest: Listing, path: Path, say: Say) -> None:
    """What is no class, or no picture of one, and why. `rest` is what lies outside of the class folders."""
    home = named(path).name
    for remark in (
        *_unlabelled(plan, rest),
        *_loose(plan, rest, path, home),
        *_links_back(plan, path, home),
        *_without_pictures(found, path, home),
        *_empty_parts(plan, found, path, home),
        *_open(plan, found),
        *_two_forms(found),
    ):
        say(remark)
    passed = sum((each.listing.passed for each in found), rest.passed)
    if n := sum(n for kind, n in passed.kinds().items() if kind in VIDEO_EXTENSIONS):
        say(note("clips.beside", videos=counted(n, "video")))
    if folders := _perhaps_clips(found):
        say(note("clips.perhaps", folders=Listed(_below(folder, path, home) for folder in folders)))
    known = sum((each.listing.by_content for each in found), Counter[str]()) + rest.by_content
    if known:
        told = by_content(known)
        say(note(told.key, **told.values))


def _unlabelled(plan: Layout, rest: Listing) -> Iterator[Remark]:
    for folder in plan.unlabelled:
        pictures = counted(sum(file.is_relative_to(folder) for file in rest.pictures), "picture")
        yield warning("folders.unlabelled", folder=printable(folder.name), pictures=pictures)


def _loose(plan: Layout, rest: Listing, path: Path, home: str) -> Iterator[Remark]:
    beside: defaultdict[Path, int] = defaultdict(int)
    for file in rest.pictures:
        if not any(file.is_relative_to(folder) for folder in plan.unlabelled):
            beside[file.parent] += 1
    for folder, n in beside.items():
        yield warning("folders.loose", pictures=counted(n, "picture"), folder=_below(folder, path, home))


def _links_back(plan: Layout, path: Path, home: str) -> Iterator[Remark]:
    for place in plan.places:
        back = [printable(entry.name) for entry in visible(place.folder) if leads_back(entry)]
        if back:
            where = _below(place.folder, path, home)
            links = Listed(f"{where}/{name}" for name in back)
            yield warning("folders.links_back", links=links, folder=where)


def _without_pictures(found: Sequence[ClassFolder], path: Path, home: str) -> Iterator[Remark]:
    bare = in_order(_below(each.folder, path, home) for each in found if each.bare)
    hollow = in_order(
        _below(each.folder, path, home) for each in found if not each.bare and not each.listing.pictures
    )
    if bare:
        yield warning("folders.empty", folders=Listed(bare))
    if hollow:
        yield warning("folders.other_files_only", folders=Listed(hollow))


def _empty_parts(plan: Layout, found: Sequence[ClassFolder], path: Path, home: str) -> Iterator[Remark]:
    """A folder that is called like a part and holds nothing leaves its part to be drawn anew."""
    read = {each.folder for each in found} | {place.folder for place in plan.places} | set(plan.unlabelled)
    for folder in dict.fromkeys((*subfolders(path), *subfolders(plan.root))):
        if folder not in read and worded_part(folder.name) and not any_picture(folder):
            yield warning("folders.empty_part", folder=_below(folder, path, home))


def _open(plan: Layout, found: Sequence[ClassFolder]) -> Iterator[Remark]:
    if not plan.inside:
        return
    left = {each.name: n for each in found if (n := each.open_pictures())}
    if left:
        names = Listed(f"{name} ({n:,})" for name, n in left.items())
        yield warning("folders.in_no_part", classes=names)


def _two_forms(found: Sequence[ClassFolder]) -> Iterator[Remark]:
    spelt: defaultdict[str, set[str]] = defaultdict(set)
    for each in found:
        spelt[each.name].add(each.folder.name)
    several = [name for name, forms in spelt.items() if len(forms) > 1]
    if several:
        yield note("folders.two_forms", classes=Listed(several))


def _perhaps_clips(found: Sequence[ClassFolder]) -> list[Path]:
    """Folders of numbered frames, where all pictures of all classes lie in such; else none."""
    frames: defaultdict[Path, list[str]] = defaultdict(list)
    for each in found:
        for file in each.listing.pictures:
            frames[file.parent].append(file.stem)
    classes = {each.folder for each in found}
    if len(frames) <= len(classes) or classes & frames.keys() or not all(map(_numbered, frames.values())):
        return []
    return list(frames)


def _numbered(stems: Sequence[str]) -> bool:
    """Whether names end in whole numbers that follow one another: f001, f002, f003 ..."""
    found = [re.search(r"\d+\Z", stem) for stem in stems]
    numbers = sorted(int(match[0]) for match in found if match)
    return len(numbers) == len(stems) >= _FRAMES and numbers[-1] - numbers[0] == len(numbers) - 1


def _below(folder: Path, path: Path, home: str) -> str:
    """A folder as the reader of a remark finds it: from the data's own folder on."""
    inner = folder.relative_to(path).as_posix()
    return printable(home if inner == "." else f"{home}/{inner}")
