"""What was found in all pictures, written as one COCO JSON file once they are answered."""

from __future__ import annotations

from pathlib import Path

from huoyan.artifact.own_file import check_own_file
from huoyan.artifact.whole_file import write_whole
from huoyan.coco_results import MARK, coco_json
from huoyan.errors import UsageError
from huoyan.results import Answer, Detections
from huoyan.tasks.base import Task
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

FLAG = "--save-coco"


class FoundList:
    """Keeps answers for the file `path`.

    Raises UsageError: usage.save where the model finds no things, usage.out for a file that is not ours.
    """

    def __init__(self, path: Path, task: Task) -> None:
        if task.kind != "boxes":
            kind = Message(f"kind.{task.kind}")
            raise UsageError(Message("arguments.no_boxes", flag=FLAG, kind=kind), code="usage.save")
        check_own_file(path, MARK, FLAG)
        self._path, self._labels = path, task.labels
        self._answers: list[Answer] = []

    def add(self, answer: Answer) -> None:
        if isinstance(answer.result, Detections):
            self._answers.append(answer)

    def write(self) -> None:
        """Raises UsageError usage.save."""
        try:
            write_whole(self._path, coco_json(self._answers, self._labels))
        except OSError as error:
            reason = system_reason(error)
            message = Message("arguments.save_list", path=self._path, reason=reason)
            raise UsageError(message, code="usage.save") from error
