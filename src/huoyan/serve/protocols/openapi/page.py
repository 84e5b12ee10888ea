"""The description of all calls, for people: one page without scripts of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from huoyan.report.shell.fill import filled
from huoyan.serve.protocols.openapi.document import document
from huoyan.words import LANGS, Lang, Message

PAGE = "page.html"


@dataclass(frozen=True, slots=True)
class Described:
    """A call as the page shows it. paths: all that it may be made with."""

    anchor: str
    method: str
    paths: tuple[str, ...]
    summary: str
    more: str
    parameters: tuple[tuple[str, str], ...]
    curl: str
    answer: str


@cache
def page(lang: Lang) -> str:
    context = {
        "lang": lang,
        "other": next(each for each in LANGS if each != lang),
        "calls": list(_calls(document(lang)["paths"])),
        "errors": document(lang)["components"]["schemas"]["Error"]["description"],
        "say": lambda key: marked(Message(key).told(lang)),
        "marked": marked,
    }
    return str(filled(PAGE, context, (Path(__file__).parent,)))


def marked(text: str) -> Markup:
    """What stands between backticks as code."""
    parts = [escape(each) for each in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(x) if at % 2 else x for at, x in enumerate(parts))


def _calls(paths: Mapping[str, Mapping[str, Any]]) -> Iterator[Described]:
    """Calls with the same words are one, with several paths."""
    together: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, methods in paths.items():
        for method, call in methods.items():
            together.setdefault(call["summary"], []).append((path, method, call))
    for at, same in enumerate(together.values()):
        path, method, call = same[0]
        yield Described(
            anchor=f"call-{at + 1}",
            method=method.upper(),
            paths=tuple(each for each, _, _ in same),
            summary=call["summary"],
            more=call["description"],
            parameters=tuple((each["name"], each["description"]) for each in call["parameters"]),
            curl=_curl(path, method, call),
            answer=_example(call["responses"]["200"]),
        )


def _curl(path: str, method: str, call: Mapping[str, Any]) -> str:
    address = path
    for each in call["parameters"]:
        if each["in"] == "path":
            address = address.replace("{" + each["name"] + "}", str(each["example"]))
    kinds = call.get("requestBody", {}).get("content", {})
    command = f"curl http://127.0.0.1:8000{address}"
    if "image/jpeg" in kinds:
        return f"{command} -H 'Content-Type: image/jpeg' --data-binary @picture.jpg"
    if "application/json" in kinds:
        return f"{command} --json '{json.dumps(kinds['application/json']['example'])}'"
    return command if method == "get" else f"{command} -X {method.upper()}"


def _example(response: Mapping[str, Any]) -> str:
    for content in response["content"].values():
        if "example" in content:
            return json.dumps(content["example"], indent=2, ensure_ascii=False)
    return ""
