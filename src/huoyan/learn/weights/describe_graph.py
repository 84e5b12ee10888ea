"""What an ONNX file seems to be: a draft of its card from its inputs and outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huoyan.artifact.checksum import sha256_file
from huoyan.errors import EngineError
from huoyan.runs.weight_cards.card import Card, CardInput, CardNetwork, CardOutput
from huoyan.words import Listed, Message

# Steps with which a graph scales pixels itself.
_SCALING = ("Sub", "Mul", "Div", "Cast", "BatchNormalization")


def describe_graph(file: Path) -> tuple[Card, dict[str, Message]]:
    """The draft, and what it is not sure of. Raises EngineError (engine.model) for what is no graph."""
    graph = _graph(file)
    weights = {tensor.name for tensor in graph.initializer}
    given = [each for each in graph.input if each.name not in weights]
    shape = _shape(given[0]) if given else ()
    outputs = {each.name: " x ".join(map(str, _shape(each))) for each in graph.output}
    last = _shape(graph.output[0]) if graph.output else ()
    classes = last[-1] if len(last) == 2 and isinstance(last[-1], int) else None
    pictures = _pictures(given[0].name if given else None, shape)
    card = Card(
        CardNetwork("onnx", graph.name or file.stem),
        sha256_file(file),
        input=pictures,
        output=CardOutput(classes, tensors=outputs),
    )
    return card, _unsure(graph, given, pictures)


def _unsure(graph: Any, given: list[Any], pictures: CardInput) -> dict[str, Message]:
    first = next((node.op_type for node in graph.node if given and given[0].name in node.input), "-")
    scaling = Message("draft.graph_scales" if first in _SCALING else "draft.graph_range", first=first)
    said = {
        "network.name": Message("draft.graph_name"),
        "input.colour": Message("draft.graph_colour"),
        "input.range": scaling,
        "output.tensors": Message("draft.graph_outputs"),
        "source.origin": Message("draft.origin"),
        "source.licence": Message("draft.licence"),
        "source.trained_on": Message("draft.trained_on"),
    }
    if len(given) != 1:
        said["input.name"] = Message("draft.graph_inputs", names=Listed([each.name for each in given]))
    if pictures.height is None:
        said["input.height"] = Message("draft.graph_size")
    return said


def _pictures(name: str | None, shape: tuple[int | str, ...]) -> CardInput:
    """Sides and colour of NCHW or NHWC pictures, where the shape says them."""
    if len(shape) != 4:
        return CardInput(name=name, fit="squash")
    first = shape[1] in (1, 3)
    channels = shape[1] if first else shape[3]
    height, width = (x if isinstance(x, int) else None for x in (shape[2:] if first else shape[1:3]))
    return CardInput(height, width, colour="grey" if channels == 1 else "rgb", fit="squash", name=name)


def _shape(each: Any) -> tuple[int | str, ...]:
    """Sizes; names or `?` for those that are free."""
    sides = each.type.tensor_type.shape.dim
    return tuple(side.dim_value or side.dim_param or "?" for side in sides)


def _graph(file: Path) -> Any:
    import onnx

    try:
        return onnx.load(str(file), load_external_data=False).graph
    except Exception as error:  # protobuf has an error of its own for every cause
        told = Message("weights.no_graph", file=file, reason=str(error))
        raise EngineError(told, code="engine.model") from error
