"""What a command says: lines for people, in which no name steers the terminal, or JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from huoyan.cli.terminal.language import language
from huoyan.data.say import to_stderr
from huoyan.text import UNSEEN, shown
from huoyan.words import Message, Remark, told

if TYPE_CHECKING:
    from huoyan.results import Failure

# JSON escapes control characters up to 0x1F by itself. What else a terminal obeys can stand in a text only.
_ESCAPED = {code: f"\\u{code:04x}" for code in UNSEEN if code > 0x1F}


def tell(line: str) -> None:
    """A line of the answer, on stdout."""
    print(shown(told(line, language())), flush=True)


def note(line: str) -> None:
    """A line beside the answer, on stderr."""
    to_stderr(told(line, language()))


def remark(said: Message) -> None:
    """What reading the data says, on stderr: `!` before a warning, `·` before all else."""
    mark = "!" if isinstance(said, Remark) and said.kind == "warning" else "·"
    note(f"{mark} {said.told(language())}")


def failed(source: str, failure: Failure) -> str:
    """Why a source has no answer, in the user's language; most reasons name it already."""
    reason = told(failure.message, language())
    return f"{'' if reason.startswith(source) else f'{source}: '}{reason} [{failure.code}]"


def note_failed(source: str, failure: Failure) -> None:
    """A picture that was left out of a score, on stderr, and why."""
    note(f"! {failed(source, failure)}")


def tell_json(value: Any) -> None:
    """One JSON object a line, on stdout: exact names, and Chinese as it is."""
    print(json.dumps(value, ensure_ascii=False).translate(_ESCAPED), flush=True)
