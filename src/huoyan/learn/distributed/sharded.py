"""A network whose weights, gradients and optimiser state are divided among the processes (FSDP2).

Each process keeps a share of every tensor; the whole of a block is put together only while it computes
(Zhao et al. 2023, "PyTorch FSDP"). So a network can be trained that fits none of the GPUs.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_optimizer_state_dict,
    set_model_state_dict,
    set_optimizer_state_dict,
)
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor

from huoyan.learn.distributed.shares import own
from huoyan.learn.distributed.world import World
from huoyan.learn.optimize.weight_average import WeightAverage

# A block is put together as a whole: each has at least this share of the parameters.
BLOCK_SHARE = 1 / 32
FLAT = StateDictOptions(flatten_optimizer_state_dict=True)
_WHOLE = StateDictOptions(full_state_dict=True, cpu_offload=True)


def shard(network: nn.Module, device: torch.device, world: World) -> nn.Module:
    """Divides the parameters of `network` in place, which must be equal in all processes; on `device` after.

    Gradients become the mean over the processes.
    """
    mesh = init_device_mesh(device.type, (world.size,))
    least = BLOCK_SHARE * sum(p.numel() for p in network.parameters())
    for module in _inner_first(network):
        left = sum(p.numel() for p in module.parameters() if not isinstance(p, DTensor))
        if left >= least or module is network:
            # Put together anew for each use: what the weight average wrote must be seen.
            fully_shard(module, mesh=mesh, reshard_after_forward=True)
    for name, buffer in list(network.named_buffers()):
        _set_buffer(network, name, buffer.to(device))
    return network


def whole_weights(network: nn.Module) -> dict[str, Tensor]:
    """The state dict put together on the CPU of the lead; empty in the others, who must call it too."""
    return get_model_state_dict(network, options=_WHOLE)  # type: ignore[return-value]


def sharded_state(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    average: WeightAverage | None,
    *,
    made: bool = False,
) -> dict[str, Any]:
    """This process's share of what training changes, as DTensors that know what they are a share of.

    None for an optimiser that made no step yet, unless its state is to be `made`, to read another into it.
    """
    begun = made or bool(optimizer.state)
    return {
        "network": get_model_state_dict(network),
        "optimizer": get_optimizer_state_dict(network, optimizer, options=FLAT) if begun else None,
        "average": None if average is None else _as_shares(average.state_dict(), network),
    }


def restore_sharded(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    average: WeightAverage | None,
    state: dict[str, Any],
) -> None:
    """Takes up what `sharded_state` gave, by as many processes."""
    set_model_state_dict(network, state["network"])
    if state["optimizer"] is None:
        optimizer.state.clear()
    else:
        set_optimizer_state_dict(network, optimizer, state["optimizer"], options=FLAT)
    if average is not None:
        average.load_state_dict({name: own(tensor) for name, tensor in state["average"].items()})


def _inner_first(network: nn.Module) -> list[nn.Module]:
    """Modules after all that they hold; lists of modules are no modules that are called."""
    return [m for m in reversed(list(network.modules())) if not isinstance(m, (nn.ModuleList, nn.ModuleDict))]


def _as_shares(averages: dict[str, Tensor], network: nn.Module) -> dict[str, Tensor]:
    """The averages beside the parameters that they are averages of."""
    parameters = dict(network.named_parameters())
    shares = {}
    for name, tensor in averages.items():
        parameter = parameters.get(name.removeprefix("average."))
        shares[name] = tensor
        if isinstance(parameter, DTensor):
            shares[name] = DTensor.from_local(
                tensor,
                parameter.device_mesh,
                parameter.placements,
                run_check=False,
                shape=parameter.shape,
                stride=parameter.stride(),
            )
    return shares


def _set_buffer(network: nn.Module, name: str, value: Tensor) -> None:
    place, _, last = name.rpartition(".")
    module = network.get_submodule(place)
    module.register_buffer(last, value, persistent=last not in module._non_persistent_buffers_set)
