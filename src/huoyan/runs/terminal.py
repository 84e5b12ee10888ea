"""A run on the terminal: what was decided, a bar with the time left, and each epoch's score."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Self, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from huoyan.runs.events import (
    Advanced,
    Climbed,
    Event,
    Judged,
    Phase,
    Said,
    Searched,
    Stepped,
    Tried,
    Validated,
)
from huoyan.runs.rungs import Rung, described
from huoyan.runs.search.said import setting_told
from huoyan.system.streams import Unfailing
from huoyan.text import cells, padded, shown
from huoyan.words import Lang, Message, told
from huoyan.words.figure_names import figure_name

# Epochs that are shown line by line.
LINES = 20
# What is said of a setting of a search, by how it ended.
SEARCHED = {
    "whole": "terminal.searched",
    "pruned": "terminal.searched_pruned",
    "refused": "terminal.searched_refused",
}


class TerminalProgress:
    """Draws events on stderr; where stderr is no terminal, plain lines without bars."""

    def __init__(self, *, quiet: bool = False, lang: Lang = "en") -> None:
        self._lang = lang
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
            self._line((mark, style), self._told(event.text))
        elif isinstance(event, Phase):
            self._phase(event)
        elif isinstance(event, Advanced) and self._task is not None:
            self._bar.update(self._task, completed=event.done)
        elif isinstance(event, Stepped):
            self._stepped(event)
        elif isinstance(event, Validated):
            self._validated(event)
        elif isinstance(event, Judged):
            self._judged(event)
        elif isinstance(event, Climbed):
            self._climbed(event.rung)
        elif isinstance(event, Tried):
            self._tried(event)
        elif isinstance(event, Searched):
            self._searched(event)

    def tell(self, line: str, style: str | None = None) -> None:
        """A line that may hold foreign names."""
        self._line((self._told(line), style or ""))

    def show(self, rows: Iterable[tuple[str, str]]) -> None:
        """Rows of a name and its figures, in columns."""
        listed = list(rows)
        width = max((cells(name) for name, _ in listed), default=0)
        for name, figures in listed:
            self.tell(f"  {padded(name, width)}    {figures}")

    def _phase(self, phase: Phase) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(self._told(phase.name), total=phase.total, note="")

    def _stepped(self, event: Stepped) -> None:
        if self._task is None:
            return
        note = self._told(Message("terminal.step", loss=event.loss, rate=event.images_per_second))
        total = event.steps if event.steps is not None else 1000
        done = event.step if event.steps is not None else int(1000 * event.fraction)
        self._bar.update(self._task, total=total, completed=done, note=note)

    def _validated(self, event: Validated) -> None:
        """One line an epoch; of many epochs about twenty lines, and the last."""
        epoch = event.epoch
        begins = epoch.train_loss is None
        if event.fraction < min(1.0, self._shown + 1 / LINES) and not begins:
            return
        self._shown = event.fraction
        line = Message(
            "terminal.start" if begins else "terminal.epoch",
            epoch=epoch.epoch,
            train=epoch.train_loss,
            val=epoch.val_loss,
            name=figure_name(epoch.score, self._lang),
            score=epoch.val_score,
            rate=epoch.images_per_second,
        )
        self._line(self._told(line), (self._told(Message("terminal.best")) if event.best else "", "green"))

    def _judged(self, event: Judged) -> None:
        found = event.judgement
        line = Message(
            "terminal.judged" if found.diversity is not None else "terminal.judged_alike",
            epoch=found.epoch,
            kid=found.kid,
            deviation=found.deviation,
            precision=found.precision,
            recall=found.recall,
            diversity=found.diversity,
        )
        self._line(self._told(line), (self._told(Message("terminal.best")) if event.best else "", "green"))

    def _climbed(self, rung: Rung) -> None:
        line = Message(
            "terminal.rung",
            kind=Message(f"rung.{rung.kind}"),
            model=described(rung),
            share=rung.share.value,
            low=rung.share.low,
            high=rung.share.high,
            seconds=rung.seconds,
        )
        self._line(
            "  ", self._told(line), (f"   {self._told(rung.verdict)}", "green" if rung.taken else "dim")
        )

    def _tried(self, event: Tried) -> None:
        score = event.score
        line = Message(
            "terminal.tried",
            pair=score.pair + 1,
            pairs=event.pairs,
            arm=Message(f"trial.arm_{score.arm}"),
            recall=score.short_recall,
            balanced=score.balanced_accuracy,
            seconds=score.seconds + score.generator_seconds,
            minutes=event.left_s / 60,
        )
        self._line("  ", self._told(line))

    def _searched(self, event: Searched) -> None:
        found = event.setting
        best = found.how == "whole" and found.score == event.best
        line = Message(
            SEARCHED[found.how],
            n=event.n,
            wanted=event.wanted,
            name=figure_name(event.score, self._lang),
            score=found.score,
            best=event.best,
            setting=setting_told(found.values),
            reason=found.reason,
            seconds=found.seconds,
            minutes=event.left_s / 60,
        )
        self._line("  ", (self._told(line), "green" if best else ""))

    def _told(self, text: str) -> str:
        return shown(told(text, self._lang))

    def _line(self, *parts: str | tuple[str, str]) -> None:
        """One line above the bar, of texts with their styles. In one piece and with no style for the whole:
        rich draws the bar after each piece, wipes the line that it stands on, and styles it alike.
        """
        self.console.print(Text.assemble(*parts))
