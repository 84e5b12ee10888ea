"""Lists on the command line: `--mean 0.5,0.5,0.5` and `--mean 0.5 0.5 0.5` are the same."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from huoyan.artifact.names import MANIFEST, MODEL_FOLDER
from huoyan.cli.terminal.language import phrase
from huoyan.data.home_folder import at_home

# Says whether a word goes on with the list before it. Anything else, such as DATA, ends the list.
Continues = Callable[[str], bool]

_NUMBER = r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?"
_NUMBERS = re.compile(rf"{_NUMBER}(,{_NUMBER})*,?", re.IGNORECASE)
_OPTION = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
# Words that a network's option may hold in a list, as in pool=max max none.
_VALUES = ("max", "avg", "none", "true", "false")


def is_numbers(word: str) -> bool:
    return _NUMBERS.fullmatch(word) is not None


def is_steps(word: str) -> bool:
    from huoyan.images.steps import STEPS  # NumPy, which help does without

    return all(step.partition("=")[0] in STEPS for step in word.rstrip(",").split(","))


def is_run(word: str) -> bool:
    """A run folder, or its model/: DATA that follows a list of runs is none."""
    folder = at_home(word)
    return any((folder / part / MANIFEST).is_file() for part in (".", MODEL_FOLDER))


def runs(text: str) -> list[str]:
    """The runs of `a,b,c`. A comma in the name of a run parts nothing."""
    parts, found = text.split(","), list[str]()
    while parts:
        ends = (at for at in range(1, len(parts) + 1) if is_run(",".join(parts[:at]).strip()))
        end = next(ends, 1)
        found.append(",".join(parts[:end]).strip())
        parts = parts[end:]
    return [run for run in found if run]


def is_option(word: str) -> bool:
    """NAME=VALUE, or one more value of the option before it."""
    return is_numbers(word) or _OPTION.fullmatch(word) is not None or _are(word, _VALUES)


def one_of(choices: Sequence[str]) -> Continues:
    return lambda word: _are(word, choices)


def joined(words: Sequence[str], lists: Mapping[str, Continues]) -> list[str]:
    """`words` of a command line with each list of the flags `lists` as one word, FLAG=A,B,C."""
    found: list[str] = []
    flag = ""
    for at, word in enumerate(words):
        if word == "--":
            return [*found, *words[at:]]
        if flag and found[-1] == flag and not word.startswith("--"):
            found[-1] = f"{flag}={word}"
        elif flag and found[-1] != flag and lists[flag](word):
            more = _OPTION.fullmatch(word) and lists[flag] is is_option
            found[-1:] = [found[-1], f"{flag}={word}"] if more else [f"{found[-1]},{word}"]
        else:
            found.append(word)
            name = word.partition("=")[0]
            flag = name if name in lists else ""
    return found


def floats(text: str) -> tuple[float, ...]:
    return _numbers(text, float)


def integers(text: str) -> tuple[int, ...]:
    return _numbers(text, int)


def _numbers(text: str, kind: Callable[[str], Any]) -> tuple[Any, ...]:
    try:
        return tuple(kind(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(phrase("arguments.no_numbers", text=text)) from error


def _are(word: str, known: Sequence[str]) -> bool:
    return all(part in known for part in word.rstrip(",").split(","))
