"""The page at /: its files, the models that it can choose from, and the card of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.web import trying
from huoyan.web.shell.files import page_files
from huoyan.web.shell.routes import page_routes

if TYPE_CHECKING:
    from starlette.routing import Route

TRYING = Path(trying.__file__).parent
ROOMS = (TRYING, TRYING / "views", Path(__file__).parent)
# The beginnings of what it says: of figures and parts of data as the reports name them.
WORDS = ("try.", "metric.", "mean.", "split.", "card.n", "card.interval")


def trying_page() -> list[Route]:
    """GET / and what it loads; none of it says anything of the models, so nobody needs a key for it."""
    return page_routes(page_files(ROOMS, WORDS))
