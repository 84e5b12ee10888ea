"""The page that describes all calls, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from answering_server import answering
from browser import NEEDS_CHROMIUM
from making import colour_artifact
from pages import PHONE, chromium, faults, opened

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("models")
    colour_artifact(folder / "pets" / "model")
    with answering({"pets": folder / "pets"}) as found:
        yield f"{found}/docs"


def test_it_is_read_in_both_languages_and_asks_nobody_else(browser: Browser, address: str):
    with opened(browser, address) as shown:
        expect(shown.page.locator("h1")).to_have_text("Calls of this server")
        shown.page.locator(".language a").click()
        expect(shown.page.locator("h1")).to_have_text("本服务器的接口")
        assert [each for each in shown.requests if not each.startswith(address.removesuffix("docs"))] == []
        assert shown.errors == []
    with opened(browser, address, lang="zh-CN") as shown:
        expect(shown.page.locator("h1")).to_have_text("本服务器的接口")


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(browser: Browser, address: str, look: str):
    size = PHONE if look == "phone" else {"width": 1280, "height": 900}
    scheme = "dark" if look == "dark" else "light"
    with opened(browser, address, viewport=size, color_scheme=scheme) as shown:
        assert shown.overflow() <= 0
        assert faults(shown.page) == []
