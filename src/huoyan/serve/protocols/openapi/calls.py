"""Every call of a server, as OpenAPI describes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huoyan.serve.protocols.openapi import examples
from huoyan.serve.protocols.openapi.schemas import TEXT, Schema, listed, options, ref, table
from huoyan.serve.protocols.v2.framing import HEADER
from huoyan.words import Lang, Message

Call = dict[str, Any]
BINARY: Schema = {"type": "string", "format": "binary"}
# What a body may be called that is a picture as it is.
PICTURES = ("image/jpeg", "image/png", "application/octet-stream")
MODEL_EXAMPLE = "pets"


class Calls:
    """In one language."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def all(self) -> Mapping[str, Mapping[str, Call]]:
        """By path and method."""
        version = [self._path("model"), self._path("version")]
        model = version[:1]
        return {
            "/predict": {"post": self._predict([self._model(), *self._options()])},
            "/models/{model}/predict": {"post": self._predict([*model, *self._options()])},
            "/models": {"get": self._told("models", ref("Names"), refusals="Error")},
            "/models/{model}": {"get": self._card(model), "post": self._hub(model)},
            "/": {"get": self._page(), "post": self._hub([])},
            "/models/{model}/reload": {"post": self._reload(model)},
            "/v2": {"get": self._told("v2_server", ref("Server"))},
            "/v2/health/live": {"get": self._told("v2_live", table(("live",), live={"type": "boolean"}))},
            "/v2/health/ready": {"get": self._ready("v2_ready")},
            "/v2/models": {"get": self._told("v2_models", table(("models",), models=listed(TEXT)))},
            "/v2/repository/index": {"post": self._told("v2_index", listed({"type": "object"}))},
            **self._of_model("/v2/models/{model}", model),
            **self._of_model("/v2/models/{model}/versions/{version}", version),
            "/livez": {"get": self._told("livez", {"type": "object"}, refusals="Error")},
            "/readyz": {"get": self._ready("readyz", refusals="Error")},
            "/metrics": {"get": self._metrics()},
        }

    def _of_model(self, path: str, parameters: list[Call]) -> Mapping[str, Mapping[str, Call]]:
        described = self._told("v2_model", ref("Model"), parameters, example=examples.MODEL)
        return {
            path: {"get": described},
            f"{path}/ready": {"get": self._told("v2_model_ready", {"type": "object"}, parameters)},
            f"{path}/infer": {"post": self._infer(parameters)},
        }

    def _predict(self, parameters: list[Call]) -> Call:
        content = {kind: {"schema": BINARY} for kind in PICTURES}
        content["multipart/form-data"] = {"schema": ref("Form")}
        content["application/json"] = {"schema": ref("Pictures"), "example": {"image": examples.BASE64}}
        body = {"required": True, "content": content}
        return self._told(
            "predict", ref("Answer"), parameters, body, example=examples.ANSWER, refusals="Error"
        )

    def _hub(self, parameters: list[Call]) -> Call:
        content = {kind: {"schema": BINARY} for kind in PICTURES}
        asked = {"inputs": examples.BASE64, "parameters": {"top_k": 2}}
        content["application/json"] = {"schema": ref("HubPictures"), "example": asked}
        body = {"required": True, "content": content}
        return self._told(
            "hub", ref("HubAnswer"), parameters, body, example=examples.LABELS, refusals="Error"
        )

    def _card(self, parameters: list[Call]) -> Call:
        return self._told("card", {"type": "object"}, parameters, refusals="Error")

    def _reload(self, parameters: list[Call]) -> Call:
        answer = table(("model", "version"), model=TEXT, version=TEXT)
        example = {"model": MODEL_EXAMPLE, "version": "2"}
        return self._told("reload", answer, parameters, example=example, refusals="Error")

    def _infer(self, parameters: list[Call]) -> Call:
        header = {
            "name": HEADER,
            "in": "header",
            "schema": {"type": "integer", "minimum": 0},
            "description": self._words("json_length"),
        }
        content = {
            "application/json": {"schema": ref("InferRequest"), "example": examples.INFER},
            "application/octet-stream": {"schema": BINARY},
        }
        body = {"required": True, "content": content}
        call = self._told(
            "v2_infer", ref("InferAnswer"), [*parameters, header], body, example=examples.INFERRED
        )
        call["responses"]["200"]["content"]["application/octet-stream"] = {"schema": BINARY}
        return call

    def _ready(self, name: str, refusals: str = "TextError") -> Call:
        call = self._told(name, table(("ready",), ready={"type": "boolean"}), refusals=refusals)
        call["responses"]["503"] = {**call["responses"]["200"], "description": self._words("not_ready")}
        return call

    def _page(self) -> Call:
        call = self._told("page", TEXT, refusals="Error")
        call["responses"]["200"]["content"] = {"text/html": {"schema": TEXT}}
        return call

    def _metrics(self) -> Call:
        call = self._told("metrics", TEXT, refusals="Error")
        call["responses"]["200"]["content"] = {"text/plain": {"schema": TEXT}}
        return call

    def _told(
        self,
        name: str,
        answer: Schema,
        parameters: list[Call] | None = None,
        body: Call | None = None,
        *,
        example: Any = None,
        refusals: str = "TextError",
    ) -> Call:
        """A call that is named and described by the words of `name`."""
        content = {"schema": answer} if example is None else {"schema": answer, "example": example}
        refused = {"application/json": {"schema": ref(refusals)}}
        call: Call = {
            "summary": self._words(f"{name}.summary"),
            "description": self._words(f"{name}.more"),
            "tags": [name.partition("_")[0] if name.startswith("v2") else name],
            "parameters": parameters or [],
            "responses": {
                "200": {"description": self._words("answered"), "content": {"application/json": content}},
                "default": {"description": self._words("refused"), "content": refused},
            },
        }
        return call if body is None else {**call, "requestBody": body}

    def _path(self, name: str) -> Call:
        example = MODEL_EXAMPLE if name == "model" else "1"
        return {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
            "description": self._words(f"{name}_in_path"),
            "example": example,
        }

    def _model(self) -> Call:
        return {
            "name": "model",
            "in": "query",
            "schema": TEXT,
            "description": self._words("model_in_query"),
            "example": MODEL_EXAMPLE,
        }

    def _options(self) -> list[Call]:
        return [
            {"name": name, "in": "query", "schema": schema, "description": self._words(name)}
            for name, schema in options().items()
        ]

    def _words(self, key: str) -> str:
        return Message(f"openapi.{key}").told(self._lang)
