"""A finished run that is trained further: what is behind it, kept until the longer training is finished."""

from __future__ import annotations

import dataclasses
import json
import shlex
from dataclasses import dataclass
from pathlib import Path

from huoyan.artifact.whole_file import write_whole
from huoyan.errors import UsageError
from huoyan.learn.on_features import ON_FEATURES
from huoyan.runs.learning_curve import Epoch
from huoyan.runs.recipe import Recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Earlier:
    """The learning curve until now, and what is to come: `target` epochs in all, or so many `minutes`."""

    history: tuple[Epoch, ...]
    target: float | None
    minutes: float | None

    @property
    def epochs(self) -> float:
        """Passes over the pictures that are behind the run."""
        return self.history[-1].epoch


def further(folder: RunFolder, recipe: Recipe, given: Recipe) -> Earlier:
    """What a finished run, of `recipe`, brings along into the epochs or minutes that are `given`.

    Raises UsageError (usage.resume) where none are given, or no more than it has had, or it knows no epochs.
    """
    if recipe.model in ON_FEATURES:
        raise UsageError(
            Message("run.is_of_a_head", path=folder.path, model=recipe.model), code="usage.resume"
        )
    if given.epochs is None and given.minutes is None:
        raise UsageError(Message("run.is_finished", path=folder.path), code="usage.resume")
    history = read_history(folder.log)
    if not history:
        weights = shlex.quote(str(folder.model / "weights.safetensors"))
        raise UsageError(Message("run.untold_history", log=folder.log, weights=weights), code="usage.resume")
    earlier = Earlier(history, given.epochs if given.minutes is None else None, given.minutes)
    if earlier.target is not None and earlier.target <= earlier.epochs:
        message = Message(
            "run.has_had_the_epochs", path=folder.path, done=earlier.epochs, asked=earlier.target
        )
        raise UsageError(message, code="usage.resume")
    return earlier


def read_history(log: Path) -> tuple[Epoch, ...]:
    """The learning curve in log.jsonl. Of an epoch that a resumed run trained again, the last line counts."""
    names = {field.name for field in dataclasses.fields(Epoch)}
    found: list[Epoch] = []
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    for line in lines:
        try:
            entry = json.loads(line)
            if entry["event"] != "validated":
                continue
            entry["seconds"] = entry.pop("training_seconds")
            epoch = Epoch(**{name: entry[name] for name in names})
        except (ValueError, KeyError, TypeError):  # cut off by a full disk or a kill
            continue
        found = [*(one for one in found if one.epoch < epoch.epoch), epoch]
    return tuple(found)


def read_earlier(folder: RunFolder) -> Earlier | None:
    """What `write_earlier` wrote, while the longer training is not finished."""
    try:
        values = json.loads(folder.further.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Earlier(tuple(Epoch(**entry) for entry in values.pop("history")), **values)


def write_earlier(folder: RunFolder, earlier: Earlier) -> None:
    """From now on the run is one that was cut off, until its checkpoints are removed."""
    folder.checkpoints.mkdir(exist_ok=True)
    write_whole(folder.further, json.dumps(dataclasses.asdict(earlier)).encode())
