"""What served models are called: after their run folders, or as NAME=RUN says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from huoyan.artifact.names import MANIFEST, MODEL_FOLDER
from huoyan.data.home_folder import at_home
from huoyan.errors import UsageError
from huoyan.text import nfc
from huoyan.words import Message

CODE = "usage.serve"
NAME = re.compile(r"[\w.-]{1,100}")


def models_named(given: Iterable[str | Path] | Mapping[str, str | Path]) -> dict[str, Path]:
    """The folder of each model by its name. Raises UsageError usage.serve: none, a bad name, one twice."""
    pairs = given.items() if isinstance(given, Mapping) else map(_named, given)
    found: dict[str, Path] = {}
    for name, path in pairs:
        folder = at_home(path)
        if not NAME.fullmatch(name) or set(name) <= {"."}:
            raise UsageError(Message("serve.bad_name", name=name, path=shlex.quote(str(folder))), code=CODE)
        if name in found:
            told = Message("serve.name_twice", name=name, one=found[name], other=folder)
            raise UsageError(told, code=CODE)
        found[name] = folder
    if not found:
        raise UsageError(Message("serve.no_runs"), code=CODE)
    return found


def _named(given: str | Path) -> tuple[str, str | Path]:
    text = str(given)
    name, equals, path = text.partition("=")
    # A folder may have the sign in its name.
    if equals and isinstance(given, str) and not at_home(text).exists():
        return nfc(name), path
    folder = at_home(given).absolute()
    if folder.name == MANIFEST:
        folder = folder.parent
    return nfc(folder.parent.name if folder.name == MODEL_FOLDER else folder.name), given
