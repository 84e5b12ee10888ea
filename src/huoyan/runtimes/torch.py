"""PyTorch: the trained network itself, before it is exported. The one runtime that needs torch."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import torch

from huoyan.errors import EngineError
from huoyan.runtimes.base import Precision
from huoyan.words import Message

# Devices that torch.autocast knows, of those that a network is run on.
_AUTOCAST = ("cpu", "cuda", "mps")


@contextmanager
def usual_arithmetic() -> Iterator[None]:
    """New tensors are float32 and on the CPU, nothing is cast or rounded; then all is as the caller set it.

    What is as usual is not touched: another thread may have made it so, and will put it back.
    """
    with ExitStack() as stack:
        if (dtype := torch.get_default_dtype()) != torch.float32:
            stack.callback(torch.set_default_dtype, dtype)
            torch.set_default_dtype(torch.float32)
        if torch.get_default_device().type != "cpu":
            stack.enter_context(torch.device("cpu"))
        _without_autocast(stack)
        _in_full_precision(stack)
        yield


def _without_autocast(stack: ExitStack) -> None:
    for kind in _AUTOCAST:
        stack.callback(torch.set_autocast_enabled, kind, torch.is_autocast_enabled(kind))
        torch.set_autocast_enabled(kind, False)
    # Within the caller's autocast, casts of weights would be kept from one step to the next.
    stack.callback(torch.set_autocast_cache_enabled, torch.is_autocast_cache_enabled())
    torch.set_autocast_cache_enabled(torch.is_autocast_cache_enabled() and not _within_autocast())


def _in_full_precision(stack: ExitStack) -> None:
    """float32 is multiplied as float32: a coarser, faster way is the recipe's to choose (--precision)."""
    backends: Any = torch.backends
    for kind in (backends.cuda.matmul, backends.mkldnn.matmul, backends.mkldnn.conv):
        if (precision := kind.fp32_precision) not in ("none", "ieee"):
            stack.callback(setattr, kind, "fp32_precision", precision)
            kind.fp32_precision = "ieee"


def _within_autocast() -> bool:
    depth = torch.autocast_increment_nesting()
    torch.autocast_decrement_nesting()
    return depth > 1


def named_outputs(given: Any, names: Sequence[str]) -> dict[str, np.ndarray]:
    """What a network gives (a tensor, several, or some by name) as arrays of these names: float32, or whole
    numbers as they are.
    """
    if isinstance(given, Mapping):
        found = [given[name] for name in names]
    else:
        found = [given] if isinstance(given, torch.Tensor) else list(given)
    return {name: _array(each) for name, each in zip(names, found, strict=True)}


def _array(given: torch.Tensor) -> np.ndarray:
    return np.asarray((given.float() if given.is_floating_point() else given).cpu().numpy())


class TorchRuntime:
    """Runs a network that takes uint8 (N, H, W, C) and gives what `outputs` names, in its order."""

    name = "torch"
    precision: Precision = "fp32"

    def __init__(
        self, network: torch.nn.Module, outputs: Sequence[str], device: torch.device | str = "cpu"
    ) -> None:
        self.reason = ""
        self.threads = torch.get_num_threads()
        self._outputs = tuple(outputs)
        self._device = torch.device(device)
        self._network = network.to(self._device)
        # Training mode belongs to the network, so two calls must not change it at once.
        self._lock = threading.Lock()

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        """uint8 (N, H, W, C) to named arrays; see Runtime.run."""
        if batch.dtype != np.uint8 or batch.ndim != 4 or not len(batch):
            raise EngineError(
                Message("engine.torch_batch", dtype=str(batch.dtype), shape=batch.shape),
                code="engine.input",
            )
        return self.call({"": batch})

    def call(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """See Program.call: the network takes them in this order."""
        arrays = given.values()
        # torch warns of read-only memory; it is not written to here, but a copy is the honest way.
        tensors = [torch.from_numpy(x if x.flags.writeable else x.copy()) for x in arrays]
        with self._lock, usual_arithmetic(), torch.inference_mode():
            training = self._network.training
            self._network.eval()
            try:
                found = self._network(*(tensor.to(self._device) for tensor in tensors))
            except RuntimeError as error:
                shape = next(iter(arrays)).shape
                raise EngineError(
                    Message("engine.torch_run", shape=shape, reason=str(error)), code="engine.run"
                ) from error
            finally:
                self._network.train(training)
            return named_outputs(found, self._outputs)
