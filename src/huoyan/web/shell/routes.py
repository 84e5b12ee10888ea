"""The files of a page over HTTP: revalidated at each visit, sent once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from huoyan.web.shell.files import FOLDER, INDEX, PageFile

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

# A browser asks whether its copy is still right: after an update of huoyan no page is made of two halves.
CACHE = "no-cache"


def page_routes(files: Mapping[str, PageFile]) -> list[Route]:
    """GET / is the page; GET /page/NAME what it loads. Headers that guard a page are `access.headers`."""
    from starlette.responses import Response
    from starlette.routing import Route

    async def whole(request: Request) -> Response:
        return _answer(request, files[INDEX])

    async def part(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        return Response(status_code=404) if found is None else _answer(request, found)

    return [Route("/", whole, name="page"), Route(f"/{FOLDER}/{{name}}", part, name="page part")]


def _answer(request: Request, file: PageFile) -> Response:
    from starlette.responses import Response

    headers = {"Cache-Control": CACHE, "ETag": file.tag}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    if file.tag in known or "*" in known:
        # With its kind: headers of a 304 replace those that the browser keeps, its policy among them.
        return Response(status_code=304, headers=headers, media_type=file.kind)
    return Response(file.content, headers=headers, media_type=file.kind)
