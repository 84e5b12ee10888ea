"""The files of a page over HTTP: whole, of the right kind, sent once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from huoyan.browser import site
from huoyan.serve.page import page as try_page
from huoyan.watch.page import routes as watch_page
from huoyan.web.access.headers import SecurityHeaders
from huoyan.web.shell.files import SHELL, page_files
from huoyan.web.trying.files import TRYING, trying_files
from huoyan.words.catalogue import PHRASES

FILES = trying_files(try_page.ROOMS, try_page.WORDS)
TEXTS = {name: file.content.decode() for name, file in FILES.items()}
# Each page and the rooms that it is made of.
PAGES = {
    "try": (FILES, (SHELL, TRYING, TRYING / "views", *try_page.ROOMS)),
    "site": (trying_files((site.PAGE,), site.WORDS), (SHELL, TRYING, TRYING / "views", site.PAGE)),
    "watch": (page_files(watch_page.ROOMS, watch_page.WORDS), (SHELL, *watch_page.ROOMS)),
}


@pytest.fixture
def client() -> TestClient:
    return TestClient(SecurityHeaders(Starlette(routes=try_page.trying_page())))


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


@pytest.mark.parametrize("page", PAGES)
def test_every_module_imports_what_is_there_and_every_module_is_imported(page: str):
    files, _ = PAGES[page]
    imported = {"page.js", "report.js"}
    for name, file in files.items():
        for other in re.findall(r'^import .*from "\./([^"]+)"', file.content.decode(), re.MULTILINE):
            assert other in files, f"{name} imports {other}"
            imported.add(other)
    assert {name for name in files if name.endswith(".js")} - imported == set()


@pytest.mark.parametrize("page", PAGES)
def test_the_markup_is_whole_and_starts_as_a_page(page: str):
    markup = PAGES[page][0]["index.html"].content.decode()
    assert markup.startswith("<!doctype html>\n<html lang=")
    assert markup.count("<main ") == markup.count("</main>") == markup.count("</html>") == 1
    assert "{%" not in markup
    for anchor in re.findall(r'<li[^>]*><a href="#([^"]+)"', markup):
        assert f'id="{anchor}"' in markup


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
    outside = ("page.py", "%2e%2e/page.py", "..%2fpage.py", "__init__.py", "trying_page.html")
    for name in ("nothing.js", *outside):
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


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_a_page_says_is_a_phrase_in_both_languages(page: str):
    files, _ = PAGES[page]
    words = json.loads(files["words.json"].content)
    said = {
        key
        for name, file in files.items()
        if name.endswith((".js", ".html")) and name != "report.js"
        for key in re.findall(r'(?:say\(|data-(?:words|label|hint)=)"([a-z_.]+)"', file.content.decode())
    }
    assert len(said) > 30
    for lang in ("en", "zh"):
        assert said <= words[lang].keys(), said - words[lang].keys()
    assert words["zh"]["shell.skip"] == PHRASES["shell.skip"][1]


@pytest.mark.parametrize("page", PAGES)
def test_no_file_of_a_room_hides_one_of_another(page: str):
    kinds = {".js", ".css", ".svg"}
    names = [path.name for room in PAGES[page][1] for path in Path(room).iterdir() if path.suffix in kinds]
    assert len(names) == len(set(names))
