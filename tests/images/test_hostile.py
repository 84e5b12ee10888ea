"""Every hostile file either decodes or gives its coded error, in bounded time and memory."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from huoyan.errors import ImageError
from huoyan.images.decode import decode, probe

ARCHIVE = "hostile/hostile_images.zip"
CODES = {
    "image.format",
    "image.truncated",
    "image.corrupt",
    "image.too_large",
    "image.empty",
    "image.depth",
    "image.unsupported",
}
SECONDS, MEGABYTES = 2.0, 512

Unpacked = Callable[[str], Path]

# One process for all files: the peak after each file, less the memory in use before the first, bounds
# what any file took. PeakRSS never falls, so the last line is the worst file's.
CHILD = """
import json, resource, sys, time, warnings
from pathlib import Path
warnings.simplefilter("error")
from huoyan.errors import ImageError
from huoyan.images.decode import decode

def now():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * resource.getpagesize()

def highest():
    # Not ru_maxrss: that remembers the parent, of which this process was a copy before it started.
    with open("/proc/self/status") as f:
        return next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmHWM"))

for name in json.load(sys.stdin):
    data = Path(name).read_bytes()
    before, began = now(), time.perf_counter()
    try:
        picture = decode(data, name=name)
        outcome, shape = "ok", picture.pixels.shape
    except ImageError as error:
        outcome, shape = error.code, str(error)
    took = time.perf_counter() - began
    peak = highest()
    print(json.dumps([name, outcome, shape, took, (peak - before) / 2**20]), flush=True)
