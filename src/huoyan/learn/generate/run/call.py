"""What a training of a generator was asked for, and who listens."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.data.dataset import Dataset
from huoyan.learn.machine.busy_cores import OtherPrograms
from huoyan.runs.events import Listener, Said
from huoyan.words import Lang, Message, Remark


@dataclass(frozen=True, slots=True)
class Call:
    """name: of the data. began: as `time.perf_counter` has it. notes: what was said, for the page."""

    data: str | Dataset
    name: str
    lang: Lang
    command: str
    began: float
    others: OtherPrograms
    tell: Listener
    notes: list[Message]

    def warn(self, remark: Message) -> None:
        said = remark.message if isinstance(remark, Remark) else remark
        self.notes.append(said)
        self.tell(Said(said, warning=not (isinstance(remark, Remark) and remark.kind == "note")))
