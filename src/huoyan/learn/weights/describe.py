"""What a file of weights seems to be: a draft of its card, and what the draft is not sure of."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from torch import Tensor

from huoyan.artifact.checksum import sha256_file
from huoyan.errors import UsageError
from huoyan.learn.networks.backbones.folded import was_folded
from huoyan.learn.networks.libraries.facts import evaluated_as, input_size, normalisation
from huoyan.learn.networks.weight_files.state_files import read_state
from huoyan.learn.weights.candidates import Candidate, candidates, last_layer_names
from huoyan.learn.weights.card_text import card_text
from huoyan.learn.weights.class_indices import IMAGENET
from huoyan.learn.weights.describe_graph import describe_graph
from huoyan.runs.weight_cards.card import Card, CardInput, CardKeys, CardNetwork, CardOutput
from huoyan.runs.weight_cards.known_cards import card_for
from huoyan.words import Lang, Listed, Message

INTERPOLATIONS = ("bilinear", "bicubic", "lanczos", "nearest")


@dataclass(frozen=True, slots=True)
class Description:
    """The card of a file: `known`, or drafted from its tensors.

    unsure: by the name of a value of the card, why it may be wrong or what is to be filled in.
    """

    file: str
    card: Card
    known: bool
    unsure: Mapping[str, Message] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    seconds: float = 0.0

    def to_toml(self, lang: Lang = "en") -> str:
        """The card as a file, with what it is not sure of as comments."""
        return card_text(self.card, self.unsure, lang)

    def to_json(self) -> dict[str, Any]:
        fitting = [
            {"model": x.model, "by": x.by, "prefix": x.prefix, "share": x.share, "alike": list(x.alike)}
            for x in self.candidates
        ]
        return {
            "file": self.file,
            "known": self.known,
            "card": self.to_toml(),
            "unsure": dict(self.unsure),
            "candidates": fitting,
            "seconds": round(self.seconds, 3),
        }


def describe_weights(file: Path) -> Description:
    """Raises NetworkError (network.weights) for a file that cannot be read, UsageError for its bad card."""
    began = time.perf_counter()
    if file.is_file() and (card := card_for(file)) is not None:
        return Description(str(file), replace(card, sha256=sha256_file(file)), True, seconds=_since(began))
    if file.suffix.lower() == ".onnx":
        drafted, unsure = describe_graph(file)
        return Description(str(file), drafted, False, unsure, seconds=_since(began))
    state = read_state(file)
    found = candidates(state)
    card = _draft(state, found[0] if found else None, sha256_file(file))
    unsure = _unsure(card, found)
    return Description(str(file), card, False, unsure, tuple(found), _since(began))


def write_card(path: Path, description: Description, lang: Lang = "en") -> None:
    """Writes a new file. Raises UsageError (usage.out) where there is one already."""
    try:
        with path.open("x", encoding="utf-8") as opened:
            opened.write(description.to_toml(lang))
    except FileExistsError as error:
        raise UsageError(Message("card.exists", path=path), code="usage.out") from error
    except OSError as error:
        raise UsageError(
            Message("card.not_written", path=path, reason=str(error)), code="usage.out"
        ) from error


def _since(began: float) -> float:
    return time.perf_counter() - began


def _draft(state: dict[str, Tensor], first: Candidate | None, sha256: str) -> Card:
    last = last_layer_names(state)
    classes = len(state[last[-1]]) if last else None
    output = CardOutput(classes, label_set="imagenet-1k" if classes == IMAGENET else None)
    if first is None:
        network = CardNetwork("other", "unknown")
        return Card(network, sha256, CardKeys(batch_norm=batch_norm(state)), output=output)
    network = CardNetwork("torchvision" if first.library == "torchvision" else "timm", first.name)
    keys = CardKeys(first.by, first.prefix, batch_norm(state))
    side = input_size(first.model)
    folded = keys.batch_norm == "folded"
    mean, std = normalisation(first.model) or (None, None)
    # Files with folded norms are converted from TensorFlow as a rule.
    ranged = CardInput(side, side, range="-1..1")
    given = ranged if folded else CardInput(side, side, mean=mean, std=std)
    share, interpolation = evaluated_as(first.model)
    known: dict[str, Any] = {"interpolation": interpolation} if interpolation in INTERPOLATIONS else {}
    given = replace(given, crop_ratio=share, **known)
    return Card(replace(network, padding="same" if folded else "own"), sha256, keys, given, output)


def batch_norm(state: Mapping[str, Tensor]) -> Literal["statistics", "folded", "none"]:
    """Whether its statistics are there, or were multiplied into the convolutions."""
    means = [tensor for name, tensor in state.items() if name.endswith("running_mean")]
    variances = [tensor for name, tensor in state.items() if name.endswith("running_var")]
    if not means:
        return "none"
    folded = all(was_folded(mean, variance) for mean, variance in zip(means, variances, strict=False))
    return "folded" if folded else "statistics"


def _unsure(card: Card, found: list[Candidate]) -> dict[str, Message]:
    folded = card.keys.batch_norm == "folded"
    said = {
        "network.name": _unsure_network(found),
        "network.padding": Message("draft.padding_folded" if folded else "draft.padding"),
        **_unsure_range(card),
        "input.crop_ratio": Message("draft.crop"),
        "output.labels": Message("draft.labels")
        if card.output.label_set
        else Message("draft.labels_unknown"),
        "source.origin": Message("draft.origin"),
        "source.licence": Message("draft.licence"),
        "source.trained_on": Message("draft.trained_on"),
    }
    return {name: message for name, message in said.items() if message is not None}


def _unsure_range(card: Card) -> dict[str, Message]:
    if card.input.mean is not None:
        return {"input.mean": Message("draft.range")}
    return {"input.range": Message("draft.range_folded" if card.input.range else "draft.range_open")}


def _unsure_network(found: list[Candidate]) -> Message | None:
    if not found:
        return Message("draft.no_network")
    others = [each.model for each in found[1:] if each.share >= found[0].share]
    alike = [*found[0].alike, *others]
    return Message("draft.alike", names=Listed(alike, 8)) if alike else None
