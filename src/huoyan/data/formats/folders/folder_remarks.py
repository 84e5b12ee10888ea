"""What is said of a folder that was read: how its folders were understood, and what was left out of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from huoyan.data.classes import in_order
from huoyan.data.formats.folders.class_folders import ClassFolder
from huoyan.data.formats.folders.layout import Layout
from huoyan.data.formats.folders.part_names import exact_part, worded_part
from huoyan.data.formats.folders.tree import any_picture, subfolders, visible
from huoyan.data.say import Say, count, some
from huoyan.images.sources.listing import Listing, by_content, leads_back
from huoyan.text import named, printable


def tell_layout(plan: Layout, path: Path, say: Say) -> None:
    """How the folders were understood, wherever a person might have meant something else."""
    home = named(path).name
    if plan.root != path:
        what = "parts" if plan.places[0].split else "class folders"
        say(f"note: the {what} lie in {_below(plan.root, path, home)}/ and are read from there.")
    worded = [place for place in plan.places if place.split and not exact_part(place.folder.name)]
    if worded:
        taken = some((f"{_below(place.folder, path, home)}/ for {place.split}" for place in worded), 10)
        say(f"note: taken by name, and by the class folders in them: {taken}.")
    if plan.inside:
        say("note: class folders hold parts of their own (train, val or test): these are kept.")
    counted = Counter(place.split for place in plan.places)
    alike = [place for place in plan.places if counted[place.split] > 1]
    if joined := [printable(place.folder.name) for place in alike if place.split]:
        say(f"note: {some(joined)} are joined where they name the same part.")
    if together := [printable(place.folder.name) for place in alike if not place.split]:
        say(f"note: {some(together)} are taken together: the classes are the folders in them.")


def tell_oddities(plan: Layout, found: Sequence[ClassFolder], rest: Listing, path: Path, say: Say) -> None:
    """What is no class, or no picture of one, and why. `rest` is what lies outside of the class folders."""
    home = named(path).name
    for sentence in (
        *_unlabelled(plan, rest),
        *_loose(plan, rest, path, home),
        *_links_back(plan, path, home),
        *_without_pictures(found, path, home),
        *_empty_parts(plan, found, path, home),
        *_open(plan, found),
        *_two_forms(found),
    ):
        say(sentence)
    known = sum((each.listing.by_content for each in found), Counter[str]()) + rest.by_content
    if known:
        say(f"note: {by_content(known)}")


def _unlabelled(plan: Layout, rest: Listing) -> Iterator[str]:
    for folder in plan.unlabelled:
        n = count(sum(file.is_relative_to(folder) for file in rest.pictures), "picture")
        name = printable(folder.name)
        yield f"warning: {name}/ holds {n} without class folders: left out, there is no label."


def _loose(plan: Layout, rest: Listing, path: Path, home: str) -> Iterator[str]:
    beside: defaultdict[Path, int] = defaultdict(int)
    for file in rest.pictures:
        if not any(file.is_relative_to(folder) for folder in plan.unlabelled):
            beside[file.parent] += 1
    for folder, n in beside.items():
        yield (
            f"warning: {count(n, 'picture')} directly in {_below(folder, path, home)}/ left out: "
            "only pictures in a class folder have a label."
        )


def _links_back(plan: Layout, path: Path, home: str) -> Iterator[str]:
    for place in plan.places:
        back = [printable(entry.name) for entry in visible(place.folder) if leads_back(entry)]
        if back:
            where = _below(place.folder, path, home)
            links = some(f"{where}/{name}" for name in back)
            yield f"warning: {links} left out: a link back to {where}/ or above it."


def _without_pictures(found: Sequence[ClassFolder], path: Path, home: str) -> Iterator[str]:
    bare = in_order(_below(each.folder, path, home) for each in found if each.bare)
    hollow = in_order(
        _below(each.folder, path, home) for each in found if not each.bare and not each.listing.pictures
    )
    if bare:
        yield f"warning: no picture in {some(bare)}: no class is made of it. Put pictures in or delete it."
    if hollow:
        yield f"warning: no picture in {some(hollow)}, only other files: no class is made of it."


def _empty_parts(plan: Layout, found: Sequence[ClassFolder], path: Path, home: str) -> Iterator[str]:
    """A folder that is called like a part and holds nothing leaves its part to be drawn anew."""
    read = {each.folder for each in found} | {place.folder for place in plan.places} | set(plan.unlabelled)
    for folder in dict.fromkeys((*subfolders(path), *subfolders(plan.root))):
        if folder not in read and worded_part(folder.name) and not any_picture(folder):
            yield f"warning: {_below(folder, path, home)}/ holds no picture: there is no such part."


def _open(plan: Layout, found: Sequence[ClassFolder]) -> Iterator[str]:
    if not plan.inside:
        return
    left = {each.name: n for each in found if (n := each.open_pictures())}
    if left:
        names = some(f"{name} ({n:,})" for name, n in left.items())
        yield f"warning: pictures of {names} lie in no part; other class folders hold train/, val/ or test/."


def _two_forms(found: Sequence[ClassFolder]) -> Iterator[str]:
    spelt: defaultdict[str, set[str]] = defaultdict(set)
    for each in found:
        spelt[each.name].add(each.folder.name)
    several = [name for name, forms in spelt.items() if len(forms) > 1]
    if several:
        yield f"note: folders of {some(several)} are named in two Unicode forms: each is one class."


def _below(folder: Path, path: Path, home: str) -> str:
    """A folder as the reader of a remark finds it: from the data's own folder on."""
    inner = folder.relative_to(path).as_posix()
    return printable(home if inner == "." else f"{home}/{inner}")
