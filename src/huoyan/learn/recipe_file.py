"""recipe.toml: a run's recipe on disk, with the data that it was for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from huoyan.artifact.whole import write_whole
from huoyan.errors import UsageError
from huoyan.learn.recipe import Recipe, recipe_from
from huoyan.text import printable


def write_recipe(path: Path, recipe: Recipe, data: str) -> None:
    """Writes a file that `huoyan train --recipe FILE` replays; a run that is resumed depends on it."""
    import tomli_w

    write_whole(path, tomli_w.dumps({"data": printable(data), **_plain(recipe.to_dict())}).encode())


def read_recipe(path: Path, over: dict[str, Any]) -> tuple[str | None, Recipe]:
    """The data named in the file (None where it names none), and its recipe with `over` laid over it.

    Raises UsageError (usage.recipe) where the file is absent, no TOML, or holds a bad key or value.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(
            f"There is no recipe {path}. A run folder holds one as recipe.toml.", code="usage.recipe"
        ) from error
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number of 5,000 digits
        raise UsageError(f"{path} is no readable recipe in TOML: {error}.", code="usage.recipe") from error
    data = values.pop("data", None)
    return data, recipe_from(over, recipe_from(values))


def _plain(value: Any) -> Any:
    """Tuples as lists, and no None: what TOML knows."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items() if part is not None}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
