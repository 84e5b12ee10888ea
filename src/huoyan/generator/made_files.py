"""Pictures that a generator made, as files: what is known of each, and the list beside them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from huoyan.artifact.whole_file import write_whole

LIST = "made.jsonl"


@dataclass(frozen=True, slots=True)
class MadePicture:
    """source: its file below the folder. label: None where classes are not told. number: which of the seed.
    generator: the first 16 digits of the sha256 of the generator's weights."""

    source: str
    label: str | None
    seed: int
    number: int
    generator: str


def write_list(folder: Path, made: Sequence[MadePicture]) -> None:
    """Raises OSError."""
    lines = (json.dumps(asdict(each), ensure_ascii=False) for each in made)
    write_whole(folder / LIST, "".join(f"{line}\n" for line in lines).encode())


def read_list(folder: Path) -> list[MadePicture] | None:
    """None where there is none, or not all that it lists is there."""
    try:
        lines = (folder / LIST).read_text(encoding="utf-8").splitlines()
        made = [MadePicture(**json.loads(line)) for line in lines]
        return made if all((folder / each.source).is_file() for each in made) else None
    except (OSError, ValueError, TypeError):
        return None


def remove_made(folder: Path) -> None:
    """Removes what was made, as far as it can be; a file of somebody else stays, and so does its folder."""
    files = [*folder.glob("made-*.png"), *folder.glob("*/made-*.png"), folder / LIST]
    halves = (*folder.glob(".made*.new"), *folder.glob("*/.made-*.new"))
    for file in (*files, *halves):
        with contextlib.suppress(OSError):
            file.unlink()
    for inner in (*folder.glob("*/"), folder):
        with contextlib.suppress(OSError):
            inner.rmdir()
