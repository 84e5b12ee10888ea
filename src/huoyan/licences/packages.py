"""The licence of an installed package, by what it says of itself; and of what its wheel brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from huoyan.licences.kinds import kind_of, licence_of_text

OURS = "huoyan"
# Libraries of others inside wheels, which the metadata of these do not name; all may be replaced by builds of
# one's own.
INSIDE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "numpy": (("libgfortran, libquadmath", "GPL-3.0-or-later WITH GCC-exception-3.1"),),
    "scipy": (("libgfortran, libquadmath", "GPL-3.0-or-later WITH GCC-exception-3.1"),),
    "opencv-python-headless": (("FFmpeg", "LGPL-2.1-or-later"),),
    "pi-heif": (("libheif, libde265", "LGPL-3.0-or-later"),),
}
_MOST = 200_000  # characters of a text that are read


def needed(name: str = OURS) -> tuple[str, ...]:
    """The package and all that it requires without extras, as far as it is installed, sorted."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        package = plain(waiting.pop())
        if package in found or (known := installed(package)) is None:
            continue
        found.add(package)
        waiting += _required(known)
    return tuple(sorted(found))


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except (PackageNotFoundError, ValueError):  # ValueError: an empty name
        return None


def version_of(package: Distribution) -> str | None:
    """None where the package lost its metadata."""
    return _of_metadata(package, "Version") or None


def licence_of_package(package: Distribution) -> str | None:
    """As the package states it: its expression, a line of its own, classifiers, or the text that it holds."""
    line = _of_metadata(package, "License")
    short = line if "\n" not in line and len(line) <= 100 else ""
    stated = [each for each in (_of_metadata(package, "License-Expression"), short) if each]
    told = package.metadata.get_all("Classifier") or ()
    classifiers = [each for each in told if each.startswith("License ::")]
    if len(classifiers) == 1:  # of several nobody says whether all count or either
        stated.append(classifiers[0].rpartition(" :: ")[2])
    read = (each for each in stated if kind_of(each) != "unknown")
    return next(read, None) or _of_texts(package, line) or next(iter(stated), None)


def _of_metadata(package: Distribution, name: str) -> str:
    return next(iter(package.metadata.get_all(name) or ()), "")


def _of_texts(package: Distribution, line: str) -> str | None:
    """Of several texts either may be chosen only where that is said: so all of them count."""
    texts = [line] if "\n" in line else []
    for file in package.files or ():
        if ".dist-info" in file.parts[0] and re.match(r"(licen[cs]e|copying)", file.name, re.IGNORECASE):
            try:
                texts.append(file.read_text(encoding="utf-8")[:_MOST])
            except (OSError, UnicodeDecodeError):
                continue
    known = {licence_of_text(text) for text in texts}
    return None if not known or None in known else " AND ".join(sorted(map(str, known)))


def _required(package: Distribution) -> Iterator[str]:
    for line in package.requires or ():
        name, _, marker = line.partition(";")
        if "extra" not in marker and (found := re.match(r"[A-Za-z0-9._-]+", name)):
            yield found[0]


def plain(name: str) -> str:
    """As names of packages are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()
