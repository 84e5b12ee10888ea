"""PyTorch: the trained network itself, before it is exported. The one runtime that needs torch."""

from __future__ import annotations

import threading

import numpy as np
import torch

from huoyan.errors import EngineError
from huoyan.runtimes.base import Precision


class TorchRuntime:
    """Runs a network that takes uint8 (N, H, W, C) and gives logits (N, classes)."""

    name = "torch"
    precision: Precision = "fp32"

    def __init__(self, network: torch.nn.Module, device: torch.device | str = "cpu") -> None:
        self.reason = ""
        self.threads = torch.get_num_threads()
        self._device = torch.device(device)
        self._network = network.to(self._device)
        # Training mode belongs to the network, so two calls must not change it at once.
        self._lock = threading.Lock()

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        """uint8 (N, H, W, C) to {"logits": float32 (N, classes)}; see Runtime.run."""
        if batch.dtype != np.uint8 or batch.ndim != 4 or not len(batch):
            raise EngineError(
                f"The batch is {batch.dtype} {batch.shape}; the network takes uint8 (N, H, W, C), N >= 1.",
                code="engine.input",
            )
        # torch warns of read-only memory; it is not written to here, but a copy is the honest way.
        pictures = torch.from_numpy(batch if batch.flags.writeable else batch.copy())
        with self._lock, torch.inference_mode():
            training = self._network.training
            self._network.eval()
            try:
                logits = self._network(pictures.to(self._device))
            except RuntimeError as error:
                raise EngineError(
                    f"torch could not run a batch of {batch.shape}: {error}. If memory is short, use a "
                    "smaller --batch.",
                    code="engine.run",
                ) from error
            finally:
                self._network.train(training)
            return {"logits": logits.float().cpu().numpy()}
