"""A training whose process dies after some steps, each of which was kept."""

from __future__ import annotations

from pathlib import Path

from huoyan.learn.fit.keeper import Keeper


class Killed(Exception):
    """Stands for the process that is gone."""


class Dying(Keeper):
    """Keeps after every step and dies after some."""

    def __init__(self, folder: Path, after: int) -> None:
        super().__init__(folder, every_s=0)
        self.left = after

    def keep(self, training, *, now, listen) -> None:
        super().keep(training, now=now, listen=listen)
        self.left -= 1
        if self.left == 0:
            raise Killed
