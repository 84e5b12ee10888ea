"""Weights from a file into a network, however the file names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from huoyan.errors import NetworkError
from huoyan.learn.networks.backbones.joined_stages import (
    CLASSIFIER,
    classifiers_of_timm,
    is_joined,
    replaced_classifiers,
)
from huoyan.learn.networks.weight_files.state_files import read_state
from huoyan.words import Listed, Message, joined

# Below this share of the network's and of the file's tensors the file is of another network.
MIN_FIT = 0.8
PREFIXES = ("module.", "model.", "backbone.", "_orig_mod.", "network.", "net.", "encoder.", "trunk.")
LEAVES = frozenset({"weight", "bias", "running_mean", "running_var"})

State = dict[str, Tensor]
MatchedBy = Literal["name", "prefix", "order"]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of a file's tensors. Names are the network's; in `unexpected` and `dropped` the file's.

    last: those of `missing` that are of the last layer.
    """

    loaded: int
    missing: tuple[str, ...]
    last: tuple[str, ...]
    unexpected: tuple[str, ...]
    reshaped: tuple[str, ...]
    dropped: tuple[str, ...]
    matched_by: MatchedBy

    def sentence(self) -> Message:
        """For the log of a training run."""
        said = [Message(f"weights.loaded_by_{self.matched_by}", loaded=self.loaded)]
        if self.dropped:
            said.append(Message("weights.left_out", names=Listed(self.dropped, None)))
        for key, names in (
            ("weights.reshaped", self.reshaped),
            ("weights.missing", self._lacking()),
            ("weights.not_used", self.unexpected),
        ):
            said += [Message(key, names=_few(names))] if names else []
        return joined(said, "semicolon")

    def _lacking(self) -> tuple[str, ...]:
        """Of the missing what is said: that the file's last layer is for other classes was told."""
        return tuple(name for name in self.missing if not (self.dropped and name in self.last))


@dataclass(frozen=True, slots=True)
class Match:
    """Pairs of the network's name and the file's; `considered` of the file's tensors should have one."""

    pairs: dict[str, str]
    considered: int
    by: MatchedBy
    prefix: str = ""


def load_weights(network: nn.Module, path: str | Path, prefix: str = "") -> LoadReport:
    """Copies what fits into `network`, in the network's own precision.

    Tried in this order: equal names, names below a prefix (`module.`, `backbone.` ..., and `prefix`), tensors
    of the same shapes in the same order. The last layer may be for another number of classes: it is left as
    it is. Raises NetworkError `network.weights` where the file is of another network, and changes nothing.
    """
    file = Path(path)
    state, target = read_state(file), network.state_dict()
    heads = (*classifier_names(network), *replaced_classifiers(network))
    found = matches(state, target, heads, prefix)
    match = next((match for match in found if fits(match, target, heads)), None)
    if match is None:
        nearest = max(found, key=lambda match: (len(match.pairs), _common(state, target, match)))
        raise _misfit(file, state, target, nearest)
    fitted = {name: _fit(state[source], target[name]) for name, source in match.pairs.items()}
    _refuse_nonfinite(file, fitted)
    network.load_state_dict(fitted, strict=False)
    return _report(state, target, match, heads)


def matches(
    state: State, target: Mapping[str, Tensor], heads: tuple[str, ...], prefix: str = ""
) -> list[Match]:
    """The ways to pair a network's tensors with those of a file, the surest first; they may pair none.

    Shapes and names are compared alone: the tensors of `target` need no storage.
    """
    usual = (*PREFIXES, prefix) if prefix else PREFIXES
    return [_by_name(state, target), _by_prefix(state, target, usual), _by_order(state, target, heads)]


def classifier_names(network: nn.Module) -> tuple[str, ...]:
    """Module names of the last layer: timm says them; elsewhere it is the last dense layer.

    Of several heads that answer together, each; also where the network lies within another module.
    """
    modules = dict(network.named_modules())
    for prefix, module in modules.items():
        names = (CLASSIFIER,) if is_joined(module) else classifiers_of_timm(module)
        full = tuple(f"{prefix}.{name}" if prefix else name for name in names)
        if full and all(name in modules for name in full):
            return full
    dense = [name for name, module in modules.items() if isinstance(module, nn.Linear)]
    return tuple(dense[-1:])


def classifier_layers(network: nn.Module) -> list[nn.Module]:
    """The dense layers of `classifier_names`; a convolution of one pixel is one. Norms are not among them."""
    heads = [network.get_submodule(name) for name in classifier_names(network)]
    return [layer for head in heads for layer in head.modules() if isinstance(layer, nn.Linear | nn.Conv2d)]


def _is_head(name: str, heads: tuple[str, ...]) -> bool:
    return any(name.startswith(f"{head}.") for head in heads)


def _layer(name: str) -> str:
    return name.rpartition(".")[0]


def _counter(name: str) -> bool:
    """Batch norm's count of batches: not needed, and absent in older files."""
    return name.endswith("num_batches_tracked")


def _by_name(state: State, target: Mapping[str, Tensor], prefix: str = "") -> Match:
    pairs = {
        name: prefix + name
        for name, tensor in target.items()
        if prefix + name in state and _can_fit(state[prefix + name], tensor)
    }
    # A layer is taken whole or not at all: the bias of other classes may have the right length by chance.
    torn = {_layer(name) for name in target if prefix + name in state and name not in pairs}
    pairs = {name: source for name, source in pairs.items() if _layer(name) not in torn}
    considered = sum(name.startswith(prefix) and not _counter(name) for name in state)
    return Match(pairs, considered, "prefix" if prefix else "name", prefix)


