"""Networks that a file of weights may be of, the likeliest first: by sizes, then by names and shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from torch import Tensor

from huoyan.learn.networks.libraries.torchvision import PREFIX
from huoyan.learn.networks.weight_files.load import Match, MatchedBy, classifier_names, fits, matches
from huoyan.learn.weights.fingerprints import Fingerprint, body_of, fingerprints, without_storage

# Networks that are built to compare names and shapes, where none of the table has the same sizes.
NEAREST = 8
# Of the last layers that a file may hold beside the body of a network: tensors, and share of the values.
MOST_HEADS, MOST_OF_HEAD = 6, 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network that the file fits: how its tensors are found, and the share of its body's that are.

    alike: networks of the same names and shapes, as `--model` takes them; they may differ in what has no
    weights (padding ...).
    """

    library: str
    name: str
    by: MatchedBy
    prefix: str
    share: float
    alike: tuple[str, ...]

    @property
    def model(self) -> str:
        """The name that `--model` takes."""
        return _model(self.library, self.name)


def candidates(state: dict[str, Tensor]) -> list[Candidate]:
    """None where neither timm nor torchvision has a network of such tensors."""
    rows = sorted(_likely(state), key=lambda row: row.digest)
    groups = [list(rows) for _, rows in groupby(rows, key=lambda row: row.digest)]
    found = [candidate for group in groups if (candidate := _candidate(state, group)) is not None]
    order = {"name": 0, "prefix": 0, "order": 1}
    return sorted(found, key=lambda each: (-each.share, order[each.by], each.library, len(each.name)))


def last_layer_names(state: dict[str, Tensor]) -> tuple[str, ...]:
    """Of the last layer's weight and bias, if the file ends in one; the file's own order counts."""
    names = list(body_of(state))
    if len(names) < 2:
        return ()
    weight, bias = state[names[-2]], state[names[-1]]
    whole = bias.ndim == 1 and weight.ndim in (2, 4) and len(weight) == len(bias)
    return tuple(names[-2:]) if whole else ()


def _likely(state: dict[str, Tensor]) -> list[Fingerprint]:
    """Rows of the table with as many tensors and values as the file, or as a part of it; else the nearest."""
    sizes = set(_sizes(state))
    exact = [row for row in fingerprints() if (row.tensors, row.values) in sizes]
    return exact or _nearest(*_size(state))


def _sizes(state: dict[str, Tensor]) -> Iterator[tuple[int, int]]:
    """Tensors and values of the file, of its parts below a first name, and of each without its last layer."""
    firsts = Counter(name.partition(".")[0] for name in state)
    parts = [{n: t for n, t in state.items() if n.startswith(f"{first}.")} for first in firsts]
    for part in (state, *(part for part in parts if len(part) > len(state) / 2)):
        yield _size(part)
        last = last_layer_names(part)
        yield _size({name: tensor for name, tensor in part.items() if name not in last})


def _size(state: dict[str, Tensor]) -> tuple[int, int]:
    body = body_of(state)
    return len(body), sum(tensor.numel() for tensor in body.values())


def _nearest(tensors: int, values: int) -> list[Fingerprint]:
    """For files with other heads, or with other inputs."""
    near = [
        row
        for row in fingerprints()
        if abs(tensors - row.tensors) <= MOST_HEADS and abs(values - row.values) <= MOST_OF_HEAD * values
    ]
    digests = dict.fromkeys(row.digest for row in sorted(near, key=lambda row: abs(values - row.values)))
    wanted = list(digests)[:NEAREST]
    return [row for row in near if row.digest in wanted]


def _candidate(state: dict[str, Tensor], group: Sequence[Fingerprint]) -> Candidate | None:
    """The plainest name of networks that are alike, if the file fits them."""
    first, *others = sorted(group, key=lambda row: (row.library == "torchvision", len(row.name), row.name))
    network = without_storage(first.library, first.name)
    target, heads = network.state_dict(), classifier_names(network)
    match = next((match for match in matches(state, target, heads) if fits(match, target, heads)), None)
    if match is None:
        return None
    alike = tuple(_model(row.library, row.name) for row in others)
    share = _share(match, body_of(target, heads))
    return Candidate(first.library, first.name, match.by, match.prefix, share, alike)


def _model(library: str, name: str) -> str:
    return f"{PREFIX}{name}" if library == "torchvision" else name


def _share(match: Match, body: dict[str, Tensor]) -> float:
    return len(match.pairs.keys() & body.keys()) / max(1, len(body))
