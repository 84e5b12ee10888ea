"""A process among those that torchrun started: what it adds up with them, and how it finds and loses them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, TypeVar, cast

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.distributed_c10d import PrefixStore, Store
from torch.distributed.rendezvous import rendezvous

from huoyan.errors import HuoyanError, TrainingError
from huoyan.learn.distributed.rendezvous import meet
from huoyan.learn.distributed.wire import from_bytes, to_bytes
from huoyan.learn.distributed.world import ALONE, World, started_by_torchrun
from huoyan.learn.machine.devices import own_gpus
from huoyan.words import Message

T = TypeVar("T")

# The lead alone looks for copies, decodes and exports meanwhile; one that died is noticed at once.
PATIENCE = timedelta(hours=4)
# Where a process leaves why it stopped, for those that notice only that it is gone.
_WHY = "why"


class ProcessGroup(World):
    """This process among the others that torchrun started."""

    def __init__(self, store: Store | None = None) -> None:
        """`store`: torchrun's, which outlives the processes."""
        self._store = store
        self.rank, self.size = dist.get_rank(), dist.get_world_size()
        self.local_rank = int(os.environ.get("LOCAL_RANK", "0"))
        self.local_size = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
        self.node = int(os.environ.get("GROUP_RANK", "0"))
        # Of their own, because gradients are summed at the same time.
        self._statistics: Any = dist.new_group()

    def sum(self, values: Sequence[float]) -> list[float]:
        summed = torch.tensor(values, dtype=torch.float64)
        dist.all_reduce(summed)
        return [float(value) for value in summed]

    def rows(self, row: Tensor) -> Tensor:
        # A sum with zeros is exact, and every backend has it.
        table = torch.zeros((self.size, *row.shape), dtype=row.dtype, device=row.device)
        table[self.rank] = row
        return self.total(table)

    def total(self, values: Tensor) -> Tensor:
        summed = values.contiguous().clone()
        dist.all_reduce(summed, group=self._statistics)
        return summed

    def gather(self, mine: Tensor, n: int) -> Tensor:
        whole = torch.zeros((n, *mine.shape[1:]), dtype=mine.dtype, device=mine.device)
        whole[self.share(n)] = mine
        return self.total(whole)

    def from_lead(self, make: Callable[[], T]) -> T:
        if not self.leads:
            return cast(T, self._unwrapped(from_bytes(self._broadcast(b"", 0))))
        try:
            made = make()
            content = to_bytes((True, made))
        except BaseException as error:
            self._broadcast(to_bytes((False, _why(error))), 0)
            raise
        self._broadcast(content, 0)
        return made

    def from_node_lead(self, make: Callable[[], T]) -> T:
        content, made, raised = b"", None, None
        if self.leads_node:
            try:
                made = make()
                content = to_bytes((True, made))
            except Exception as error:  # noqa: BLE001 - raised below, once the others know
                raised, content = error, to_bytes((False, _why(error)))
        leads = self.rows(torch.tensor([self.node, int(self.leads_node)])).tolist()
        told = {
            node: self._broadcast(content if rank == self.rank else b"", rank)
            for rank, (node, leading) in enumerate(leads)
            if leading
        }
        if raised is not None:
            raise raised
        found = {node: self._unwrapped(from_bytes(outcome)) for node, outcome in told.items()}
        return cast(T, made if self.leads_node else found[self.node])

    def _broadcast(self, content: bytes, source: int) -> bytes:
        """What the process `source` gives, in all."""
        length = torch.tensor(len(content))
        dist.broadcast(length, source)
        if source == self.rank:
            carried = torch.frombuffer(bytearray(content), dtype=torch.uint8)
        else:
            carried = torch.empty(int(length), dtype=torch.uint8)
        dist.broadcast(carried, source)
        return content if source == self.rank else carried.numpy().tobytes()

    def note(self, key: str) -> None:
        if self._store is not None:
            self._store.set(key, "")

    def noted(self, key: str) -> bool:
        return self._store is not None and bool(self._store.check([key]))

    def _unwrapped(self, outcome: tuple[bool, Any]) -> Any:
        good, value = outcome
        if not good:
            raise _stopped(value)
        return value


@contextmanager
def joined_group() -> Iterator[World]:
    """The group of this process: that of the caller, or the one that torchrun started; else it is alone.

    Raises TrainingError (training.processes) where the others cannot be reached, or are lost on the way.
    """
    if not started_by_torchrun() or dist.is_initialized():
        yield ProcessGroup() if dist.is_initialized() else ALONE
        return
    store, rank, size = next(rendezvous("env://", timeout=PATIENCE))
    of_these = PrefixStore(meet(store, rank, size, PATIENCE), store)
    try:
        dist.init_process_group(_backend(), store=of_these, rank=rank, world_size=size, timeout=PATIENCE)
        yield ProcessGroup(store)
    except HuoyanError as error:
        _say_once(error, of_these)
        raise
    except RuntimeError as error:
        if not _is_of_connection(error):
            raise
        _leave_to_another(of_these)
        raise TrainingError(
            Message("process.lost", rank=os.environ["RANK"], reason=_reason(error)),
            code="training.processes",
        ) from error
    finally:
        if dist.is_initialized():
            dist.destroy_process_group()


def _say_once(error: HuoyanError, store: Store) -> None:
    """Raises TrainingError (training.stopped) where another process says the same."""
    if error.code == "training.stopped":
        return
    with suppress(RuntimeError):  # the store may be gone as well
        store.set(_WHY, to_bytes(error.message).hex())
        if store.add(f"said/{error.message}", 1) == 1:
            return
        raise _stopped(error.message) from error


def _leave_to_another(store: Store) -> None:
    """Raises TrainingError (training.stopped) where a process that is gone said why."""
    with suppress(RuntimeError):
        if store.check([_WHY]):
            raise _stopped(from_bytes(bytes.fromhex(store.get(_WHY).decode())))


def _why(error: BaseException) -> str:
    """For the other processes: a Message where it is one."""
    return error.message if isinstance(error, HuoyanError) else str(error)


def _stopped(why: str) -> TrainingError:
    return TrainingError(Message("process.stopped", reason=why), code="training.stopped")


def _backend() -> str:
    """NCCL for GPUs, where it may: it refuses two processes on one."""
    return "cpu:gloo,cuda:nccl" if own_gpus() else "gloo"


def _is_of_connection(error: RuntimeError) -> bool:
    text = str(error).lower()
    return isinstance(error, dist.DistError) or "connection" in text or "gloo" in text or "peer" in text


def _reason(error: RuntimeError) -> str:
    """The sentence of gloo's message that says what happened."""
    return str(error).splitlines()[0].split("cc:")[-1].split("] ", 1)[-1].split(". ")[0]
