"""What a network that knows pictures sees in one. It is exported once and kept: then torch is not needed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from huoyan.artifact.checksum import sha256_file
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.data.named.download import cache_folder
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.kept_backbones import BackboneGraph, keep, read_kept
from huoyan.learn.weights.carded import network_by_card, origins_of_weights
from huoyan.preprocess import Preprocess
from huoyan.runs.named_network import NamedNetwork
from huoyan.words import Message

FOLDER = "backbones"
# Raised when the same values give another graph.
VERSION = 2
# Of the last stages, those that are seen beside what the network pools at its end.
STAGES = 3


def backbone_features(
    name: str,
    asked: NamedNetwork,
    *,
    size: int | None = None,
    fit: Literal["squash", "crop", "pad", "corner"] = "squash",
    joined: int = STAGES,
    note: Callable[[Message], None] = lambda text: None,
) -> FeatureGraph:
    """The features of the network `name` of timm, joined with those of its last `joined` stages.

    size: of the pictures, None: where the network sees best. Where `asked` is silent, the card of its weights
    says how they are used, which `note` hears. Kept in the cache folder by the content of the
    weights and all that is asked for; what was changed or cut short there is made anew. `note` hears what
    became of the weights when they are loaded. Raises UsageError (usage.backbone), NetworkError such as
    network.weights, and DownloadError.
    """
    asked = network_by_card(name, asked, note)

    def made() -> BackboneGraph:
        from huoyan.learn.networks.backbones.exported_backbone import exported_backbone

        return exported_backbone(name, asked, size, joined, note)

    return _features(name, asked, _kept(_key(name, asked, size, joined), made), fit)


def patches_of_backbone(
    name: str,
    asked: NamedNetwork,
    *,
    size: int | None = None,
    note: Callable[[Message], None] = lambda text: None,
) -> FeatureGraph:
    """What the network `name` sees at each place: `features` float32 (N, D, h, w). Otherwise as above."""
    asked = network_by_card(name, asked, note)

    def made() -> BackboneGraph:
        from huoyan.learn.networks.backbones.exported_patches import exported_patches

        return exported_patches(name, asked, size, note)

    return _features(name, asked, _kept(_key(name, asked, size, "patches"), made), "squash")


def _kept(key: str, made: Callable[[], BackboneGraph]) -> BackboneGraph:
    place = cache_folder() / FOLDER / f"{key}.onnx"
    found = read_kept(place)
    if found is None:
        found = made()
        with contextlib.suppress(OSError):  # then it takes seconds again the next time, no more
            keep(place, found)
    return found


def _features(
    name: str, asked: NamedNetwork, found: BackboneGraph, fit: Literal["squash", "crop", "pad", "corner"]
) -> FeatureGraph:
    return FeatureGraph(
        name,
        found.model,
        Preprocess(found.size, found.size, fit),
        _origin(asked, found),
        found.mean,
        found.std,
        found.parameters,
    )


def _key(name: str, asked: NamedNetwork, size: int | None, joined: int | str) -> str:
    """Of all that decides the graph."""
    file = None if asked.weights is None else Path(asked.weights)
    values = {
        "version": VERSION,
        "timm": _version("timm"),
        "name": name,
        "weights": sha256_file(file) if file is not None and file.is_file() else str(file),
        "pretrained": asked.pretrained,
        "options": dict(asked.options),
        "mean": asked.mean,
        "std": asked.std,
        "size": size,
        "joined": joined,
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _origin(asked: NamedNetwork, found: BackboneGraph) -> tuple[WeightsOrigin, ...]:
    if asked.weights is not None:
        return origins_of_weights(asked.weights, asked.card)
    return () if found.origin is None else (found.origin,)
