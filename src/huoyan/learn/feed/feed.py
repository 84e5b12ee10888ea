"""Batches for training: drawn from one array, or decoded by worker processes."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import torch
from torch import Tensor

from huoyan.data.dataset import Dataset
from huoyan.data.prepare import prepare
from huoyan.learn.machine.hidden_main import hidden_main
from huoyan.preprocess import Preprocess

# Shares of what is free that decoded pictures may take.
MEMORY_SHARE, DISK_SHARE = 0.4, 0.7
# Times within an epoch that lost workers are replaced: beyond that something kills them on purpose.
RESTARTS = 5


class Feed(Protocol):
    """Pictures by their numbers: `batches` gives uint8 (B, H, W, C) for each group of indices."""

    def __len__(self) -> int: ...

    def batches(self, groups: Sequence[Tensor]) -> Iterator[Tensor]: ...


@dataclass(frozen=True, slots=True)
class ArrayFeed:
    """Pictures of one array, in memory or mapped from a cache file."""

    pixels: Tensor

    @classmethod
    def of(cls, pixels: np.ndarray, device: torch.device) -> ArrayFeed:
        """On a GPU the whole array moves there, if half of the free memory holds it."""
        tensor = torch.from_numpy(pixels if pixels.flags.writeable else pixels.copy())
        if device.type == "cuda" and tensor.nbytes < torch.cuda.mem_get_info(device)[0] // 2:
            tensor = tensor.to(device)
        return cls(tensor)

    def __len__(self) -> int:
        return len(self.pixels)

    def batches(self, groups: Sequence[Tensor]) -> Iterator[Tensor]:
        for group in groups:
            yield self.pixels.index_select(0, group.to(self.pixels.device))


@dataclass(frozen=True, slots=True)
class WorkerFeed:
    """Pictures decoded anew for every epoch by `workers` processes, for sets too large to keep."""

    dataset: Dataset
    preprocess: Preprocess
    workers: int

    def __len__(self) -> int:
        return len(self.dataset)

    def batches(self, groups: Sequence[Tensor]) -> Iterator[Tensor]:
        """A worker that was killed is replaced; the batches go on after the last one that arrived."""
        done = restarts = 0
        while done < len(groups):
            try:
                for batch in self._loader(groups[done:]):
                    done += 1
                    yield batch
            except (RuntimeError, ConnectionError, EOFError) as error:
                # A worker may also die while it hands a batch over: then the connection breaks off.
                lost = not isinstance(error, RuntimeError) or "DataLoader worker" in str(error)
                if not lost or restarts >= RESTARTS:
                    raise
                restarts += 1

    def _loader(self, groups: Sequence[Tensor]) -> Iterator[Tensor]:
        # A daemonic process, such as one of multiprocessing.Pool, may start none: it decodes itself.
        workers = 0 if multiprocessing.current_process().daemon else self.workers
        loader = torch.utils.data.DataLoader(
            _Decoded(self.dataset, self.preprocess),
            batch_sampler=[group.tolist() for group in groups],
            num_workers=workers,
            collate_fn=_stack,
            # Forking a process that has run threads can hang: start fresh ones.
            multiprocessing_context="spawn" if workers else None,
            # Decoding draws nothing; torch's global generator, from which dropout draws, is left alone.
            generator=torch.Generator(),
        )
        with _own_sigchld(), hidden_main():
            return iter(loader)


@dataclass(frozen=True, slots=True)
class _Decoded(torch.utils.data.Dataset[np.ndarray]):
    dataset: Dataset
    preprocess: Preprocess

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> np.ndarray:
        return prepare(self.dataset.samples[index], self.preprocess).pixels


@contextmanager
def _own_sigchld() -> Iterator[None]:
    """Puts the handler back that DataLoader replaces when it starts its workers.

    Its own raises the loss of a worker in the midst of whatever runs then, half a training step for
    instance; without it the loss is noticed where the next batch is fetched.
    """
    if not hasattr(signal, "SIGCHLD") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGCHLD)
    try:
        yield
    finally:
        signal.signal(signal.SIGCHLD, before if before is not None else signal.SIG_DFL)


def _stack(pictures: list[np.ndarray]) -> Tensor:
    return torch.from_numpy(np.stack(pictures))


def choose_feed(n: int, preprocess: Preprocess, folder: Path) -> Literal["memory", "cache", "workers"]:
    """Memory where `n` decoded pictures fit it, else a cache file in `folder`, else worker processes."""
    needed = n * preprocess.height * preprocess.width * preprocess.channels
    if needed <= MEMORY_SHARE * free_memory():
        return "memory"
    return "cache" if needed <= DISK_SHARE * shutil.disk_usage(folder).free else "workers"


def free_memory() -> int:
    """Bytes that can be taken without swapping; where the system does not say, 2 GB."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (OSError, ValueError, AttributeError):
        return 2 * 1024**3
