"""The page at /: its files, the models that it can choose from, and the card of each."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import Route

from huoyan.web import keyed
from huoyan.web.shell.routes import page_routes
from huoyan.web.trying.files import trying_files

ROOMS = (keyed.KEYED, Path(__file__).parent)
WORDS = (keyed.WORDS,)


def trying_page() -> list[Route]:
    """GET / and what it loads; none of it says anything of the models, so nobody needs a key for it."""
    return page_routes(trying_files(ROOMS, WORDS))
