"""Without the extra `serve` a watch runs; only its page is refused, with the command that helps."""

from __future__ import annotations

import sys

import pytest

from huoyan.errors import MissingExtra
from huoyan.watch.asked import Asked
from huoyan.watch.page.page import open_page
from huoyan.watch.page.shown import Shown
from watched_page import made_watcher, time_of_day


def test_the_page_names_the_extra_that_it_needs(monkeypatch: pytest.MonkeyPatch):
    for name in [
        name for name in sys.modules if name.startswith(("huoyan.web.", "huoyan.watch.page.routes"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    shown = Shown("gate.mp4", made_watcher(), lambda pixels: pixels, time_of_day)
    with pytest.raises(MissingExtra, match=r'pip install "huoyan\[serve\]"'):
        open_page(shown, Asked(page=0), print)
