"""When the state of a training is saved, and what happens when it cannot be."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import safetensors.torch
from torch import Tensor

from huoyan.errors import TrainingError
from huoyan.learn.distributed.shard_files import (
    apart_from_shards,
    are_whole,
    joined_shards,
    load_shards,
    save_shards,
)
from huoyan.learn.distributed.world import ALONE, World
from huoyan.learn.fit.checkpoints import Snapshot, load_latest, save
from huoyan.learn.fit.clock import Clock
from huoyan.learn.fit.targets import Targets, tensors_of
from huoyan.runs.checkpoint_files import SHARDS, checkpoint_name, remove_shards, steps
from huoyan.runs.events import Listener, Said
from huoyan.words import Message

if TYPE_CHECKING:
    from torch.distributed.tensor import DTensor

FullDisk = Literal["go-on", "stop"]


class Keepable(Protocol):
    """A training, as far as keeping it goes."""

    clock: Clock

    def state(self) -> dict[str, Any]: ...

    def restore(self, state: dict[str, Any]) -> None: ...

    def state_to_fill(self) -> dict[str, Any]: ...


class Keeper:
    """Saves a training into `folder` every `every_s` seconds, and at its end.

    Without a folder nothing is written, and going back means going back to the start. `identity` says
    which data and recipe the checkpoints belong to. Among several processes the lead alone reads and writes,
    unless the network is `sharded` among them: then each writes its shares, into a folder that all must see.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        every_s: float = 60.0,
        identity: str = "",
        on_full_disk: FullDisk = "go-on",
        world: World = ALONE,
        sharded: bool = False,
    ) -> None:
        self.folder, self.every_s, self.identity, self.on_full_disk = folder, every_s, identity, on_full_disk
        self.world, self.sharded = world, sharded
        self._saved_at = time.perf_counter()
        self._warned = False
        self._start: dict[str, Any] = {}

    def start(self, training: Keepable) -> None:
        """Takes up what the folder holds. Raises TrainingError (training.resume) if it is of other data."""
        found = self._found(training)
        if found is not None:
            training.restore(found)
        self._start = _copied(training.state())
        self._saved_at = time.perf_counter()

    def keep(self, training: Keepable, *, now: bool, listen: Listener) -> None:
        """Saves if the interval is over, or `now`. A failure is said once, or stops the run."""
        if not self._due(now):
            return
        try:
            self._save(training.clock.steps, {"identity": self.identity, "training": training.state()})
        except TrainingError as error:
            if self.on_full_disk == "stop":
                raise
            if not self._warned:
                listen(Said(Message("fit.goes_on_without", failure=error.message), warning=True))
            self._warned = True
        self._saved_at = time.perf_counter()

    def restore(self, training: Keepable) -> None:
        """Back to the last state that was saved, or to the start of this process."""
        found = self._found(training)
        training.restore(found if found is not None else self._start)

    def _due(self, now: bool) -> bool:
        due = self.folder is not None and (now or time.perf_counter() - self._saved_at >= self.every_s)
        if not self.sharded:
            return due
        # All write together, when the lead says so.
        return self.world.sum([float(due and self.world.leads)])[0] > 0

    def _save(self, step: int, state: dict[str, Any]) -> None:
        assert self.folder is not None
        if self.sharded:
            shards: dict[str, DTensor] = {}
            state = apart_from_shards(state, shards)
            state["shards"] = save_shards(
                self.folder / f"{checkpoint_name(step)}{SHARDS}", shards, self.world
            )
            self.world.from_lead(lambda: self._write(Snapshot(step, state)))
        elif self.world.leads:
            self._write(Snapshot(step, state))

    def _write(self, snapshot: Snapshot) -> None:
        assert self.folder is not None
        try:
            save(self.folder, snapshot)
        finally:
            # Those of older checkpoints, and of this one if it was not written.
            remove_shards(self.folder, but=steps(self.folder))

    def _found(self, training: Keepable) -> dict[str, Any] | None:
        """The state that the folder holds. Raises TrainingError (training.resume) if it is of other data."""
        found = self.world.from_lead(self._latest)
        if found is None:
            return None
        state: dict[str, Any] = found.state["training"]
        if "shards" in found.state:
            assert self.folder is not None
            shards: dict[str, DTensor] = {}
            apart_from_shards({"training": training.state_to_fill()}, shards)
            load_shards(self.folder / f"{checkpoint_name(found.step)}{SHARDS}", shards)
            state = joined_shards({"training": state}, shards)["training"]
        return state

    def _latest(self) -> Snapshot | None:
        if self.folder is None:
            return None
        folder = self.folder

        def whole(found: Snapshot) -> bool:
            return are_whole(folder / f"{checkpoint_name(found.step)}{SHARDS}", found.state.get("shards", {}))

        found = load_latest(folder, whole)
        if found is not None and found.state["identity"] != self.identity:
            raise TrainingError(
                Message("fit.other_data", folder=folder),
                code="training.resume",
            )
        return found

    def save_batch(self, images: Tensor, targets: Targets) -> Path | None:
        """The batch on which the loss was no number, for replay; None where there is no folder for it."""
        if self.folder is None:
            return None
        path = self.folder.parent / "diverged.safetensors"
        tensors = {"images": images, **tensors_of(targets)}
        content = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
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
