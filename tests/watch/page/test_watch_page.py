"""The page of a watch in a real browser: live picture, alarms, counts, places drawn by hand and key."""

from __future__ import annotations

import re
import shlex
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from answering_server import call
from browser import NEEDS_CHROMIUM
from huoyan.errors import ServeError, UsageError
from huoyan.watch.asked import Asked
from huoyan.watch.page.page import open_page
from huoyan.watch.page.shown import Shown
from huoyan.watch.rules.places.written import parse_line, parse_zone
from huoyan.web.access.keys import add_key
from pages import PHONE, Opened, chromium, faults, opened
from watched_page import SCENE, made_watcher, time_of_day, watched

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with watched() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def seen(browser: Browser, address: str) -> Iterator[Opened]:
    with opened(browser, address) as found:
        found.page.wait_for_selector("html[data-ready]")
        yield found


def click_at(page: Page, *points: tuple[float, float]) -> None:
    """Fractions of the picture."""
    for x, y in points:
        box = page.locator("#surface").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def flags(page: Page) -> list[str]:
    return shlex.split(page.locator("#flag-text").inner_text())


def test_the_picture_goes_on_with_the_things_that_are_followed(seen: Opened):
    assert seen.text("h1") == "gate.mp4"
    screen = seen.page.locator("#screen")
    expect(screen).to_have_attribute("aria-label", re.compile("Live picture: thing #1, thing #2, thing #3"))
    first = seen.text("#moment")
    expect(seen.page.locator("#moment")).not_to_have_text(first)
    seen.page.click("#pause")
    expect(seen.page.locator("#pause")).to_have_text("Go on")
    assert seen.errors == []


def test_boxes_are_drawn_where_the_things_are_and_can_be_left_out(seen: Opened):
    expect(seen.page.locator("#screen")).to_have_attribute("aria-label", re.compile("thing"))
    seen.page.click("#pause")
    seen.page.wait_for_timeout(500)
    coloured = """() => {
      const canvas = document.getElementById("screen");
      const bytes = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      let n = 0;
      for (let at = 0; at < bytes.length; at += 4) {
        const [r, g, b] = [bytes[at], bytes[at + 1], bytes[at + 2]];
        if (Math.max(r, g, b) - Math.min(r, g, b) > 60) n += 1;
      }
      return n;
    }"""
    for name in ("trails", "places"):
        seen.page.uncheck(f"#show-{name}")
    assert seen.page.evaluate(coloured) > 500
    seen.page.uncheck("#show-boxes")
    assert seen.page.evaluate(coloured) == 0  # the film is grey


def test_alarms_come_with_pictures_that_can_be_enlarged(seen: Opened):
    first = seen.page.locator("#alarm-list li").first
    expect(first).to_contain_text("gate crosses thing down", timeout=30_000)
    first.locator("button").click()
    expect(seen.page.locator("#large")).to_be_visible()
    assert seen.page.evaluate("document.getElementById('large-picture').naturalWidth") == 320
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator("#large")).to_be_hidden()


def test_counts_are_told_in_a_table_and_over_time(seen: Opened):
    expect(seen.page.locator("#count-table tbody tr")).to_have_count(4)
    row = seen.page.locator("#count-table tr", has_text="down")
    expect(row).to_contain_text(re.compile(r"gate\s*down\s*[1-9]\d*\s*thing [1-9]"), timeout=30_000)
    chart = seen.page.locator("#chart svg")
    expect(chart).to_have_attribute("aria-label", re.compile(r"gate down: [1-9]"), timeout=30_000)


def test_a_zone_drawn_by_mouse_is_a_flag_that_huoyan_takes(seen: Opened):
    seen.page.click("#draw-zone")
    click_at(seen.page, (0.2, 0.2), (0.7, 0.25), (0.6, 0.8), (0.2, 0.2))
    flag, value = flags(seen.page)
    assert flag == "--zone"
    zone = parse_zone(value)
    assert zone.name == "zone1"
    assert np.allclose(zone.corners, [(0.2, 0.2), (0.7, 0.25), (0.6, 0.8)], atol=0.003)


def drag(page: Page, *points: tuple[float, float]) -> None:
    """Pressed at the first, let go at the last; fractions of the picture."""
    box = page.locator("#surface").bounding_box()
    assert box is not None
    for n, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        if n == 0:
            page.mouse.down()
    page.mouse.up()


def test_a_line_is_drawn_by_a_drag_as_well_as_by_two_clicks(seen: Opened):
    seen.page.click("#draw-line")
    drag(seen.page, (0.1, 0.4), (0.5, 0.6), (0.7, 0.4))
    line = parse_line(flags(seen.page)[1])
    assert np.allclose((line.start, line.end), [(0.1, 0.4), (0.7, 0.4)], atol=0.003)


