"""The pictures that are written: each with a name that no other has, and its size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.sample.boxes import Boxes
from huoyan.data.say import Say
from huoyan.errors import ImageError
from huoyan.images.decode import decode, probe
from huoyan.images.files import read_bytes
from huoyan.images.limits import ANY_SIZE
from huoyan.text import nfc, spelt
from huoyan.words import Listed, counted, warning

# Codes of a file of which not all can be read.
DAMAGED = ("image.truncated", "image.corrupt", "image.empty")
# What a list of names, or the name of a file, cannot hold everywhere.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A sample, the name of its files (`stem`, and `suffix` for the picture), and its upright size."""

    sample: Sample
    stem: str
    suffix: str
    width: int
    height: int

    @property
    def name(self) -> str:
        return self.stem + self.suffix

    @property
    def split(self) -> Split | None:
        return self.sample.split

    @property
    def boxes(self) -> Boxes:
        assert isinstance(self.sample.truth, Boxes)
        return self.sample.truth

    def is_whole(self) -> bool:
        """Whether all of it is there, as far as it may be decoded: a file that was cut off has its header."""
        path = self.sample.path
        if path is None:
            return True
        try:
            decode(read_bytes(path, self.sample.limits), limits=self.sample.limits, at_least=(1, 1))
        except ImageError as error:
            return error.code not in DAMAGED
        return True


def named_pictures(dataset: Dataset, say: Say) -> tuple[list[NamedPicture], tuple[str, ...]]:
    """And the sources of those that cannot be read, which are told: their boxes are of no one's pixels."""
    stems = _different([_stem(sample) for sample in dataset.samples], [x.source for x in dataset.samples])
    found, broken = [], []
    for sample, stem in zip(dataset.samples, stems, strict=True):
        size = _size(sample)
        if size is None:
            broken.append(sample.source)
        else:
            suffix = ".png" if sample.path is None else spelt(sample.path.suffix)
            found.append(NamedPicture(sample, stem, suffix, *size))
    if broken:
        say(warning("convert.broken", pictures=counted(len(broken), "picture"), names=Listed(broken)))
    return found, tuple(broken)


def _size(sample: Sample) -> tuple[int, int] | None:
    if sample.pixels is not None:
        return sample.pixels.shape[1], sample.pixels.shape[0]
    assert sample.path is not None
    try:
        info = probe(sample.path, limits=ANY_SIZE)  # it is copied, not decoded
    except ImageError:
        return None
    return info.width, info.height


def _stem(sample: Sample) -> str:
    return _safe(Path(sample.source).stem if sample.path is None else spelt(sample.path.stem))


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip(" .") or "picture"


def _different(stems: list[str], sources: list[str]) -> Iterator[str]:
    """Names that differ in more than case or the form of accents: with their folders where they are equal,
    then with a number."""
    times = Counter(map(_key, stems))
    taken = {key for key, n in times.items() if n == 1}
    for stem, source in zip(stems, sources, strict=True):
        if times[_key(stem)] == 1:
            yield stem
            continue
        whole = _safe("_".join((*PurePosixPath(source).parts[:-1], stem)))
        name, number = whole, 1
        while _key(name) in taken:
            number += 1
            name = f"{whole}-{number}"
        taken.add(_key(name))
        yield name


def _key(name: str) -> str:
    """Equal for names that some file systems take for one."""
    return nfc(name).casefold()