def _by_prefix(state: State, target: Mapping[str, Tensor], usual: Sequence[str]) -> Match:
    """The prefix, of one or several parts, with which most names match."""
    prefixes: set[str] = set()
    for name in state:
        prefix = ""
        while rest := next((part for part in usual if name.startswith(part, len(prefix))), ""):
            prefix += rest
            prefixes.add(prefix)
    matches = [_by_name(state, target, prefix) for prefix in sorted(prefixes)]
    none = Match({}, 0, "prefix")
    return max(matches, key=lambda match: (len(match.pairs), _common(state, target, match)), default=none)


def _common(state: State, target: Mapping[str, Tensor], match: Match) -> int:
    """Names that file and network share, whatever the shapes: which network the file is near to."""
    return sum(match.prefix + name in state for name in target)


def _by_order(state: State, target: Mapping[str, Tensor], heads: tuple[str, ...]) -> Match:
    """Tensors one after the other, if all shapes agree up to the last layer, and weights meet weights."""
    ours = [name for name in target if not _counter(name) and not _is_head(name, heads)]
    theirs = [name for name in state if not _counter(name)]
    none = Match({}, len(theirs), "order")
    head = [name for name in target if _is_head(name, heads) and not _counter(name)]
    if not ours or not len(ours) <= len(theirs) <= len(ours) + max(len(head), 2):
        return none
    for name, source in zip(ours, theirs, strict=False):
        leaves = {name.rpartition(".")[2], source.rpartition(".")[2]}
        same_kind = len(leaves) == 1 or not leaves <= LEAVES
        if not _can_fit(state[source], target[name]) or not same_kind:
            return none
    pairs = dict(zip(ours, theirs, strict=False))
    last = theirs[len(ours) :]
    if [state[name].shape for name in last] == [target[name].shape for name in head]:
        pairs |= dict(zip(head, last, strict=True))
    return Match(pairs, len(pairs), "order")


def fits(match: Match, target: Mapping[str, Tensor], heads: tuple[str, ...]) -> bool:
    """Whether so many tensors have a pair that the file is of this network."""
    body = [name for name in target if not _counter(name) and not _is_head(name, heads)]
    found = sum(name in match.pairs for name in body)
    used = sum(not _counter(name) for name in match.pairs.values())
    # The file's own last layer does not count against it, hence + 2.
    return found > 0 and found >= MIN_FIT * len(body) and used + 2 >= MIN_FIT * match.considered


def _can_fit(source: Tensor, target: Tensor) -> bool:
    return source.shape == target.shape or _is_reshape(source, target) or _is_grey(source, target)


def _is_reshape(source: Tensor, target: Tensor) -> bool:
    """A dense layer stored as a 1 x 1 convolution, or the reverse."""
    ranks = {source.ndim, target.ndim}
    return ranks == {2, 4} and tuple(source.flatten(1).shape) == tuple(target.flatten(1).shape)


def _is_grey(source: Tensor, target: Tensor) -> bool:
    """The first convolution of a colour network for grey pictures."""
    return (
        source.ndim == target.ndim == 4
        and (source.shape[1], target.shape[1]) == (3, 1)
        and source.shape[2:] == target.shape[2:]
        and source.shape[0] == target.shape[0]
    )


def _fit(source: Tensor, target: Tensor) -> Tensor:
    if _is_grey(source, target):
        # A grey picture has three equal channels, so the sum gives what the colour network gives.
        source = source.float().sum(dim=1, keepdim=True)
    return source.reshape(target.shape).to(target.dtype)


def _refuse_nonfinite(file: Path, fitted: State) -> None:
    bad = [name for name, tensor in fitted.items() if not torch.isfinite(tensor).all()]
    if bad:
        raise NetworkError(
            Message("weights.nan", file=file, names=_few(tuple(bad))),
            code="network.weights",
        )


def _report(state: State, target: State, match: Match, heads: tuple[str, ...]) -> LoadReport:
    used = set(match.pairs.values())
    absent = tuple(name for name in target if name not in match.pairs and not _counter(name))
    left = tuple(name for name in state if name not in used and not _counter(name))
    head_missing = any(_is_head(name, heads) for name in absent)
    is_dropped = {name: head_missing and _is_head(name.removeprefix(match.prefix), heads) for name in left}
    if match.by == "order":  # what follows the body in the file is its last layer, whatever its name
        is_dropped = dict.fromkeys(left, head_missing)
    return LoadReport(
        loaded=len(match.pairs),
        missing=absent,
        last=tuple(name for name in absent if _is_head(name, heads)),
        unexpected=tuple(name for name in left if not is_dropped[name]),
        reshaped=tuple(
            name for name, source in match.pairs.items() if state[source].shape != target[name].shape
        ),
        dropped=tuple(name for name in left if is_dropped[name]),
        matched_by=match.by,
    )


def _misfit(file: Path, state: State, target: State, best: Match) -> NetworkError:
    used = set(best.pairs.values())
    prefix = best.prefix
    other_shape = tuple(
        Message(
            "weights.shape", name=name, found=tuple(state[prefix + name].shape), wanted=tuple(tensor.shape)
        )
        for name, tensor in target.items()
        if prefix + name in state and name not in best.pairs
    )
    missing = tuple(n for n in target if n not in best.pairs and prefix + n not in state and not _counter(n))
    extra = tuple(
        n for n in state if n not in used and n.removeprefix(prefix) not in target and not _counter(n)
    )
    return NetworkError(
        Message(
            "weights.other_network",
            file=file,
            fit=len(best.pairs),
            of=len(target),
            reshaped=_few(other_shape),
            missing=_few(missing),
            extra=_few(extra),
        ),
        code="network.weights",
    )


def _few(names: tuple[str, ...]) -> Listed | Message:
    return Listed(names, 4) if names else Message("network.none")
