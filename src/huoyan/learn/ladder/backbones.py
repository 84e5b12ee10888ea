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
from huoyan.words import Message

# Where weights lie in the cache folder, and the endings of such files.
FOLDER = "weights"
ENDINGS = (".safetensors", ".pth", ".pt", ".th", ".bin")
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

    Which network a file is of, its card says; a file without one is noted and left out. Raises UsageError
    where there are no such weights, or a card is given without any.
    """
    if recipe.pretrained:
        return (Backbone(PRETRAINED, None),)
    if recipe.weights is None:
        card_of(None, recipe.card)
        return tuple(_carded(_files(cache_folder() / FOLDER), None, note))
    place = at_home(recipe.weights)
    if not place.exists():
        raise UsageError(Message("ladder.no_weights", file=place), code="usage.weights")
    return tuple(_carded(_files(place) if place.is_dir() else [place], recipe.card, note))


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.suffix in ENDINGS and file.is_file())


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
        elif known.network.library in ("timm", "torchvision"):
            found.append(Backbone(known.model, str(file)))
        else:
            note(Message("ladder.not_a_backbone", file=file.name, network=known.network.name))
    return found
