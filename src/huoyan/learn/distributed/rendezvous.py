"""How processes that torchrun starts find each other, also when some were started anew.

torchrun keeps one store for all its attempts, and what dead processes wrote there is still in it: their
addresses, to which the living then try to connect. So the processes first agree on a name of their own for
this meeting, under which nothing was ever written.
"""

from __future__ import annotations

import json
import time
import uuid
from datetime import timedelta

from torch.distributed.distributed_c10d import Store

from huoyan.errors import TrainingError
from huoyan.words import Message

POLL_S = 0.05


def meet(store: Store, rank: int, size: int, patience: timedelta) -> str:
    """A name that these `size` living processes alone know.

    Each says hello with a fresh token; the first one calls a meeting of the tokens that it sees, and calls
    again when one changes, until all have answered. Raises TrainingError (training.processes) where they
    do not come.
    """
    end = time.monotonic() + patience.total_seconds()
    mine = uuid.uuid4().hex
    store.set(f"hello/{rank}", mine)
    call = _Call(store, size) if rank == 0 else _Answer(store, rank, mine)
    while time.monotonic() < end:
        name = call.look()
        if name is not None:
            return name
        time.sleep(POLL_S)
    raise TrainingError(
        Message("process.alone", rank=rank, size=size, patience=str(patience)),
        code="training.processes",
    )


class _Call:
    """The first process: calls, and calls again where another process has taken a dead one's place."""

    def __init__(self, store: Store, size: int) -> None:
        self._store, self._keys = store, [f"hello/{rank}" for rank in range(size)]
        self._name, self._tokens = "", [""]

    def look(self) -> str | None:
        store = self._store
        if not store.check(self._keys):
            return None
        tokens = [store.get(key).decode() for key in self._keys]
        if tokens != self._tokens:
            self._name, self._tokens = uuid.uuid4().hex, tokens
            store.set("call", json.dumps([self._name, tokens]))
        if not store.check([f"{self._name}/{token}" for token in tokens[1:]]):
            return None
        store.set(f"{self._name}/begun", "")
        return self._name


class _Answer:
    """Another process: answers a call that knows its token, until that meeting has begun."""

    def __init__(self, store: Store, rank: int, mine: str) -> None:
        self._store, self._rank, self._mine = store, rank, mine

    def look(self) -> str | None:
        if not self._store.check(["call"]):
            return None
        name, tokens = json.loads(self._store.get("call"))
        if len(tokens) <= self._rank or tokens[self._rank] != self._mine:
            return None
        self._store.set(f"{name}/{self._mine}", "")
        return name if self._store.check([f"{name}/begun"]) else None
