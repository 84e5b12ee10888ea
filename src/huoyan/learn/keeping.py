"""When the state of a training is saved, and what happens when it cannot be."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Literal, Protocol

import safetensors.torch
from torch import Tensor

from huoyan.errors import TrainingError
from huoyan.learn.checkpoint import Snapshot, load_latest, save
from huoyan.learn.clock import Clock
from huoyan.learn.events import Listener, Said

FullDisk = Literal["go-on", "stop"]


class Keepable(Protocol):
    """A training, as far as keeping it goes."""

    clock: Clock

    def state(self) -> dict[str, Any]: ...

    def restore(self, state: dict[str, Any]) -> None: ...


class Keeper:
    """Saves a training into `folder` every `every_s` seconds, and at its end.

    Without a folder nothing is written, and going back means going back to the start. `identity` says
    which data and recipe the checkpoints belong to.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        every_s: float = 60.0,
        identity: str = "",
        on_full_disk: FullDisk = "go-on",
    ) -> None:
        self.folder, self.every_s, self.identity, self.on_full_disk = folder, every_s, identity, on_full_disk
        self._saved_at = time.perf_counter()
        self._warned = False
        self._start: dict[str, Any] = {}

    def start(self, training: Keepable) -> None:
        """Takes up what the folder holds. Raises TrainingError (training.resume) if it is of other data."""
        found = load_latest(self.folder) if self.folder is not None else None
        if found is not None:
            if found.state["identity"] != self.identity:
                raise TrainingError(
                    f"The checkpoint in {self.folder} belongs to other pictures, labels or another split. "
                    "Put the data back as they were, or start a new run.",
                    code="training.resume",
                )
            training.restore(found.state["training"])
        self._start = _copied(training.state())
        self._saved_at = time.perf_counter()

    def keep(self, training: Keepable, *, now: bool, listen: Listener) -> None:
        """Saves if the interval is over, or `now`. A failure is said once, or stops the run."""
        if self.folder is None or not (now or time.perf_counter() - self._saved_at >= self.every_s):
            return
        state = {"identity": self.identity, "training": training.state()}
        try:
            save(self.folder, Snapshot(training.clock.steps, state))
        except TrainingError as error:
            if self.on_full_disk == "stop":
                raise
            if not self._warned:
                listen(Said(f"{error.message} Training goes on without.", warning=True))
            self._warned = True
        self._saved_at = time.perf_counter()

    def restore(self, training: Keepable) -> None:
        """Back to the last state that was saved, or to the start of this process."""
        found = load_latest(self.folder) if self.folder is not None else None
        training.restore(found.state["training"] if found is not None else self._start)

    def save_batch(self, images: Tensor, targets: Tensor) -> Path | None:
        """The batch on which the loss was no number, for replay; None where there is no folder for it."""
        if self.folder is None:
            return None
        path = self.folder.parent / "diverged.safetensors"
        content = {"images": images.cpu().contiguous(), "targets": targets.cpu().contiguous()}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            safetensors.torch.save_file(content, path)
        except OSError:  # a full disk must not hide the loss
            return None
        return path


def _copied(value: Any) -> Any:
    """A state of its own: later steps must not change it."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(part) for part in value]
    return value
