"""The description of all calls, for programs: OpenAPI 3.1."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from huoyan.serve.protocols.openapi.calls import Calls
from huoyan.serve.protocols.openapi.schemas import schemas
from huoyan.words import Lang, Message


@cache
def document(lang: Lang) -> dict[str, Any]:
    """The same for every server: it names no model. Not to be changed."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "huoyan",
            "version": version("huoyan"),
            "description": Message("openapi.about").told(lang),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": Calls(lang).all(),
        "components": {
            "schemas": schemas(lang),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
        "security": [{}, {"bearer": []}, {"key": []}],
    }
