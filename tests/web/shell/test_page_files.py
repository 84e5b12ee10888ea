"""The files of a page over HTTP: whole, of the right kind, sent once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from huoyan.serve.page.page import ROOMS, WORDS, trying_page
from huoyan.web.access.headers import SecurityHeaders
from huoyan.web.shell.files import page_files
from huoyan.words.catalogue import PHRASES

FILES = page_files(ROOMS, WORDS)
TEXTS = {name: file.content.decode() for name, file in FILES.items()}


@pytest.fixture
def client() -> TestClient:
    return TestClient(SecurityHeaders(Starlette(routes=trying_page())))


def test_the_page_and_all_that_it_names_are_there_with_their_kinds(client: TestClient):
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    named = re.findall(r'(?:src|href)="(page/[^"]+)"', page.text)
    assert "page/page.js" in named
    kinds = {name: client.get(f"/{name}").headers["content-type"].partition(";")[0] for name in named}
    for name, kind in kinds.items():
        wanted = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
        assert kind == wanted[name.rpartition(".")[2]], name


def test_every_module_imports_what_is_there():
    for name, text in TEXTS.items():
        for other in re.findall(r'^import .*from "\./([^"]+)"', text, re.MULTILINE):
            assert other in FILES, f"{name} imports {other}"


def test_what_a_browser_has_is_not_sent_again(client: TestClient):
    first = client.get("/page/page.js")
    again = client.get("/page/page.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/page/page.js", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_page_that_is_not_sent_again_keeps_its_policy(client: TestClient):
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_a_name_that_is_no_part_of_the_page_is_not_found(client: TestClient):
    for name in ("page.py", "nothing.js", "%2e%2e/page.py", "..%2fpage.py", "__init__.py"):
        assert client.get(f"/page/{name}").status_code == 404, name


def test_the_policy_lets_nothing_in_from_elsewhere_and_the_markup_needs_no_exception(client: TestClient):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    markup = TEXTS["index.html"]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", markup)
    for name, text in TEXTS.items():
        outside = re.findall(r"https?://[\w.]+", text)
        assert all(each == "http://www.w3.org" for each in outside), (name, outside)


def test_everything_that_the_page_says_is_a_phrase_in_both_languages():
    words = json.loads(TEXTS["words.json"])
    said = {
        key
        for name, text in TEXTS.items()
        if name.endswith((".js", ".html")) and name != "report.js"
        for key in re.findall(r'(?:say\(|data-(?:words|label|hint)=)"([a-z_.]+)"', text)
    }
    assert len(said) > 40
    for lang in ("en", "zh"):
        assert said <= words[lang].keys(), said - words[lang].keys()
    assert words["zh"]["try.choose"] == PHRASES["try.choose"][1]


def test_no_file_of_a_room_hides_one_of_another():
    names = [path.name for room in ROOMS for path in Path(room).iterdir() if path.suffix == ".js"]
    assert len(names) == len(set(names))
