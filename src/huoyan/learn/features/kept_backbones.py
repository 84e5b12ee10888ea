"""Networks that were exported up to their features, kept in the cache folder: reading one needs no torch."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.artifact.whole_file import write_whole

_FACTS = ".json"


@dataclass(frozen=True, slots=True)
class BackboneGraph:
    """`model`: ONNX from uint8 (N, size, size, 3) to `features`, float32 (N, D).

    origin: of the library's own weights, None where they are of a file. parameters: of the network
    without classifier.
    """

    model: bytes
    size: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    origin: WeightsOrigin | None
    parameters: int


def read_kept(place: Path) -> BackboneGraph | None:
    """What `keep` wrote; None where there is nothing, or it was changed or cut short."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        facts = json.loads(place.with_suffix(_FACTS).read_text(encoding="utf-8"))
        model = place.read_bytes()
        if hashlib.sha256(model).hexdigest() == facts["sha256"]:
            return BackboneGraph(
                model,
                int(facts["size"]),
                tuple(map(float, facts["mean"])),
                tuple(map(float, facts["std"])),
                facts["origin"] and WeightsOrigin(**facts["origin"]),
                int(facts["parameters"]),
            )
    return None


def keep(place: Path, graph: BackboneGraph) -> None:
    """The model at `place`, and what is true of it in JSON beside it. Raises OSError."""
    facts = {
        "sha256": hashlib.sha256(graph.model).hexdigest(),
        "size": graph.size,
        "mean": graph.mean,
        "std": graph.std,
        "origin": graph.origin and graph.origin.model_dump(),
        "parameters": graph.parameters,
    }
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, graph.model)
    write_whole(place.with_suffix(_FACTS), json.dumps(facts, indent=2).encode())
