"""onnxruntime-web for tests, from the cache or through npm; tests that need it are skipped without either."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from huoyan.browser.onnxruntime_web import write_engine
from huoyan.errors import DownloadError


def needs_engine() -> None:
    if reason := _missing():
        pytest.skip(reason)


@cache
def _missing() -> str:
    with TemporaryDirectory() as folder:
        try:
            write_engine(Path(folder) / "engine")
        except DownloadError as error:
            return str(error)
    return ""
