"""Made pictures as samples of the training part, written once and found again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.home_folder import at_home
from huoyan.data.sample.picture import FilePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.data.say import Say
from huoyan.errors import UsageError
from huoyan.generator.made_files import MadePicture, read_list, write_list
from huoyan.generator.on_disk import Generator, open_generator
from huoyan.generator.sampling import write_pictures
from huoyan.learn.synthesis.amounts import missing
from huoyan.learn.synthesis.unlearnt import check_unlearnt
from huoyan.runs.events import Advanced, Listener, Phase
from huoyan.text import nfc, printable
from huoyan.words import Listed, Message, note, warning


def with_made_pictures(
    dataset: Dataset,
    generator_run: str | Path,
    folder: Path,
    *,
    contents: Sequence[str],
    together: Mapping[str, int],
    seed: int,
    warn: Say,
    tell: Listener,
) -> Dataset:
    """The samples, and behind them made ones of classes that are short of pictures, see `missing`.

    They are written below `folder`; what an earlier call has written there is taken as it is. contents,
    together: see `check_unlearnt`. Raises ArtifactError where there is no generator or no place, UsageError
    (usage.synthesise) where it makes none of the classes, DataError (data.learnt) where it has seen what is
    tested.
    """
    wanted = wanted_of(dataset)
    if not wanted:
        warn(note("synthesis.nothing_short", data=dataset.name))
        return dataset
    made = _kept(folder, wanted)
    if made is None:
        generator = open_generator(generator_run)
        made_of = _makeable(generator, wanted, dataset, warn)
        check_unlearnt(generator, dataset, contents, together)
        made = _made(generator, made_of, folder, seed, tell)
    counts = Counter(each.label for each in made)
    named = [f"{name} {n:,}" for name, n in counts.items()]
    warn(note("synthesis.added", n=len(made), classes=Listed(named, 10), real=len(dataset.split("train"))))
    return replace(dataset, samples=(*dataset.samples, *_samples(made, dataset, folder)))


def wanted_of(dataset: Dataset) -> dict[str, int]:
    """Class to how many pictures are to be made of it: made ones that the data bring count towards it."""
    train = dataset.split("train")
    real, there = train.keep(lambda sample: not sample.made).counts(), train.counts()
    lacking = dict(zip(real, missing(list(real.values())), strict=True))
    wanted = {name: n - (there[name] - real[name]) for name, n in lacking.items()}
    return {name: n for name, n in wanted.items() if n > 0}


def _kept(folder: Path, wanted: Mapping[str, int]) -> list[MadePicture] | None:
    """What an earlier call has made, where it is all there and as many as are wanted."""
    made = read_list(folder)
    if not made:
        return None
    return made if all(wanted.get(str(name)) == n for name, n in _counts(made).items()) else None


def _counts(made: Sequence[MadePicture]) -> Counter[str | None]:
    return Counter(each.label for each in made)


def _makeable(
    generator: Generator, wanted: Mapping[str, int], dataset: Dataset, warn: Say
) -> dict[tuple[str, str], int]:
    """Class of the data and its name in the generator, to how many are wanted."""
    known = {_spelt(name): name for name in generator.manifest.learnt}
    lacking = [name for name in wanted if _spelt(name) not in known]
    if lacking:
        values = {
            "run": generator.folder.parent,
            "classes": Listed(lacking, 10),
            "known": Listed(known.values(), 10),
        }
        if len(lacking) == len(wanted):
            raise UsageError(Message("synthesis.no_class", **values), code="usage.synthesise")
        warn(warning("synthesis.some_classes", **values))
    return {(name, known[_spelt(name)]): n for name, n in wanted.items() if name not in lacking}


def _spelt(name: str) -> str:
    return nfc(printable(name))


def _made(
    generator: Generator, made_of: Mapping[tuple[str, str], int], folder: Path, seed: int, tell: Listener
) -> list[MadePicture]:
    """Each class from a seed of its own. Files of the same names are written anew."""
    tell(Phase(Message("synthesis.phase"), sum(made_of.values())))
    made: list[MadePicture] = []
    for at, ((name, label), n) in enumerate(made_of.items()):
        written = write_pictures(generator, folder, label, n, seed=seed + at)
        made += [replace(each, label=name) for each in written]
        tell(Advanced(len(made)))
    write_list(folder, made)
    return made


def _samples(made: Sequence[MadePicture], dataset: Dataset, folder: Path) -> list[Sample]:
    """source: below the folder that holds `folder`."""
    place = at_home(folder)
    index = {name: at for at, name in enumerate(dataset.classes)}
    return [
        Sample(
            source=f"{folder.name}/{each.source}",
            truth=OneLabel(index[str(each.label)]),
            picture=FilePicture(place / each.source),
            split="train",
            made=True,
        )
        for each in made
    ]