def test_a_click_of_a_hand_that_trembles_is_one_point(seen: Opened):
    seen.page.click("#draw-line")
    drag(seen.page, (0.3, 0.3), (0.302, 0.301))
    expect(seen.page.locator("#flags")).to_be_hidden()
    click_at(seen.page, (0.8, 0.3))
    line = parse_line(flags(seen.page)[1])
    assert np.allclose((line.start, line.end), [(0.3, 0.3), (0.8, 0.3)], atol=0.005)


def test_a_line_drawn_by_keys_has_a_name_of_ones_own(seen: Opened):
    page = seen.page
    page.focus("#draw-line")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.type("大门")
    flag, value = flags(page)
    line = parse_line(value)
    assert (flag, line.name, line.start, line.end) == ("--line", "大门", (0.49, 0.5), (0.79, 0.49))
    page.keyboard.press("Control+A")
    page.keyboard.type("not a name")
    expect(page.locator("#draw-problem")).to_contain_text("A name has letters, digits, _ and -")
    expect(page.locator("#flags")).to_be_hidden()


def test_a_zone_whose_edges_would_cross_is_not_taken(seen: Opened):
    seen.page.click("#draw-zone")
    click_at(seen.page, (0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.5, 0.05))
    expect(seen.page.locator("#draw-problem")).to_contain_text("may not cross")
    seen.page.click("#draw-done")
    parse_zone(flags(seen.page)[1])


def test_a_finger_draws_on_a_phone_and_nothing_is_wider_than_it(browser: Browser, address: str):
    with opened(browser, address, viewport=PHONE, has_touch=True) as phone:
        phone.page.wait_for_selector("html[data-ready]")
        phone.page.tap("#draw-line")
        box = phone.page.locator("#surface").bounding_box()
        assert box is not None
        for x in (0.25, 0.75):
            phone.page.touchscreen.tap(box["x"] + x * box["width"], box["y"] + 0.5 * box["height"])
        line = parse_line(flags(phone.page)[1])
        assert np.allclose((line.start, line.end), [(0.25, 0.5), (0.75, 0.5)], atol=0.01)
        assert phone.overflow() <= 0


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing(browser: Browser, address: str, look: str):
    size = PHONE if look == "phone" else {"width": 1280, "height": 900}
    scheme = "dark" if look == "dark" else "light"
    with opened(browser, address, viewport=size, color_scheme=scheme, lang="zh-CN") as page:
        page.page.wait_for_selector("#alarm-list li")
        page.page.click("#draw-line")
        click_at(page.page, (0.3, 0.3))
        assert faults(page.page) == []


def test_who_reads_chinese_reads_ways_in_chinese(browser: Browser, address: str):
    with opened(browser, address, lang="zh-CN") as page:
        expect(page.page.locator("#alarm-list li .what").first).to_contain_text(
            "越过 向下 thing", timeout=30_000
        )
        row = page.page.locator("#count-table tr", has_text="向下")
        expect(row).to_contain_text(re.compile(r"gate\s*向下\s*[1-9]"), timeout=30_000)
        chart = page.page.locator("#chart svg")
        expect(chart).to_have_attribute("aria-label", re.compile("yard 进入：[0-9]"), timeout=30_000)


def test_the_end_of_a_watch_is_said(browser: Browser):
    with ExitStack() as kept:
        with watched() as ending:
            page = kept.enter_context(opened(browser, ending))
            page.page.wait_for_selector("html[data-ready]")
        expect(page.page.locator("#problem")).to_contain_text(re.compile("The watch is over|gives no answer"))


def test_with_keys_nothing_is_seen_without_one(browser: Browser, tmp_path: Path):
    key = add_key(tmp_path / "keys.txt", "guard")
    with watched(keys=tmp_path / "keys.txt") as address, opened(browser, address) as page:
        for path in ("now", "alarms", "alarms/1.jpg", "pictures/1.jpg", "counts"):
            assert call(f"{address}{path}").status == 401, path
        expect(page.page.locator("#key-form")).to_be_visible()
        page.page.fill("#key", key)
        page.page.keyboard.press("Enter")
        page.page.wait_for_selector("html[data-ready]")
        assert page.text("h1") == "gate.mp4"


def test_beyond_this_machine_a_page_needs_keys():
    shown = Shown("gate.mp4", made_watcher(SCENE), lambda pixels: pixels, time_of_day)
    with pytest.raises(UsageError, match="can be reached by other machines") as caught:
        open_page(shown, Asked(page=0, page_host="0.0.0.0"), print)
    assert "--no-auth" not in str(caught.value)  # a watch has no such flag


def test_a_port_that_is_taken_is_named_by_the_flag_of_the_watch():
    shown = Shown("gate.mp4", made_watcher(SCENE), lambda pixels: pixels, time_of_day)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"port {port} of 127\.0\.0\.1: .* Choose another --page "):
            open_page(shown, Asked(page=port), print)
