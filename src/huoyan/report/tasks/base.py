"""What the page of a run asks of its task: a module of `report/tasks/` answers it with functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from huoyan.data.dataset import Dataset, Sample
from huoyan.images.decode import DecodedPicture
from huoyan.report.record import Evidence, RunRecord
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words

if TYPE_CHECKING:
    from markupsafe import Markup

    from huoyan.evaluate import Evaluation

# A sample as a picture of its own shape whose longer side is at most so many pixels, with the sides of its
# source; None where it cannot or must not be shown.
Show = Callable[[Sample, int], DecodedPicture | None]


class TaskPage(Protocol):
    """`record` is one whose evidence this task gathered."""

    def evidence(self, evaluation: Evaluation, data: Dataset, show: Show) -> Evidence:
        """What the page is made of: `evaluation` is of one part of `data`."""

    def cards(self, record: RunRecord) -> Sequence[str]:
        """Names of the headline figures, in order; those that were not measured are passed over."""

    def verdict(self, record: RunRecord, words: Words) -> list[str]:
        """The result in plain sentences: how many were right, and what guessing gives."""

    def sections(self, record: RunRecord, words: Words) -> list[Section]:
        """What stands before the sections that every task has."""

    def facts(self, record: RunRecord, words: Words) -> list[tuple[str, str]]:
        """What validation settled, for the facts of the model: what each is called, and its value."""

    def data(self, record: RunRecord, words: Words) -> Markup:
        """What is shown of the data and their truths, below the title of that section."""
