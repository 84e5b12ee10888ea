"""A Chromium of the user's, started without a window on one address, and ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from huoyan.system.child_program import running

CHOSEN = "HUOYAN_CHROMIUM"
PATIENCE_S = 10.0
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",  # without it some versions end as soon as the page is loaded
)


def find_chromium() -> Path | None:
    """$HUOYAN_CHROMIUM, else the first that is installed; None where there is none."""
    if chosen := os.environ.get(CHOSEN):
        return Path(chosen) if Path(chosen).is_file() else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is not None:
        return Path(found)
    return next(filter(Path.is_file, _usual_places()), None)


def _usual_places() -> Iterator[Path]:
    if sys.platform == "darwin":
        yield from map(Path, _MACOS)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            yield from (Path(folder) / each for each in _WINDOWS)


def version_of(chromium: Path) -> str:
    """Its number; only its name where it says nothing (on Windows)."""
    if sys.platform == "win32":
        return chromium.stem
    try:
        told = subprocess.run(
            [chromium, "--version"], capture_output=True, text=True, timeout=60, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        told = ""
    # "Chromium 156.0.8078.108 built on Debian GNU/Linux 12 (bookworm)"
    numbers = [word for word in told.split() if word[:1].isdigit() and "." in word]
    return numbers[0] if numbers else chromium.name


@contextmanager
def opened(chromium: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Its process, with a profile of its own that is gone afterwards. Raises OSError."""
    # Chromium's sandbox refuses to run as root; only our own page is opened.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*_FLAGS, *(["--no-sandbox"] if as_root else [])]
    # Its last processes may still write while the folder is removed.
    with (
        TemporaryDirectory(prefix="huoyan-browser-", ignore_cleanup_errors=True) as profile,
        running([chromium, *flags, f"--user-data-dir={profile}", url], PATIENCE_S) as process,
    ):
        yield process
