"""Networks that know pictures, as far as the person has given or kept weights of some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huoyan.data.home_folder import at_home
from huoyan.data.named.download import cache_folder
from huoyan.errors import HuoyanError, UsageError
from huoyan.learn.weights.carded import card_of
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message

# Where weights lie in the cache folder, and the endings of such files.
FOLDER = "weights"
ENDINGS = (".safetensors", ".pth", ".pt", ".th", ".bin")
# Libraries whose networks give features of pictures.
NETWORKS_OF = ("timm", "torchvision")
# Timm's own weights that `--pretrained` takes.
PRETRAINED = "mobilenetv3_large_100"


@dataclass(frozen=True, slots=True)
class Backbone:
    """A network by its name, and where its weights are: a file, or timm's own (None)."""

    name: str
    weights: str | None

    def choices(self, model: str, beside: Sequence[str] = ()) -> dict[str, Any]:
        """Of a recipe for a head of the kind `model` on its features, and descriptions `beside` them."""
        return {"model": model, "features": "+".join((*beside, self.name)), "weights": self.weights}


def backbones_of(recipe: Recipe, note: Callable[[Message], None]) -> tuple[Backbone, ...]:
    """Those whose weights the recipe names (a file, or a folder of files), else those of the cache folder.

    Which network a file is of, its card says; in a folder, a file without one is noted and left out. Raises
    UsageError or NetworkError where there are no such weights, where the one file that is named cannot be
    used, or a card is given without any.
    """
    if recipe.pretrained:
        return (Backbone(PRETRAINED, None),)
    if recipe.weights is None:
        card_of(None, recipe.card)
        return tuple(_carded(_files(cache_folder() / FOLDER), None, note))
    place = at_home(recipe.weights)
    if not place.exists():
        raise UsageError(Message("ladder.no_weights", file=place), code="usage.weights")
    if not place.is_dir():
        return (_carded_file(place, recipe.card),)
    return tuple(_carded(_files_of(place), recipe.card, note))


def with_file(recipe: Recipe, network: str) -> Recipe:
    """The recipe with the file that is of `network` where it names a folder of weights.

    Raises UsageError where the folder holds none, or several.
    """
    place = None if recipe.weights is None else at_home(recipe.weights)
    if place is None or not place.is_dir():
        return recipe
    fitting = _of(network, _files_of(place))
    if len(fitting) != 1:
        key = "weights.several_of" if fitting else "weights.none_of"
        files = Listed([Path(each.weights or "").name for each in fitting])
        raise UsageError(Message(key, folder=place, network=network, files=files), code="usage.weights")
    return recipe.with_choices(weights=fitting[0].weights)


def kept_file(network: str) -> str | None:
    """A file of weights of `network` in the cache folder, by its card."""
    return next((found.weights for found in _of(network, _files(cache_folder() / FOLDER))), None)


def _of(network: str, files: list[Path]) -> list[Backbone]:
    found = _carded(files, None, lambda text: None)
    return [each for each in found if network in (each.name, each.name.partition(".")[0])]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.suffix in ENDINGS and file.is_file())


def _files_of(folder: Path) -> list[Path]:
    """Of a folder that a person named. Raises UsageError where there are none."""
    files = _files(folder)
    if not files:
        told = Message("weights.empty_folder", folder=folder, endings=Listed(ENDINGS, None))
        raise UsageError(told, code="usage.weights")
    return files


def _carded(files: list[Path], card: str | None, note: Callable[[Message], None]) -> list[Backbone]:
    found: list[Backbone] = []
    for file in files:
        try:
            known = card_of(file, card)
        except HuoyanError as error:
            note(Message("ladder.failed", model=file.name, reason=error.message))
            continue
        if known is None:
            note(Message("ladder.no_card", file=file))
        elif known.network.library in NETWORKS_OF:
            found.append(Backbone(known.model, str(file)))
        else:
            note(Message("ladder.not_a_backbone", file=file.name, network=known.network.name))
    return found


def _carded_file(file: Path, card: str | None) -> Backbone:
    """The one file that a person named: what cannot be used is an error."""
    from huoyan.learn.networks.weight_files.state_files import read_state  # which imports PyTorch

    known = card_of(file, card)
    if known is None:
        read_state(file)  # what holds no weights needs no card either
        raise UsageError(Message("weights.no_card", file=file), code="usage.weights")
    if known.network.library not in NETWORKS_OF:
        told = Message("weights.not_a_backbone", file=file, network=known.network.name)
        raise UsageError(told, code="usage.weights")
    return Backbone(known.model, str(file))
