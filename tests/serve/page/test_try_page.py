"""The page at / in a real browser: pictures in, answers, words of both languages, keys, camera, faults."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from answering_server import answering
from browser import NEEDS_CHROMIUM
from huoyan.web.access.keys import Key
from making import colour_artifact, encoded
from making_clip_models import mean_artifact
from making_detectors import bright_detector
from making_inspections import bright_defects
from making_numbers import colour_numbers
from making_watches import made_frames
from pages import ELSEWHERE, PHONE, Opened, as_file, asks_for_files, chromium, faults, give, opened
from videos import pattern

pytestmark = NEEDS_CHROMIUM
KEY = "hy_a-key-of-the-tests"
HOSTILE = ("<img src=x onerror=alert(1)>", "</script><b>bold", "'\"&amp;")


def plain(colour: tuple[int, int, int]) -> bytes:
    return encoded(Image.new("RGB", (60, 40), colour))


RED, GREEN = plain((230, 20, 20)), plain((20, 230, 20))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("served")
    colour_artifact(folder / "colours")
    colour_artifact(folder / "tags", multilabel=True)
    bright_detector(folder / "things")
    colour_numbers(folder / "numbers")
    bright_defects(folder / "parts")
    mean_artifact(folder / "clips")
    colour_artifact(folder / "hostile", labels=HOSTILE)
    names = ("colours", "tags", "things", "numbers", "parts", "clips", "hostile")
    return {name: folder / name for name in names}


@pytest.fixture(scope="module")
def address(models: dict[str, Path]) -> Iterator[str]:
    with answering(models) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def tried(browser: Browser, address: str) -> Iterator[Opened]:
    with opened(browser, address) as found:
        found.page.wait_for_selector("html[data-ready]")
        yield found


def test_a_picture_that_is_chosen_is_answered_with_its_scores(tried: Opened):
    give(tried.page, as_file(RED))
    assert tried.text(".answer h3") == "red"
    rows = tried.page.locator(".answer .scores li").all_inner_texts()
    assert [re.split(r"\s+", row.strip())[0] for row in rows] == ["red", "green", "blue"]
    assert float(rows[0].split()[1].rstrip("%")) > 90
    assert re.search(r"colours, version 1, decoded [\d.]+ ms", tried.text(".times"))
    expect(tried.page.locator("#status")).to_have_text(re.compile(r"red\.png: red \d"))
    assert tried.errors == []


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_that_is_dropped_or_pasted_is_answered(tried: Opened, kind: str):
    tried.page.evaluate(
        """([kind, content]) => {
          const data = new DataTransfer();
          const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
          data.items.add(new File([bytes], "green.png", { type: "image/png" }));
          const event = kind === "drop"
            ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
          document.getElementById("pictures").dispatchEvent(event);
        }""",
        [kind, base64.b64encode(GREEN).decode()],
    )
    expect(tried.page.locator(".answer h3")).to_have_text("green")


def test_what_holds_no_picture_is_said_so(tried: Opened):
    tried.page.evaluate(
        "document.dispatchEvent(new DragEvent('drop', {dataTransfer: new DataTransfer(), bubbles: true}))"
    )
    expect(tried.page.locator("#problem")).to_have_text("No picture was in what was dropped or pasted.")


def test_a_broken_file_has_the_servers_own_words_and_code_and_the_others_their_answers(tried: Opened):
    broken = {"name": "broken.png", "mimeType": "image/png", "buffer": RED[:-30]}
    give(tried.page, as_file(RED), broken, as_file(b"no picture", "words.png"))
    first, second, third = tried.page.locator(".answer").all()
    assert first.locator("h3").inner_text() == "red"
    assert second.locator("h3").inner_text() == third.locator("h3").inner_text() == "No answer"
    assert "image.truncated" in second.inner_text()
    assert "image.format" in third.inner_text()
    assert "JPEG, PNG, WebP" in third.locator(".why").inner_text()


def test_the_language_is_switched_with_all_that_is_shown_and_kept(tried: Opened):
    give(tried.page, as_file(RED))
    assert tried.page.get_attribute("html", "lang") == "en"
    tried.page.click("#language")
    assert tried.page.get_attribute("html", "lang") == "zh-Hans"
    assert tried.text("#choose") == "选择图片"
    assert "版本 1" in tried.text(".times")
    assert tried.text(".answer h3") == "red"  # the model's own word
    tried.page.reload()
    expect(tried.page.locator("#choose")).to_have_text("选择图片")
    tried.page.click("#language")
    expect(tried.page.locator("#choose")).to_have_text("Choose pictures")


def test_who_reads_chinese_is_answered_in_chinese_by_the_server_too(browser: Browser, address: str):
    with opened(browser, address, lang="zh-CN") as chinese:
        chinese.page.wait_for_selector("html[data-ready]")
        give(chinese.page, as_file(b"no picture"))
        assert chinese.text(".answer h3") == "没有回答"
        assert "不是能读取的图片" in chinese.text(".answer .why")


def test_earlier_answers_are_in_the_history_and_can_be_shown_again(tried: Opened):
    give(tried.page, as_file(RED))
    give(tried.page, as_file(GREEN, "green.png"))
    shots = tried.page.locator("#shots li")
    expect(shots).to_have_count(1)
    assert "red" in shots.first.inner_text()
    shots.first.locator("button").click()
    expect(tried.page.locator(".answer h3")).to_have_text("red")
    assert "green" in tried.page.locator("#shots li").inner_text()
    tried.page.click("#clear")
    expect(tried.page.locator("#history")).to_be_hidden()


def test_things_have_boxes_on_the_picture_and_a_row_each(tried: Opened):
    tried.page.select_option("#model", "things")
    expect(tried.page.locator("h1")).to_have_text("things")
    frame = next(iter(made_frames(1))).pixels
    give(tried.page, as_file(encoded(Image.fromarray(frame))))
    assert tried.text(".answer h3") == "Found: 3 × thing"
    assert tried.page.locator(".found li").count() == 3
    # The first thing lies at x 40..64, y 28..52 of 320 x 240; its frame has the colour of its class.
    edge = tried.page.evaluate(
        """() => {
          const canvas = document.querySelector(".seen canvas");
          const at = (x, y) => canvas.getContext("2d").getImageData(
            Math.round(x / 320 * canvas.width), Math.round(y / 240 * canvas.height), 1, 1).data;
          return [[...at(40, 40)], [...at(150, 120)]];
        }"""
    )
    assert np.abs(np.array(edge[0][:3]) - (255, 176, 0)).max() < 40, edge
    assert edge[1][3] == 0
    tried.page.locator("#least").fill("0.95")
    expect(tried.page.locator(".answer h3")).to_have_text("Nothing above this score.")
    assert tried.page.locator(".found li").count() == 0


@pytest.mark.parametrize("density", [1, 2, 3])
def test_boxes_lie_on_the_picture_on_dense_screens_too(browser: Browser, address: str, density: int):
    with opened(browser, address, viewport=PHONE, device_scale_factor=density) as phone:
        phone.page.wait_for_selector("html[data-ready]")
        phone.page.select_option("#model", "things")
        expect(phone.page.locator("h1")).to_have_text("things")
        give(phone.page, as_file(encoded(Image.fromarray(next(iter(made_frames(1))).pixels))))
        picture = phone.page.locator(".seen img").bounding_box()
        assert picture is not None
        assert phone.page.locator(".seen canvas").bounding_box() == pytest.approx(picture, abs=0.5)


def test_a_picture_unlike_good_ones_is_told_with_its_score_in_both_languages(tried: Opened):
    tried.page.select_option("#model", "parts")
    expect(tried.page.locator("h1")).to_have_text("parts")
    assert "It knows good pictures alone" in tried.text("#does")
    give(tried.page, as_file(RED))
    expect(tried.page.locator(".answer h3")).to_have_text("Unlike the good pictures")
    assert tried.text(".answer .value") == "0.902"
    give(tried.page, as_file(GREEN))
    expect(tried.page.locator(".answer h3")).to_have_text("Looks like the good pictures")
    tried.page.click("#language")
    expect(tried.page.locator(".answer h3")).to_have_text("与合格图片相像")
    assert tried.errors == []


def test_labels_above_their_thresholds_and_numbers_with_their_intervals(tried: Opened):
    tried.page.select_option("#model", "tags")
    expect(tried.page.locator("h1")).to_have_text("tags")
    give(tried.page, as_file(RED))
    assert "red" in tried.text(".answer h3")
    assert tried.page.locator(".answer .limit").first.inner_text() == "chosen from 0.5"
    tried.page.select_option("#model", "numbers")
    expect(tried.page.locator("h1")).to_have_text("numbers")
    give(tried.page, as_file(RED))
    low, high = re.findall(r"90% interval ([\d.]+) – ([\d.]+)", tried.text(".quantity >> nth=0"))[0]
    assert float(high) - float(low) == pytest.approx(3.0, abs=0.01)
    assert float(tried.text(".quantity .value >> nth=0")) == pytest.approx(
        (float(low) + float(high)) / 2, 0.01
    )


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed (apt install ffmpeg)")
def test_a_model_of_clips_takes_videos(tried: Opened, tmp_path: Path):
    tried.page.select_option("#model", "clips")
    expect(tried.page.locator("#choose")).to_have_text("Choose clips")
    expect(tried.page.locator("#camera")).to_be_hidden()
    film = pattern(tmp_path / "wave.avi", "-c:v", "mjpeg")
    given = {"name": "wave.avi", "mimeType": "video/x-msvideo", "buffer": film.read_bytes()}
    give(tried.page, given, as_file(RED))
    clip, picture = tried.page.locator(".answer").all()
    assert clip.locator(".scores li").count() > 1
    assert "video.picture" in picture.inner_text()


def test_of_two_models_chosen_quickly_the_later_one_is_asked(tried: Opened):
    held: list[Route] = []
    tried.page.route("**/models/things", lambda route: held.append(route))  # noqa: PLW0108
    tried.page.select_option("#model", "things")
    tried.page.select_option("#model", "tags")
    expect(tried.page.locator("h1")).to_have_text("tags")
    with tried.page.expect_response("**/models/things"):
        held[0].continue_()
    give(tried.page, as_file(RED))
    assert "tags, version 1" in tried.text(".times")
    expect(tried.page.locator("h1")).to_have_text("tags")


def test_names_of_others_are_text_and_never_markup(tried: Opened):
    tried.page.select_option("#model", "hostile")
    expect(tried.page.locator("h1")).to_have_text("hostile")
    give(tried.page, as_file(RED, "<i>red</i>.png"))
    assert tried.text(".answer h3") == HOSTILE[0]
    assert tried.page.locator(".labels li").all_inner_texts() == list(HOSTILE)
    assert "<i>red</i>.png" in tried.text(".answer .said .path >> nth=0")
    assert tried.page.locator("main b, main img[src=x], .path i").count() == 0
    assert tried.errors == []


def test_beside_it_stands_what_the_model_is(tried: Opened):
    card = tried.text("#card")
    for told in (
        "one class for a picture",
        "learnt from your pictures alone",
        "1,000,000",
        "16 × 16 × 3",
        "red",
        "green",
        "blue",
    ):
        assert told in card
    assert "No figures lie beside this model" in card
    assert f"'{tried.page.url}predict?model=colours'" in tried.text("#programs")


def test_the_program_that_it_shows_gives_the_same_answer(tried: Opened, tmp_path: Path):
    (tmp_path / "picture.jpg").write_bytes(encoded(Image.new("RGB", (60, 40), (230, 20, 20)), "JPEG"))
    program = tried.page.locator("#programs pre").nth(1).inner_text()
    said: list[dict[str, object]] = []
    code = program.replace('"picture.jpg"', repr(str(tmp_path / "picture.jpg"))).replace(
        "print(", "said.append("
    )
    exec(code, {"said": said})
    assert said[0]["chosen"] == ["red"]


def test_everything_can_be_done_with_the_keyboard(tried: Opened):
    page = tried.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "choose":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    asks_for_files(page, "Enter")
    give(page, as_file(RED))
    assert tried.text(".answer h3") == "red"


def test_a_phone_shows_all_of_it_and_fingers_find_the_buttons(browser: Browser, address: str):
    with opened(browser, address, viewport=PHONE, has_touch=True) as phone:
        phone.page.wait_for_selector("html[data-ready]")
        give(phone.page, as_file(RED, "a-very-long-name-without-any-blank-" * 4 + ".png"))
        assert phone.overflow() <= 0
        for name in ("#choose", "#camera"):
            box = phone.page.locator(name).bounding_box()
            assert box is not None
            assert box["height"] >= 44


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing(browser: Browser, address: str, look: str):
    size = PHONE if look == "phone" else {"width": 1280, "height": 900}
    scheme = "dark" if look == "dark" else "light"
    with opened(browser, address, viewport=size, color_scheme=scheme) as page:
        page.page.wait_for_selector("html[data-ready]")
        assert faults(page.page) == []
        give(page.page, as_file(RED), as_file(b"no picture"))
        give(page.page, as_file(GREEN))
        assert faults(page.page) == []
        page.page.click("#camera")
        expect(page.page.locator("#viewfinder")).to_be_visible()
        assert faults(page.page) == []


def test_nothing_is_asked_of_anybody_else_and_the_policy_is_never_broken(tried: Opened, address: str):
    give(tried.page, as_file(RED))
    outside = [each for each in tried.requests if not each.startswith((address, "blob:", "data:"))]
    assert outside == []
    assert tried.errors == []


def test_a_key_is_asked_for_where_one_is_due_and_never_shown(models: dict[str, Path], browser: Browser):
    key = Key("gate", "user", hashlib.sha256(KEY.encode()).digest())
    with answering({"colours": models["colours"]}, keys=[key]) as address, opened(browser, address) as asked:
        expect(asked.page.locator("#key-form")).to_be_visible()
        expect(asked.page.locator("#key-wrong")).to_be_hidden()
        asked.page.fill("#key", "hy_wrong")
        asked.page.keyboard.press("Enter")
        expect(asked.page.locator("#key-wrong")).to_be_visible()
        asked.page.fill("#key", KEY)
        asked.page.keyboard.press("Enter")
        asked.page.wait_for_selector("html[data-ready]")
        expect(asked.page.locator("#key-form")).to_be_hidden()
        give(asked.page, as_file(RED))
        assert asked.text(".answer h3") == "red"
        assert not any(KEY in each for each in asked.requests)
        asked.page.reload()
        asked.page.wait_for_selector("html[data-ready]")  # of this tab it is remembered


def test_a_busy_server_is_asked_again(tried: Opened):
    refused: list[str] = []

    def answer(route: Route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(route.request.url)
        route.fulfill(
            status=429, headers={"Retry-After": "1"}, json={"error": {"code": "serve.busy", "message": ""}}
        )

    tried.page.route("**/predict*", answer)
    give(tried.page, as_file(RED))
    assert tried.text(".answer h3") == "red"
    assert len(refused) == 1


def test_a_server_that_is_gone_is_said_and_asked_again_by_hand(tried: Opened):
    tried.page.route("**/predict*", lambda route: route.abort())
    give(tried.page, as_file(RED))
    assert "The server gives no answer" in tried.text(".answer .why")
    tried.page.unroute("**/predict*")
    tried.page.get_by_role("button", name="Try again").click()
    expect(tried.page.locator(".answer h3")).to_have_text("red")


def test_the_camera_gives_a_picture_and_is_let_go(tried: Opened):
    tried.page.click("#camera")
    expect(tried.page.locator("#viewfinder")).to_be_visible()
    # It has a frame; the page's policy lets nobody evaluate in it what is waited for.
    while not tried.page.evaluate("document.getElementById('video').currentTime > 0"):
        tried.page.wait_for_timeout(50)
    tried.page.click("#shutter")
    expect(tried.page.locator(".answer h3")).to_have_text(re.compile("red|green|blue"))
    assert tried.text(".answer .said .path >> nth=0").startswith("camera ")
    assert tried.page.evaluate("document.getElementById('video').srcObject") is None


def test_over_plain_http_from_elsewhere_it_is_said_why_there_is_no_camera(
    models: dict[str, Path], browser: Browser
):
    served = answering({"colours": models["colours"]}, no_auth=True)
    with served as address, opened(browser, address.replace("127.0.0.1", ELSEWHERE)) as page:
        page.page.wait_for_selector("html[data-ready]")
        page.page.click("#camera")
        assert "only to pages over HTTPS or on localhost" in page.text("#problem")
        give(page.page, as_file(RED))
        assert page.text(".answer h3") == "red"
