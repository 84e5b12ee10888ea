"""The forms of what is sent and answered, as JSON Schema, by the names that the calls refer to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from huoyan.serve.protocols.options import LONGEST_S, MOST_TOP, TOP
from huoyan.serve.protocols.v2.datatypes import BYTES, NUMBERS
from huoyan.words import Lang, Message

Schema = dict[str, Any]
# The words of a key in the language of the description.
Told = Callable[[str], str]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def table(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object with these values; the answers may hold more in later versions."""
    made: Schema = {"type": "object", "properties": properties}
    return {**made, "required": list(required)} if required else made


def schemas(lang: Lang) -> Mapping[str, Schema]:
    """By name."""

    def told(key: str) -> str:
        return Message(f"openapi.{key}").told(lang)

    return {**_errors(told), **_results(told), **_pictures(told), **_tensors(told), **_models()}


def options() -> dict[str, Schema]:
    """What may be asked beside a picture, see `protocols.options`."""
    return {
        "top": {"type": "integer", "minimum": 1, "maximum": MOST_TOP, "default": TOP},
        "threshold": SHARE,
        "timeout_s": {"type": "number", "minimum": 0.001, "maximum": LONGEST_S},
    }


def _errors(told: Told) -> Mapping[str, Schema]:
    return {
        "Reason": table(("code", "message"), code=TEXT, message=TEXT),
        "Error": {**table(("error",), error=ref("Reason")), "description": told("error")},
        "TextError": {**table(("error",), error=TEXT), "description": told("text_error")},
    }


def _results(told: Told) -> Mapping[str, Schema]:
    """What is answered to pictures by our own call and by that of Hugging Face."""
    box = table(("xmin", "ymin", "xmax", "ymax"), xmin=NUMBER, ymin=NUMBER, xmax=NUMBER, ymax=NUMBER)
    found = table(("label", "score", "box"), label=TEXT, score=SHARE, box=box)
    return {
        "LabelScore": table(("label", "score"), label=TEXT, score=SHARE),
        "Detection": {**found, "description": told("box")},
        "Value": table(("label", "value"), label=TEXT, value=NUMBER, low=NUMBER, high=NUMBER),
        "Answer": {**_answer(), "description": told("answer")},
        "HubAnswer": {"type": "array", "description": told("hub_answer")},
    }


def _answer() -> Schema:
    """Of one picture, or in `answers` of several."""
    of_picture = {
        "source": TEXT,
        "labels": listed(ref("LabelScore")),
        "chosen": listed(TEXT),
        "detections": listed(ref("Detection")),
        "values": listed(ref("Value")),
        "answer": {"type": "string", "enum": ["good", "defect"]},
        "score": NUMBER,
        "threshold": NUMBER,
        "peak": table(("x", "y"), x=NUMBER, y=NUMBER),
        "whole": NUMBER,
        "width": {"type": "integer"},
        "height": {"type": "integer"},
        "times": table(("decode", "queue", "model"), decode=NUMBER, queue=NUMBER, model=NUMBER),
        "batch": {"type": "integer"},
    }
    of_request = {"id": TEXT, "model": TEXT, "version": TEXT, "task": TEXT, "total_ms": NUMBER}
    answers = listed(table(**of_picture, error=ref("Reason")))
    return table(tuple(of_request), **of_request, **of_picture, answers=answers)


def _pictures(told: Told) -> Mapping[str, Schema]:
    """What is sent to these calls, where it is no picture as it is."""
    encoded = {"type": "string", "contentEncoding": "base64"}
    sent = table(image=encoded, images=listed(encoded), url=TEXT, urls=listed(TEXT), **options())
    parameters = table(top_k=options()["top"], threshold=SHARE)
    form = table(image=listed({"type": "string", "format": "binary"}), **options())
    return {
        "Pictures": {**sent, "description": told("pictures")},
        "HubPictures": table(("inputs",), inputs=encoded, parameters=parameters),
        "Form": {**form, "description": told("form")},
    }


def _tensors(told: Told) -> Mapping[str, Schema]:
    """What is sent and answered by the Open Inference Protocol."""
    described = _described()
    tensor = {**described["properties"], "parameters": ref("Parameters"), "data": {"type": "array"}}
    return {
        "Datatype": {"type": "string", "enum": [BYTES, *NUMBERS]},
        "Parameters": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
        "Described": described,
        "Tensor": {**table(tuple(described["required"]), **tensor), "description": told("tensor")},
        "InferRequest": table(
            ("inputs",),
            id=TEXT,
            parameters=ref("Parameters"),
            inputs={**listed(ref("Tensor")), "minItems": 1, "maxItems": 1},
            outputs=listed(table(("name",), name=TEXT, parameters=ref("Parameters"))),
        ),
        "InferAnswer": table(
            ("model_name", "model_version", "outputs"),
            model_name=TEXT,
            model_version=TEXT,
            id=TEXT,
            parameters=ref("Parameters"),
            outputs=listed(ref("Tensor")),
        ),
    }


def _described() -> Schema:
    shape = listed({"type": "integer", "minimum": -1})
    return table(("name", "datatype", "shape"), name=TEXT, datatype=ref("Datatype"), shape=shape)


def _models() -> Mapping[str, Schema]:
    """What a server says of itself and of its models."""
    described = listed(ref("Described"))
    model = {
        "name": TEXT,
        "versions": listed(TEXT),
        "platform": TEXT,
        "inputs": described,
        "outputs": described,
    }
    server = {"name": TEXT, "version": TEXT, "extensions": listed(TEXT)}
    return {
        "Model": table(tuple(model), **model),
        "Names": table(("models",), models=listed(table(("name", "version"), name=TEXT, version=TEXT))),
        "Server": table(tuple(server), **server),
    }
