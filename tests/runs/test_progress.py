"""What stays on the terminal while a bar is drawn below it."""

from __future__ import annotations

import io
import json
import math
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from huoyan.runs.events import Phase, Said, Validated
from huoyan.runs.learning_curve import Epoch
from huoyan.runs.log_file import LogFile
from huoyan.runs.terminal import TerminalProgress


class Terminal(io.StringIO):
    """Takes what a program writes; `screen` is what a person then sees."""

    def isatty(self) -> bool:
        return True

    @property
    def screen(self) -> list[str]:
        lines, row = [""], 0
        for part in re.findall(r"\x1b\[\??[0-9;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", self.getvalue()):
            if part == "\n":
                row += 1
                lines += [""] * (row == len(lines))
            elif part == "\x1b[2K":
                lines[row] = ""
            elif part == "\x1b[1A":
                row -= 1
            elif part[0] not in "\x1b\r":
                lines[row] += part
        return [line for line in lines if line]


def epoch(number: float) -> Epoch:
    return Epoch(number, 0.5, 0.4, val_score=0.9, score="accuracy", images_per_second=100.0)


def test_remarks_and_epochs_stay_above_the_bar(monkeypatch: pytest.MonkeyPatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with TerminalProgress() as progress:
        for event in (
            Said("train 60 pictures."),
            Phase("training", 3),
            Said("two copies", warning=True),
            Validated(epoch(1), best=True, fraction=0.5),
            Validated(epoch(2), best=False, fraction=1.0),
        ):
            progress(event)
        progress.tell("weights 0a1b", style="dim")
    figures = "loss 0.5000   validation loss 0.4000   accuracy 0.9000   100 pictures/s"
    assert terminal.screen == [
        "· train 60 pictures.",
        "! two copies",
        f"  epoch   1.00   {figures} best",
        f"  epoch   2.00   {figures}",
        "weights 0a1b",
    ]


def test_the_log_is_json_also_where_a_loss_is_no_number(tmp_path: Path):
    log = LogFile(tmp_path / "log.jsonl")
    log(Validated(replace(epoch(1), val_loss=math.nan, val_score=-math.inf), best=False, fraction=1.0))
    log.close()
    found = json.loads((tmp_path / "log.jsonl").read_text(), parse_constant=pytest.fail)
    assert (found["train_loss"], found["val_loss"], found["val_score"]) == (0.5, None, None)
