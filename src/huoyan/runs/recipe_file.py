"""recipe.toml: a run's recipe on disk, with the data that it was for."""

from __future__ import annotations

import contextlib
import dataclasses
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huoyan.artifact.whole_file import write_whole
from huoyan.data.dataset import Dataset
from huoyan.data.home_folder import at_home
from huoyan.data.named.sets import NAMED_SETS
from huoyan.errors import UsageError
from huoyan.runs.recipe import SECTIONS, Recipe, recipe_from
from huoyan.runs.recipe.sections import AUTO, table_of
from huoyan.text import printable, spelt, unspelt
from huoyan.words import Message

# Values of a recipe that name files or folders.
PATHS = ("weights", "card", "exclude", "splits", "synthesise", "teacher", "ensemble", "storage")
# Values that are the model's own, once one is chosen.
COMPARED = ("weights", "card", "pretrained")
# What makes a name that of a server's storage, and no file's.
URL = "://"


@dataclass(frozen=True, slots=True)
class Origin:
    """The data of a run: as the person named them, seen from `folder`; and what they held.

    `folder` is absolute, and None where nothing in the recipe is named from it. `pictures_sha256` tells the
    pictures, labels and parts in their order (see `learn.same_data`), `teacher_sha256` the manifest of the
    model that teaches. `given`: what was given of the choices that a comparison of models may take others of
    (`COMPARED`).
    """

    data: str
    folder: str | None = None
    pictures_sha256: str | None = None
    teacher_sha256: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


def compared_of(recipe: Recipe) -> dict[str, Any]:
    """What is given of `COMPARED`: the model that wins may have no use for it."""
    return {name: value for name in COMPARED if (value := getattr(recipe, name))}


# What an origin is in a file, but for what was given.
TEXTS = tuple(each.name for each in dataclasses.fields(Origin) if each.name != "given")


def folder_of(
    data: str | Path | Dataset, recipe: Recipe, given: Mapping[str, Any] | None = None
) -> str | None:
    """The present folder, where the data, files of the recipe or such as were `given` are named from it."""
    named = [data] if isinstance(data, str | Path) and data not in NAMED_SETS else []
    for values in (recipe.values(), given or {}):
        named += [path for paths in _paths(values).values() for path in paths]
    if all(at_home(path).is_absolute() for path in named):
        return None
    try:
        return str(Path.cwd())
    except OSError:  # it was removed
        return None


def write_recipe(path: Path, recipe: Recipe, origin: Origin | str) -> None:
    """Writes a file that `huoyan train --recipe FILE` replays; a run that is resumed depends on it."""
    import tomli_w

    origin = Origin(origin) if isinstance(origin, str) else origin
    told = {name: spelt(text) for name in TEXTS if (text := getattr(origin, name)) is not None}
    given = {"given": {**origin.given, **_with_paths(origin.given, spelt)}} if origin.given else {}
    write_whole(path, tomli_w.dumps({**told, **toml_values({**_in_tables(recipe), **given})}).encode())


def read_recipe(path: Path, over: dict[str, Any]) -> tuple[str | None, Recipe]:
    """The data named in the file (None where it names none), and its recipe with `over` laid over it.

    A relative path that leads nowhere from here is taken from the folder in which the recipe was made.
    Raises UsageError (usage.recipe) where the file is absent, no TOML, or holds a bad key or value.
    """
    origin, values = _read(path)
    values |= _with_paths(values, lambda named: _found(named, origin.folder))
    data = _found(origin.data, origin.folder) if origin.data not in ("", *NAMED_SETS) else origin.data
    return data or None, recipe_from(over, recipe_from(values))


def read_origin(path: Path) -> Origin:
    """The data of the recipe in the file. Raises UsageError as `read_recipe`."""
    return _read(path)[0]


def _read(path: Path) -> tuple[Origin, dict[str, Any]]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(Message("recipe.no_file", path=path), code="usage.recipe") from error
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number of 5,000 digits
        message = Message("recipe.no_toml", path=path, reason=str(error))
        raise UsageError(message, code="usage.recipe") from error
    told = {name: values.pop(name, None) for name in TEXTS}
    given = values.pop("given", {})
    for name, value in told.items():
        if not isinstance(value, str | None):
            message = Message("recipe.no_text", path=path, name=name, value=repr(value))
            raise UsageError(message, code="usage.recipe")
    if not isinstance(given, dict):
        message = Message("recipe.no_table", path=path, name="given", value=repr(given))
        raise UsageError(message, code="usage.recipe")
    given |= _with_paths(given, lambda named: _found(named, told["folder"]))
    return Origin(**{**told, "data": told["data"] or ""}, given=given), _out_of_tables(path, values)


def _in_tables(recipe: Recipe) -> dict[str, Any]:
    """The recipe's values, those of its task in a table of their own."""
    values = recipe.to_dict()
    values |= _with_paths(values, spelt)
    if recipe.task not in SECTIONS:
        return values
    own = {name: values.pop(name) for name in SECTIONS[recipe.task].__dataclass_fields__ if name in values}
    return {**values, table_of(recipe.task): own} if own else values


def _out_of_tables(path: Path, values: dict[str, Any]) -> dict[str, Any]:
    """The same without tables: each is of the task that bears its name."""
    for section in SECTIONS:
        title = table_of(section)
        if not isinstance(table := values.get(title), dict):
            continue
        if (task := values.get("task", AUTO)) not in (AUTO, section):
            raise UsageError(
                Message("recipe.other_section", path=path, section=title, task=task),
                code="usage.recipe",
            )
        values = {**{name: v for name, v in values.items() if name != title}, "task": section, **table}
    return values


def _paths(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Of a recipe's values those that name files or folders, each with what it names."""
    named = {name: values[name] for name in PATHS if values.get(name) not in (None, AUTO)}
    found = {name: [value] if isinstance(value, str) else value for name, value in named.items()}
    return {
        name: list(paths)
        for name, paths in found.items()
        if isinstance(paths, list | tuple)
        and all(isinstance(path, str) and URL not in path for path in paths)
    }


def _with_paths(values: Mapping[str, Any], written: Callable[[str], str]) -> dict[str, Any]:
    """Those values, each path as `written` has it."""
    return {
        name: written(paths[0]) if isinstance(values[name], str) else [written(path) for path in paths]
        for name, paths in _paths(values).items()
    }


def _found(named: str, folder: str | None) -> str:
    """`named` where it leads somewhere from here, else from `folder`; there too if it is nowhere.

    By hand a name is written as it is, by `write_recipe` as `text.spelt` does.
    """
    ways = dict.fromkeys((named, unspelt(named)))
    with contextlib.suppress(OSError, ValueError):  # a name too long, or with a zero byte
        for way in ways:
            if at_home(way).exists():
                return way
        if folder is not None:
            places = [Path(unspelt(folder), way) for way in ways]
            return str(next((place for place in places if place.exists()), places[0]))
    return named


def toml_values(value: Any) -> Any:
    """Tuples as lists, text as Unicode, and no None: what TOML knows."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {str(key): toml_values(part) for key, part in value.items() if part is not None}
    return [toml_values(part) for part in value] if isinstance(value, (list, tuple)) else value
