"""Whether something is divided among processes, told without loading what divides it (it takes a second)."""

from __future__ import annotations

import sys

from torch import Tensor, nn


def is_sharded(network: nn.Module) -> bool:
    """Whether `sharded.shard` divided this network."""
    fsdp = sys.modules.get("torch.distributed.fsdp")
    return fsdp is not None and isinstance(network, fsdp.FSDPModule)


def is_share(value: object) -> bool:
    """Whether this is a DTensor: a share that knows what it is a share of."""
    tensor = sys.modules.get("torch.distributed.tensor")
    return tensor is not None and isinstance(value, tensor.DTensor)


def own(tensor: Tensor) -> Tensor:
    """What of a tensor lies in this process."""
    found: Tensor = tensor.to_local() if is_share(tensor) else tensor  # type: ignore[attr-defined]
    return found
