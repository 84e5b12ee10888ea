"""How far a long command is: one line on the terminal, with the pace and the time left."""

from __future__ import annotations

import sys
import time

from huoyan.cli.terminal.language import phrase

# Seconds before the line appears, and between two of its states.
PATIENCE_S, PAUSE_S = 1.0, 0.2


class Meter:
    """Counts pictures, or seconds. Draws on stderr, and only where a person may be looking at it.

    The bars of training are rich's; the runtime does without that dependency.
    """

    def __init__(self, total: float | None = None, words: str = "terminal.far") -> None:
        """words: the key of the line; with `_of` after it, that of the line where the total is known."""
        self.total, self._words = total, words
        self._started = self._drawn = time.perf_counter()
        self._shown, self._done = False, 0
        self._behind = 0.0  # before this call began

    def begin(self, behind: float, total: float | None) -> None:
        """The work begins now, with so much of it done by an earlier call."""
        self._behind, self.total = behind, total
        self._started = time.perf_counter()

    def __call__(self, done: float) -> None:
        """`done` pictures are behind us."""
        now = time.perf_counter()
        spent = now - self._started
        if not sys.stderr.isatty() or spent < PATIENCE_S or now - self._drawn < PAUSE_S:
            return
        self._drawn, self._shown = now, True
        print(f"\r\x1b[K{self._line(done, spent)}", end="", file=sys.stderr, flush=True)

    def of(self, done: int, total: int) -> None:
        """The same, of so many; a second pass over the pictures begins anew."""
        if done < self._done:
            self._started = time.perf_counter()
        self._done, self.total = done, total
        self(done)

    def close(self) -> None:
        """Takes the line away again."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _line(self, done: float, spent: float) -> str:
        rate = (done - self._behind) / spent
        if self.total is None or rate <= 0:
            return phrase(self._words, done=done, rate=rate)
        left = max(self.total - done, 0) / rate  # a container may say less than it holds
        minutes, seconds = divmod(round(left), 60)
        return phrase(
            f"{self._words}_of", done=done, total=self.total, rate=rate, minutes=minutes, seconds=seconds
        )
