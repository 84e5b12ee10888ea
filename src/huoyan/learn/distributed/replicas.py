"""The network as the processes compute with it: each holds all of it, and gradients are shared."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from typing import Any

from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from huoyan.learn.distributed.shares import is_sharded
from huoyan.learn.distributed.world import World

# Batch norms hear of all pictures (SyncedBatchNorm), so that their figures are equal anyway. The name
# of this option changed after torch 2.14.
_NEW = "forward_sync_buffers" in inspect.signature(DistributedDataParallel.__init__).parameters
_BUFFERS = "forward_sync_buffers" if _NEW else "broadcast_buffers"


def replicated(network: nn.Module, world: World) -> Callable[..., Tensor]:
    """What to call for the logits of this process's share, so that backward gives the mean gradient of all.

    The weights and figures of the lead are everybody's from here on.
    """
    if world.size == 1 or is_sharded(network):
        return network
    # Said of convolutions of one channel, whose two memory layouts are one and the same.
    warnings.filterwarnings("ignore", "Grad strides do not match bucket view strides", UserWarning)
    device = next(network.parameters()).device
    options: dict[str, Any] = {_BUFFERS: False}
    return DistributedDataParallel(
        network,
        device_ids=[device] if device.type == "cuda" else None,
        gradient_as_bucket_view=True,
        **options,
    )
