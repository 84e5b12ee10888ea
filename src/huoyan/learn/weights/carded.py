"""What the card of a weights file says of its network, taken where the user said nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from huoyan.artifact.names import MANIFEST, WEIGHTS
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.data.home_folder import at_home
from huoyan.errors import HuoyanError, UsageError
from huoyan.learn.on_features import ON_FEATURES
from huoyan.runs.named_network import NamedNetwork
from huoyan.runs.recipe import Recipe
from huoyan.runs.weight_cards.card import Card
from huoyan.runs.weight_cards.known_cards import card_for
from huoyan.words import Listed, Message, warning

Sides = tuple[float, ...]
Tell = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class NetworkValues:
    """Values of a network, and the mean and deviation of each channel, of 0..1 pixels, if they are known."""

    options: Mapping[str, Any]
    mean: Sides | None = None
    std: Sides | None = None


def card_of(weights: str | Path | None, given: str | Path | None) -> Card | None:
    """The card of a file as a call names both. Raises UsageError (usage.card), for a card alone too."""
    if weights is None:
        if given is not None:
            raise UsageError(Message("card.without_weights", card=given), code="usage.card")
        return None
    return card_for(at_home(weights), None if given is None else at_home(given))


def with_card(recipe: Recipe, tell: Tell) -> Recipe:
    """The recipe for a named network with what the card of its weights says beside.

    A head's network is one that it looks with: `network_by_card` is for those.
    """
    card = card_of(recipe.weights, recipe.card)
    named = recipe.model not in ("auto", *ON_FEATURES)
    if card is None or recipe.weights is None or not named:
        return recipe
    if recipe.weights.endswith(".onnx") and _is_graph_of(card, recipe.model):
        return recipe
    given = NetworkValues(recipe.options, recipe.mean, recipe.std)
    found = completed(card, Path(recipe.weights).name, recipe.model, given, tell)
    mean, std = found.mean, found.std
    if recipe.colour == "grey" and recipe.mean is None and mean is not None and std is not None:
        mean, std = (sum(mean) / len(mean),), (sum(std) / len(std),)
    return recipe.with_choices(options=dict(found.options), mean=mean, std=std)


def _is_graph_of(card: Card, model: str) -> bool:
    """A graph of the network that is named, which reads it itself: YOLOX-nano is one of yolox."""
    return card.network.library == "onnx" and _plain(card.network.name).startswith(_plain(model))


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def network_by_card(model: str, asked: NamedNetwork, tell: Tell) -> NamedNetwork:
    """What is asked of the network `model`, with what the card of its weights says beside."""
    card = card_of(asked.weights, asked.card)
    if card is None or asked.weights is None:
        return asked
    given = NetworkValues(asked.options, asked.mean, asked.std)
    found = completed(card, Path(asked.weights).name, model, given, tell)
    return replace(asked, options=found.options, mean=found.mean, std=found.std)


def prefix_of(weights: str | Path | None, given: str | Path | None) -> str:
    """What stands before the names in the file, where its card says so."""
    card = card_of(weights, given)
    return "" if card is None else card.keys.prefix


def origins_of_weights(weights: str | Path, given: str | Path | None) -> tuple[WeightsOrigin, ...]:
    """Whose the weights of a file are, with what its card says: the one given, beside it or of those that
    ship. Of a model of ours: what its manifest says."""
    file, card = at_home(weights), card_of(weights, given)
    if card is None:
        model = model_of_weights(file)
        return (WeightsOrigin(name=file.name),) if model is None else model.manifest.begun_from
    source = card.source
    return (
        WeightsOrigin(
            name=file.name,
            stated_by="card",
            licence=source.licence or None,
            trained_on=source.trained_on or None,
            source=source.origin or None,
        ),
    )


def model_of_weights(file: Path) -> Artifact | None:
    """The model whose weights these are; None where it is no file of a model, or was changed since."""
    if file.name != WEIGHTS or not (file.parent / MANIFEST).is_file():
        return None
    with contextlib.suppress(HuoyanError):
        return open_artifact(file.parent)
    return None


def completed(card: Card, file: str, model: str, given: NetworkValues, tell: Tell) -> NetworkValues:
    """`given` and, where it is silent, what the card says, which is told in a line.

    The values of a network are taken for that very network only. Raises UsageError (usage.card) where the
    file can be no network to train.
    """
    _check_trainable(card, file)
    same = card.model in (model, model.partition(".")[0])
    below = str(given.options.get("backbone", "")).partition(".")[0]
    if not same and card.network.name == below:
        for name in card.options:
            tell(warning("card.not_below", file=file, name=name, network=below, model=model))
    elif not same and (card.options or card.network.name != model.partition(".")[0]):
        tell(warning("card.other_network", file=file, card=card.model, model=model))
    own = card.options if same else {}
    sides = card.input.normalisation if given.mean is None and given.std is None else None
    mean, std = sides or (given.mean, given.std)
    found = NetworkValues({**own, **given.options}, mean, std)
    if found != given:
        tell(_told(card, file, found, given))
    return found


def _check_trainable(card: Card, file: str) -> None:
    if card.network.library in ("onnx", "other"):
        told = Message(f"card.not_built_{card.network.library}", file=file, network=card.network.name)
        raise UsageError(told, code="usage.card")
    if card.input.colour == "bgr":
        raise UsageError(Message("card.bgr", file=file), code="usage.card")


def _told(card: Card, file: str, found: NetworkValues, given: NetworkValues) -> Message:
    """What was taken, in a line."""
    values = [f"{name}={value}" for name, value in found.options.items() if name not in given.options]
    if found.mean is not None and found.mean != given.mean:
        values.append(Message("card.sides_taken", mean=_short(found.mean), std=_short(found.std or ())))
    return Message("card.taken", file=file, network=card.model, values=Listed(values, None))


def _short(numbers: Sides) -> str:
    return ",".join(f"{number:.4g}" for number in numbers)
