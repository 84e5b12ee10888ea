"""generate.toml: the choices of a generator's training on disk, with the data that it was for."""

from __future__ import annotations

import tomllib
from pathlib import Path

from huoyan.artifact.whole_file import write_whole
from huoyan.data.home_folder import at_home
from huoyan.data.named.sets import NAMED_SETS
from huoyan.errors import UsageError
from huoyan.runs.generation.generation import Generation, generation_from
from huoyan.runs.recipe_file import PATHS, Origin, toml_values
from huoyan.text import spelt, unspelt
from huoyan.words import Message

FILE = "generate.toml"


def write_generation(path: Path, generation: Generation, origin: Origin) -> None:
    """Data and files are named by their whole paths, so that the run goes on from any folder."""
    import tomli_w

    values = generation.to_dict()
    for name in PATHS:
        if isinstance(values.get(name), str):
            values[name] = _lasting(values[name])
    data = origin.data if origin.data in NAMED_SETS else _lasting(origin.data)
    told = {"data": data, "pictures_sha256": origin.pictures_sha256 or ""}
    write_whole(path, tomli_w.dumps({**told, **toml_values(values)}).encode())


def read_generation(path: Path) -> tuple[Origin, Generation]:
    """Raises UsageError (usage.generate) where it is absent, no TOML, or holds a bad key or value."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        told = Message("recipe.no_toml", path=path, reason=str(error))
        raise UsageError(told, code="usage.generate") from error
    data, sha256 = (str(values.pop(name, "")) for name in ("data", "pictures_sha256"))
    for name in PATHS:
        if isinstance(values.get(name), str):
            values[name] = unspelt(values[name])
    named = data if data in NAMED_SETS else unspelt(data)
    return Origin(named, None, sha256 or None), generation_from(values)


def _lasting(named: str) -> str:
    """The whole path of what is there, else the name as it is."""
    path = at_home(named)
    try:
        return spelt(str(path.absolute())) if path.exists() else spelt(named)
    except (OSError, ValueError):  # a name too long, or with a zero byte; the folder was removed
        return spelt(named)
