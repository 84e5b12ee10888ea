"""The files of checkpoints in a run folder: how they are named, found and removed."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path

SUFFIX, SHARDS = ".checkpoint", ".shards"
# What `checkpoint_name` gives: files of other names in the folder are not ours.
_NAMED = "step-" + 9 * "[0-9]"


def checkpoint_name(step: int) -> str:
    return f"step-{step:09d}"


def steps(folder: Path) -> set[str]:
    """The names, without their suffix, of the checkpoints in `folder`."""
    return {path.name.removesuffix(SUFFIX) for path in checkpoint_files(folder)}


def remove(folder: Path) -> None:
    """Removes the checkpoints of a training that is finished."""
    remove_shards(folder)
    for path in (*checkpoint_files(folder), *folder.glob(f".{_NAMED}{SUFFIX}*.new")):
        with contextlib.suppress(OSError):
            path.unlink()
    with contextlib.suppress(OSError):  # files of somebody else in it stay
        folder.rmdir()


def checkpoint_files(folder: Path) -> list[Path]:
    """Oldest first."""
    return sorted(path for path in folder.glob(f"{_NAMED}{SUFFIX}") if path.is_file())


def remove_shards(folder: Path, *, but: Collection[str] = ()) -> None:
    """Removes the shards in a checkpoint folder, but for those of the steps named."""
    for path in folder.glob(f"step-*{SHARDS}"):
        if path.name.removesuffix(SHARDS) not in but:
            remove_shard_folder(path)


def remove_shard_folder(folder: Path) -> None:
    """Removes a folder of shards; with files that torch.distributed.checkpoint did not write it stays."""
    for path in folder.glob("shard-*-model-*-of-*.safetensors"):
        with contextlib.suppress(OSError):
            path.unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()
