"""Networks found by a name or a part of it, and by what they are for."""

from __future__ import annotations

from fnmatch import fnmatchcase

from huoyan.learn.networks import NETWORKS
from huoyan.learn.networks.catalogue import CATALOGUE
from huoyan.learn.networks.catalogue.counted import counted, library_weights, usual
from huoyan.learn.networks.catalogue.row import WHOLE, CatalogueRow
from huoyan.learn.networks.libraries import torchvision
from huoyan.learn.networks.libraries.timm import names

COUNTED = 10  # found networks of which the parameters are counted: building them takes time
OURS = tuple(row.name for row in CATALOGUE if row.tasks != WHOLE or row.name in NETWORKS)


def rows(pattern: str | None = None, task: str | None = None) -> list[CatalogueRow]:
    """The curated networks; with `pattern` all ours, timm's and torchvision's with such a name; with `task`
    those for it alone.
    """
    if pattern is None:
        return [row for row in CATALOGUE if task is None or task in row.tasks]
    curated = {row.name: row for row in CATALOGUE}
    found = _ours(pattern)
    if task is None or task in WHOLE:
        found += names(pattern) + _torchvision(pattern)
    several = len([name for name in found if name not in curated]) > COUNTED
    each = (curated.get(name) or _row(name, several=several) for name in found)
    return [row for row in each if task is None or task in row.tasks]


def _ours(pattern: str) -> list[str]:
    wanted = pattern if any(mark in pattern for mark in "*?[") else f"*{pattern}*"
    return [name for name in OURS if fnmatchcase(name, wanted)]


def _torchvision(pattern: str) -> list[str]:
    if not pattern.startswith(torchvision.PREFIX):  # most have the names of timm: those are meant without it
        return []
    wanted = pattern if any(mark in pattern for mark in "*?[") else f"{pattern}*"
    return [name for own in torchvision.names() if fnmatchcase(name := torchvision.PREFIX + own, wanted)]


def _row(name: str, *, several: bool) -> CatalogueRow:
    parameters, gflops = (None, None) if several else counted(name)
    rounded = None if gflops is None else float(f"{gflops:.3g}")
    return CatalogueRow(name, parameters, rounded, usual(name).size, library_weights(name), "")
