"""An answer on the terminal: a line for people, or an object for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.cli.terminal.language import language
from huoyan.cli.terminal.speech import failed, note, tell, tell_json
from huoyan.words import told

if TYPE_CHECKING:
    from huoyan.results import Answer
    from huoyan.tasks import Task


def show(answer: Answer, task: Task, *, json: bool, top: int) -> None:
    """Why there is none goes to stderr, unless programs are told."""
    from huoyan.results import Failure

    if json:
        tell_json(answer.to_json(top))
    elif isinstance(answer.result, Failure):
        note(failed(answer.source, answer.result))
    else:
        tell(f"{answer.source}  {told(task.text(answer.result, top), language())}")
