"""Pages of servers in a real browser, driven by Playwright: what they log, and what axe-core finds wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser import CHROMIUM

# Put there by .ci/run: npm install --prefix .npm axe-core
AXE = Path(__file__).parents[1] / ".npm" / "node_modules" / "axe-core" / "axe.min.js"
# A name that is not this machine's own to a browser, and leads here.
ELSEWHERE = "kiosk.test"
FLAGS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",
)
# The dialog itself is not opened: the driver does not always see it.
NO_DIALOG = """
document.getElementById("files").addEventListener("click", (event) => {
  event.preventDefault();
  document.body.dataset.asked = "";
})
"""
PHONE = {"width": 390, "height": 844}


@dataclass
class Opened:
    """A page, what it logged as wrong, and the addresses that it asked for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def overflow(self) -> int:
        """By how many pixels it is wider than its window."""
        found: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return found


def as_file(content: bytes, name: str = "red.png") -> dict[str, object]:
    """What an input for files is given."""
    return {"name": name, "mimeType": "image/png", "buffer": content}


def give(page: Page, *files: dict[str, object]) -> None:
    """Chooses files where a recogniser is tried, and waits until each has its answer."""
    page.set_input_files("#files", files)
    expect(page.locator(".answer")).to_have_count(len(files))
    expect(page.locator(".answer[aria-busy]")).to_have_count(0)


def asks_for_files(page: Page, key: str) -> None:
    """Presses a key, by which the dialog for files is to be opened."""
    page.evaluate(NO_DIALOG)
    page.keyboard.press(key)
    page.wait_for_selector("body[data-asked]")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, address: str, *, lang: str = "en-US", **context: Any) -> Iterator[Opened]:
    """A fresh profile on the page at `address`, once it is ready."""
    within = browser.new_context(
        locale=lang, **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **context}
    )
    found = Opened(within.new_page())
    found.page.set_default_timeout(60_000)
    found.page.on(
        "console", lambda said: found.errors.append(said.text) if said.type in ("error", "warning") else None
    )
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    found.page.on("request", lambda request: found.requests.append(request.url))
    found.page.goto(address)
    yield found
    within.close()


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong; the test is skipped where it is not installed."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm install --prefix .npm axe-core)")
    # Past the page's policy, which lets no script of others in.
    tools = page.context.new_cdp_session(page)
    run = (
        "axe.run().then(found => JSON.stringify(found.violations.map(v => [v.id, v.nodes.map(n => n.html)])))"
    )
    answer = tools.send(
        "Runtime.evaluate",
        {"expression": f"{AXE.read_text()};{run}", "awaitPromise": True, "returnByValue": True},
    )
    return [f"{name}: {nodes}" for name, nodes in json.loads(answer["result"]["value"])]
