"""The description of all calls: whole, in both languages, and true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from answering_server import answering, call
from huoyan.serve.app import application
from huoyan.serve.engine import Shelf
from huoyan.serve.life.reloading import Reloading
from huoyan.serve.protocols.openapi.document import document
from huoyan.serve.protocols.openapi.page import page
from huoyan.serve.serving import Serving
from making import colour_artifact

# What a browser loads, not what a program calls.
OF_PAGES = {("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/page/{name}")}
CALLS = [(method.upper(), path) for path, methods in document("en")["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("models")
    colour_artifact(folder / "pets" / "model")
    with answering({"pets": folder / "pets"}) as found:
        yield found


def test_every_call_of_the_server_is_described_and_no_other():
    serving = Serving()
    shelf = Shelf({}, serving)
    app: Any = application(shelf, serving, Reloading(shelf))
    while not hasattr(app, "routes"):
        app = next(inner for inner in vars(app).values() if callable(inner) and hasattr(inner, "__dict__"))
    there = {
        (method, each.path)
        for each in app.routes
        if isinstance(each, Route)
        for method in (each.methods or {"GET"}) - {"HEAD"}
    }
    shelf.close()
    assert there - OF_PAGES == set(CALLS)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_call_that_is_described_is_answered(address: str, method: str, path: str):
    version = call(f"{address}/v2/models/pets").json()["versions"][0]  # each reload counts
    made = path.format(model="pets", version=version)
    answer = call(address + made, b"" if method == "POST" else None, method)
    assert answer.status not in (404, 405)
    assert answer.status < 500


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_document_and_page_are_had_in_both_languages(address: str, lang: str):
    found = call(f"{address}/openapi.json?lang={lang}").json()
    assert found["openapi"] == "3.1.0"
    shown = call(f"{address}/docs", Accept_Language="zh-CN,zh;q=0.9" if lang == "zh" else "en")
    title = {"en": "Calls of this server", "zh": "本服务器的接口"}[lang]
    assert f"<h1>{title}</h1>" in shown.body.decode()
    assert ("Pictures" in found["info"]["description"]) == (lang == "en")


def test_the_page_loads_nothing_from_elsewhere_and_what_it_loads_is_there(address: str):
    text = page("en")
    assert "<style" not in text
    assert not re.search(r"\son\w+=|style=|javascript:", text)
    loaded = re.findall(r'(?:src|href)="([^"#?]+)"', text)
    assert loaded
    for each in loaded:
        assert "//" not in each
        assert call(f"{address}/{each}").status == 200


def test_every_call_of_the_page_has_an_example_and_its_links_lead_to_calls():
    text = page("en")
    anchors = set(re.findall(r'href="#([^"]+)"', text))
    assert anchors <= set(re.findall(r'id="([^"]+)"', text))
    assert text.count("curl http://127.0.0.1:8000") == text.count("<section")


def test_references_of_the_document_lead_to_schemas():
    found = document("en")
    names = set(re.findall(r"#/components/schemas/(\w+)", str(found)))
    assert names
    assert names <= set(found["components"]["schemas"])


def test_where_keys_are_asked_for_the_description_is_had_without_one(tmp_path: Path):
    from huoyan.serve.app import PUBLIC

    assert PUBLIC.holds("GET", "/docs")
    assert PUBLIC.holds("GET", "/openapi.json")
    assert not PUBLIC.holds("POST", "/predict")