"""


def manifest(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def outcomes(unpacked: Unpacked) -> dict[str, dict[str, Any]]:
    folder = unpacked(ARCHIVE)
    rows = manifest(folder)
    names = [str(folder / row["file"]) for row in rows]
    child = subprocess.run(
        [sys.executable, "-c", CHILD], input=json.dumps(names), capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr[-2000:]
    # libtiff writes its notes to stderr from C, which no thread can hush alone; Python says nothing.
    assert "Warning" not in child.stderr
    assert "Traceback" not in child.stderr
    found = [json.loads(line) for line in child.stdout.splitlines()]
    keys = ("outcome", "shape", "seconds", "megabytes")
    return {
        row["file"]: {**row, **dict(zip(keys, rest, strict=True))}
        for row, (_, *rest) in zip(rows, found, strict=True)
    }


def test_every_hostile_file_decodes_or_gives_its_coded_error(outcomes):
    assert len(outcomes) == 257
    assert {row["outcome"] for row in outcomes.values()} <= CODES | {"ok"}


def test_no_hostile_file_takes_long_or_much_memory(outcomes):
    worst = max(outcomes.values(), key=lambda row: row["seconds"])
    assert worst["seconds"] < SECONDS, worst
    hungry = max(outcomes.values(), key=lambda row: row["megabytes"])
    assert hungry["megabytes"] < MEGABYTES, hungry


def test_cut_off_pictures_are_called_truncated(outcomes):
    cut = {
        name: row["outcome"]
        for name, row in outcomes.items()
        if row["category"] == "truncated" and row["pillow_result"] != "ok"
    }
    assert set(cut) == {
        "made/half_of_flower.jpg",
        "pillow/cross_scan_line_truncated.tga",
        "pillow/truncated_end_chunk.png",
        "pillow/truncated_image.png",
        "pillow/truncated_jpeg.jpg",
    }
    assert set(cut.values()) == {"image.truncated"}


def test_cut_metadata_does_not_cost_the_picture(outcomes):
    assert outcomes["pillow/truncated_app14.jpg"]["outcome"] == "ok"
    assert outcomes["pillow/truncated_exif_dpi.jpg"]["shape"] == [640, 480, 3]


def test_bombs_and_non_images_are_refused_by_name(outcomes):
    expected = {
        "pillow/decompression_bomb.gif": "image.too_large",
        "pillow/bmp/b/reallybig.bmp": "image.too_large",
        "pillow/png_decompression_dos.png": "image.too_large",
        "pillow/decompression_bomb.ico": "image.too_large",
        "pillow/test-ole-file.doc": "image.format",
        "made/html_error_page.jpg": "image.format",
        "made/empty.jpg": "image.empty",
        "pillow/hopper.pfm": "image.depth",
        "pillow/hopper_webp.tif": "image.unsupported",
        "pillow/bmp/q/rgb24png.bmp": "image.unsupported",
    }
    assert {name: outcomes[name]["outcome"] for name in expected} == expected
    assert "a web page" in outcomes["made/html_error_page.jpg"]["shape"]


def test_whatever_pillow_reads_of_the_allowed_formats_is_read_here_too(outcomes):
    allowed = {"JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM", "AVIF", "JPEG2000", "TGA", "ICO", "PSD"}
    lost = [
        name
        for name, row in outcomes.items()
        if row["pillow_result"] == "ok" and row["pillow_format"] in allowed and row["outcome"] != "ok"
    ]
    assert lost == ["pillow/10ct_32bit_128.tiff", "pillow/hopper.pfm"]  # float: these need a window


def test_every_named_orientation_comes_out_upright(unpacked):
    folder = unpacked(ARCHIVE) / "pillow"
    for kind in ("jpg", "webp"):
        straight = decode((folder / f"hopper.{kind}").read_bytes()).pixels.astype(int)
        for number in range(2, 9):
            turned = decode((folder / f"hopper_orientation_{number}.{kind}").read_bytes()).pixels.astype(int)
            # Encoded again by another encoder: close, where any other turn is far away.
            close = np.abs(turned - straight).mean()
            others = [np.abs(np.rot90(turned, k) - straight).mean() for k in (1, 2, 3)]
            others += [np.abs(np.rot90(turned[:, ::-1], k) - straight).mean() for k in range(4)]
            assert close < 0.25 * min(others), (kind, number, close, min(others))


def test_photos_with_orientation_6_and_8_have_their_sides_exchanged(unpacked):
    folder = unpacked(ARCHIVE) / "exif"
    for name, size in {"Landscape_6.jpg": (1200, 1800), "Portrait_8.jpg": (1800, 1200)}.items():
        data = (folder / name).read_bytes()
        picture, info = decode(data), probe(data)
        assert (picture.height, picture.width) == size == picture.pixels.shape[:2]
        assert (info.height, info.width) == size
        small = decode(data, at_least=(100, 140))
        assert (small.height, small.width) == size
        assert 200 <= small.pixels.shape[0] < size[0]
        assert 280 <= small.pixels.shape[1] < size[1]


def test_every_readable_jpeg_is_bit_equal_to_pillow(unpacked, outcomes):
    folder, compared = unpacked(ARCHIVE), 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, row in outcomes.items():
            if row["outcome"] != "ok" or row["pillow_format"] != "JPEG":
                continue
            with Image.open(folder / name) as opened:
                expected = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
            assert (decode((folder / name).read_bytes()).pixels == expected).all(), name
            compared += 1
    assert compared > 30


def test_probe_agrees_with_decode_on_every_readable_file(unpacked, outcomes):
    folder = unpacked(ARCHIVE)
    for name, row in outcomes.items():
        if row["outcome"] == "ok":
            info = probe(folder / name)
            assert [info.height, info.width] == row["shape"][:2], name


def test_many_threads_give_the_same_and_leave_other_warnings_alone(unpacked, outcomes):
    folder = unpacked(ARCHIVE)
    data = {name: (folder / name).read_bytes() for name in outcomes}

    def outcome(name: str) -> str:
        try:
            decode(data[name], name=name)
        except ImageError as error:
            return error.code
        return "ok"

    stop, raised = threading.Event(), []

    def warns_like_pillow() -> None:
        # Stands for other code of the same process: its warnings must still be errors, as pytest says.
        while not stop.is_set():
            try:
                warnings.warn_explicit("from elsewhere", UserWarning, "x.py", 1, module="PIL.elsewhere")
                raised.append(False)
            except UserWarning:
                raised.append(True)

    limit = Image.MAX_IMAGE_PIXELS
    other = threading.Thread(target=warns_like_pillow)
    other.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(outcome, list(data) * 2))
    finally:
        stop.set()
        other.join()
    assert found == [row["outcome"] for row in outcomes.values()] * 2
    assert raised
    assert all(raised)
    assert limit == Image.MAX_IMAGE_PIXELS
