"""How the tensors of every network of timm and torchvision are shaped, in one table that ships.

Building all of them takes minutes, even without storage; the table tells in milliseconds which few to build.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

import torch
from torch import nn

from huoyan.learn.networks.weight_files.load import classifier_names

TABLE = "fingerprints.csv"
Sized = Mapping[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of a network without its last layer: how many tensors and values, and a digest of names and shapes.

    The count of batches that batch norm keeps is no tensor here. Networks of one `digest` take equal files.
    """

    library: str
    name: str
    tensors: int
    values: int
    digest: str


def fingerprint(library: str, name: str, network: nn.Module) -> Fingerprint:
    """Of a network as it was built; its tensors need no storage."""
    body = body_of(network.state_dict(), classifier_names(network))
    told = ";".join(f"{key}{tuple(tensor.shape)}" for key, tensor in body.items())
    values = sum(tensor.numel() for tensor in body.values())
    return Fingerprint(library, name, len(body), values, f"{zlib.crc32(told.encode()):08x}")


def body_of(state: Sized, heads: Iterable[str] = ()) -> dict[str, torch.Tensor]:
    """The tensors that hold what a network learnt, but for those of the layers `heads`."""
    below = tuple(f"{head}." for head in heads)
    return {
        name: tensor
        for name, tensor in state.items()
        if not name.endswith("num_batches_tracked") and not name.startswith(below or ("\0",))
    }


@cache
def fingerprints() -> tuple[Fingerprint, ...]:
    """The table that ships, by library and name."""
    text = files("huoyan.learn.weights").joinpath(TABLE).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Fingerprint(row["library"], row["name"], int(row["tensors"]), int(row["values"]), row["digest"])
        for row in rows
    )


def table_text(rows: Iterable[Fingerprint]) -> str:
    """The file that `fingerprints` reads."""
    lines = [",".join(each.name for each in fields(Fingerprint))]
    lines += [",".join(map(str, astuple(row))) for row in rows]
    return "\n".join(lines) + "\n"


def all_networks() -> Iterator[tuple[str, str]]:
    """Library and name of every network for whole pictures that timm and torchvision can build."""
    from huoyan.learn.networks.libraries import timm, torchvision

    yield from (("timm", name) for name in timm.names())
    yield from (("torchvision", name) for name in torchvision.names())


def without_storage(library: str, name: str) -> nn.Module:
    """The network with the classes that it was made for, on the meta device where it can be built there."""
    from huoyan.learn.networks.libraries import timm, torchvision

    create = torchvision.create if library == "torchvision" else timm.create
    try:
        with torch.device("meta"):
            return create(name)
    except NotImplementedError:  # the RegNets of torchvision compute their widths with tensors
        return create(name)
