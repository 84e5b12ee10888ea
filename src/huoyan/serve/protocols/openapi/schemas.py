"""The forms of what is sent and answered, as JSON Schema, by the names that the calls refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huoyan.serve.protocols.options import LONGEST_S, MOST_TOP, TOP
from huoyan.serve.protocols.v2.datatypes import BYTES, NUMBERS
from huoyan.words import Lang, Message

Schema = dict[str, Any]
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
    def told(key: str) -> str:
        return Message(f"openapi.{key}").told(lang)

    box = table(("xmin", "ymin", "xmax", "ymax"), xmin=NUMBER, ymin=NUMBER, xmax=NUMBER, ymax=NUMBER)
    shape = listed({"type": "integer", "minimum": -1})
    described = table(("name", "datatype", "shape"), name=TEXT, datatype=ref("Datatype"), shape=shape)
    tensor = {**described["properties"], "parameters": ref("Parameters"), "data": {"type": "array"}}
    result = {
        "labels": listed(ref("LabelScore")),
        "chosen": listed(TEXT),
        "detections": listed(ref("Detection")),
        "values": listed(ref("Value")),
        "width": {"type": "integer"},
        "height": {"type": "integer"},
        "times": table(("decode", "queue", "model"), decode=NUMBER, queue=NUMBER, model=NUMBER),
        "batch": {"type": "integer"},
    }
    one = {"source": TEXT, **result, "error": ref("Reason")}
    asked = table(
        id=TEXT, model=TEXT, version=TEXT, task=TEXT, total_ms=NUMBER, source=TEXT, **result,
        answers=listed(table(**one)),
    )  # fmt: skip
    return {
        "Reason": table(("code", "message"), code=TEXT, message=TEXT),
        "Error": {**table(("error",), error=ref("Reason")), "description": told("error")},
        "TextError": {**table(("error",), error=TEXT), "description": told("text_error")},
        "LabelScore": table(("label", "score"), label=TEXT, score=SHARE),
        "Detection": {
            **table(("label", "score", "box"), label=TEXT, score=SHARE, box=box),
            "description": told("box"),
        },
        "Value": table(("label", "value"), label=TEXT, value=NUMBER, low=NUMBER, high=NUMBER),
        "Answer": {
            **asked,
            "required": ["id", "model", "version", "task", "total_ms"],
            "description": told("answer"),
        },
        "HubAnswer": {"type": "array", "description": told("hub_answer")},
        "Pictures": {**_pictures(), "description": told("pictures")},
        "HubPictures": _hub_pictures(),
        "Form": {
            **table(image=listed({"type": "string", "format": "binary"}), **options()),
            "description": told("form"),
        },
        "Datatype": {"type": "string", "enum": [BYTES, *NUMBERS]},
        "Parameters": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
        "Described": described,
        "Tensor": {**table(("name", "datatype", "shape"), **tensor), "description": told("tensor")},
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
        "Model": table(
            ("name", "versions", "platform", "inputs", "outputs"),
            name=TEXT,
            versions=listed(TEXT),
            platform=TEXT,
            inputs=listed(ref("Described")),
            outputs=listed(ref("Described")),
        ),
        "Names": table(("models",), models=listed(table(("name", "version"), name=TEXT, version=TEXT))),
        "Server": table(("name", "version", "extensions"), name=TEXT, version=TEXT, extensions=listed(TEXT)),
    }


def options() -> dict[str, Schema]:
    """What may be asked beside a picture, see `protocols.options`."""
    return {
        "top": {"type": "integer", "minimum": 1, "maximum": MOST_TOP, "default": TOP},
        "threshold": SHARE,
        "timeout_s": {"type": "number", "minimum": 0.001, "maximum": LONGEST_S},
    }


def _pictures() -> Schema:
    picture = {"type": "string", "contentEncoding": "base64"}
    return table(image=picture, images=listed(picture), url=TEXT, urls=listed(TEXT), **options())


def _hub_pictures() -> Schema:
    parameters = table(top_k=options()["top"], threshold=SHARE)
    return table(("inputs",), inputs={"type": "string", "contentEncoding": "base64"}, parameters=parameters)
