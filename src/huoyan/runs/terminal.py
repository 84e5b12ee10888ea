"""A run on the terminal: what was decided, a bar with the time left, and each epoch's score."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Self, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from huoyan.runs.events import Advanced, Event, Phase, Said, Stepped, Validated
from huoyan.streams import Unfailing
from huoyan.text import shown

# Epochs that are shown line by line.
LINES = 20


class TerminalProgress:
    """Draws events on stderr; where stderr is no terminal, plain lines without bars."""

    def __init__(self, *, quiet: bool = False) -> None:
        out = cast(IO[str], Unfailing(sys.stderr))  # a reader that goes away must not end the training
        self.console = Console(
            file=out, highlight=False, markup=False, emoji=False, soft_wrap=True, quiet=quiet
        )
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._task: TaskID | None = None
        self._shown = 0.0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Said):
            mark, style = ("! ", "yellow") if event.warning else ("· ", "dim")
            self._line((mark, style), shown(event.text))
        elif isinstance(event, Phase):
            self._phase(event)
        elif isinstance(event, Advanced) and self._task is not None:
            self._bar.update(self._task, completed=event.done)
        elif isinstance(event, Stepped):
            self._stepped(event)
        elif isinstance(event, Validated):
            self._validated(event)

    def tell(self, line: str, style: str | None = None) -> None:
        """A line that may hold foreign names."""
        self._line((shown(line), style or ""))

    def show(self, rows: Iterable[tuple[str, str]]) -> None:
        """Rows of a name and its figures, in columns."""
        listed = list(rows)
        width = max((len(name) for name, _ in listed), default=0)
        for name, figures in listed:
            self.tell(f"  {name:<{width}}    {figures}")

    def _phase(self, phase: Phase) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(phase.name, total=phase.total, note="")

    def _stepped(self, event: Stepped) -> None:
        if self._task is None:
            return
        note = f"loss {event.loss:.3f}  {event.images_per_second:,.0f} pictures/s"
        total = event.steps if event.steps is not None else 1000
        done = event.step if event.steps is not None else int(1000 * event.fraction)
        self._bar.update(self._task, total=total, completed=done, note=note)

    def _validated(self, event: Validated) -> None:
        """One line an epoch; of many epochs about twenty lines, and the last."""
        if event.fraction < min(1.0, self._shown + 1 / LINES):
            return
        self._shown = event.fraction
        epoch = event.epoch
        self._line(
            f"  epoch {epoch.epoch:6.2f}   loss {epoch.train_loss:.4f}   validation loss {epoch.val_loss:.4f}"
            f"   {epoch.score} {epoch.val_score:.4f}   {epoch.images_per_second:,.0f} pictures/s",
            (" best" if event.best else "", "green"),
        )

    def _line(self, *parts: str | tuple[str, str]) -> None:
        """One line above the bar, of texts with their styles. In one piece and with no style for the whole:
        rich draws the bar after each piece, wipes the line that it stands on, and styles it alike.
        """
        self.console.print(Text.assemble(*parts))
