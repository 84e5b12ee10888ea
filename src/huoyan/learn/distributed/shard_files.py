"""The shares of a sharded training on disk: every process writes its own, as many others may read them.

torch.distributed.checkpoint in safetensors files (its own format holds a pickle). The folder counts only
once a checkpoint names it with the sha256 of each file, which is written after all are on the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import Tensor

from huoyan.errors import TrainingError
from huoyan.learn.distributed.shares import is_share
from huoyan.learn.distributed.world import World
from huoyan.runs.checkpoint_files import remove_shard_folder
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

if TYPE_CHECKING:  # it takes a second to load
    from torch.distributed.tensor import DTensor

_SHARD = "__shard__"


def apart_from_shards(state: Any, shards: dict[str, DTensor], name: str = "") -> Any:
    """`state` with every share replaced by its name, under which it goes into `shards`."""
    if is_share(state):
        shards[name] = state
        return {_SHARD: name}
    if isinstance(state, Mapping):
        return {key: apart_from_shards(value, shards, f"{name}/{key}") for key, value in state.items()}
    return state


def joined_shards(plain: Any, shards: Mapping[str, Tensor]) -> Any:
    """The inverse of `apart`."""
    if isinstance(plain, Mapping):
        if _SHARD in plain:
            return shards[plain[_SHARD]]
        return {key: joined_shards(value, shards) for key, value in plain.items()}
    return plain


def save_shards(folder: Path, shards: dict[str, DTensor], world: World) -> dict[str, str]:
    """Writes the shares of all processes into the new `folder`; the sha256 of each file by its name.

    All processes call it together. Raises TrainingError (training.checkpoint) in all of them where one fails.
    """
    from torch.distributed.checkpoint.api import CheckpointException
    from torch.distributed.checkpoint.hf_storage import HuggingFaceStorageWriter
    from torch.distributed.checkpoint.state_dict_saver import save

    problem = world.from_lead(lambda: _emptied(folder))
    if problem:
        raise _unwritten(folder, problem)
    if world.sum([float(not folder.is_dir())])[0]:
        raise _unwritten(folder, Message("process.folder_unseen"), Message("process.share_out"))
    try:
        save(shards, storage_writer=HuggingFaceStorageWriter(str(folder), save_distributed=True))
        if world.leads_node:
            _flush(folder)
    except (OSError, CheckpointException) as error:
        problem = str(error).splitlines()[-1]
    if world.sum([float(bool(problem))])[0]:
        if world.leads:
            remove_shard_folder(folder)
        raise _unwritten(folder, problem or Message("process.one_failed"))
    return world.from_lead(lambda: {path.name: _digest(path) for path in sorted(folder.iterdir())})


def load_shards(folder: Path, shards: dict[str, DTensor]) -> None:
    """Fills the `shards` of this process in place, however many processes wrote them."""
    from torch.distributed.checkpoint.hf_storage import HuggingFaceStorageReader
    from torch.distributed.checkpoint.state_dict_loader import load

    load(shards, storage_reader=HuggingFaceStorageReader(str(folder)))


def are_whole(folder: Path, digests: Mapping[str, str]) -> bool:
    """Whether every file is there and as it was written."""
    return all(
        (folder / name).is_file() and _digest(folder / name) == known for name, known in digests.items()
    )


def _emptied(folder: Path) -> str:
    """Without what a killed attempt at this very step left there. Why it could not be made, or nothing.

    Not raised: it must end the attempt of all processes alike.
    """
    remove_shard_folder(folder)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        return system_reason(error)
    return ""


def _unwritten(folder: Path, problem: str, do: Message | None = None) -> TrainingError:
    return TrainingError(
        Message(
            "process.checkpoint",
            folder=folder,
            problem=problem,
            remedy=do or Message("disk.free_or_writable"),
        ),
        code="training.checkpoint",
    )


def _flush(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        with contextlib.ExitStack() as stack:
            descriptor = os.open(path, os.O_RDONLY)
            stack.callback(os.close, descriptor)
            os.fsync(descriptor)


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
