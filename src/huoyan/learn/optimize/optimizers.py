"""Optimisers by name: weight decay on matrices and kernels only, and a share of the rate for each parameter.

Not on biases and norms, and not on a Vision Transformer's tokens and tables of positions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, overload

import torch
from torch import Tensor, nn

from huoyan.errors import UsageError
from huoyan.learn.distributed.shares import is_share
from huoyan.learn.machine.sleeping_compiler import direct
from huoyan.words import Listed, Message

ParameterGroups = list[dict[str, Any]]

LR_SHARE = "lr_share"
OPTIMIZERS = ("sgd", "adam", "adamw", "muon")
# Kernels of fewer channels than this read pixels, or are depthwise: not the matrices that Muon is for.
MUON_CHANNELS = 5


def build_optimizer(
    network: nn.Module,
    name: str,
    *,
    lr: float,
    weight_decay: float,
    momentum: float = 0.9,
    beta2: float = 0.99,
    shares: Mapping[int, float] | None = None,
) -> torch.optim.Optimizer:
    """For all parameters that ask for gradients; those of `undecayed` are not decayed.

    shares: by the id of a parameter, of the rate; 1 for others. They stand as `lr_share` in the groups. Muon
    has one rate for all.

    `momentum` is that of SGD (Nesterov) and Muon, and beta1 of Adam; `beta2` the memory of Adam's squares:
    0.99 suits runs of a few hundred steps, 0.999 long ones. UsageError for an unknown name, a value out
    of range, a network that is frozen altogether, and Muon where there is no matrix for it.
    """
    _check_name(name)
    if not (lr > 0 and weight_decay >= 0 and 0 <= momentum < 1 and 0 <= beta2 < 1):
        raise _refuse(
            Message("fit.optimiser_values", lr=lr, weight_decay=weight_decay, momentum=momentum, beta2=beta2)
        )
    trained = [p for p in network.parameters() if p.requires_grad]
    if not trained:
        raise _refuse(Message("fit.frozen"))
    betas = (momentum, beta2)
    if name == "muon":
        return MuonWithAdamW(network, lr=lr, weight_decay=weight_decay, momentum=momentum, betas=betas)
    groups = _groups(trained, weight_decay, undecayed(network), shares or {})
    for group in groups:
        group["lr"] = lr * group[LR_SHARE]
    return BUILDERS[name](groups, lr, betas)


class MuonWithAdamW(torch.optim.Optimizer):
    """Muon (Jordan et al. 2024) for hidden matrices and convolutions, AdamW for all other parameters.

    torch's Muon takes matrices only, so a kernel (out, in, h, w) is given to it as (out, in * h * w), as its
    author does: a copy that is filled before and written back after each step, whatever the memory layout.
    Others are: the last matrix (it gives the logits), embeddings, and kernels that read pixels.
    """

    def __init__(
        self,
        network: nn.Module,
        *,
        lr: float,
        weight_decay: float,
        momentum: float,
        betas: tuple[float, float],
    ) -> None:
        self._all = [p for p in network.parameters() if p.requires_grad]
        self._hidden = hidden_matrices(network)
        if not self._hidden:
            raise _refuse(Message("fit.muon"))
        chosen = {id(p) for p in self._hidden}
        rest = [p for p in self._all if id(p) not in chosen]
        self._flat = [nn.Parameter(_matrix(p.detach()).clone()) for p in self._hidden]
        super().__init__(self._all, {"lr": lr})
        self._muon = torch.optim.Muon(
            self._flat,
            lr=lr,
            weight_decay=weight_decay,
            momentum=momentum,
            adjust_lr_fn="match_rms_adamw",
        )
        self._adamw = _adamw(_groups(rest, weight_decay, undecayed(network)), lr, betas) if rest else None
        self._share_groups()

    @overload
    def step(self, closure: None = None) -> None: ...
    @overload
    def step(self, closure: Callable[[], float]) -> float: ...

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for flat, kernel in zip(self._flat, self._hidden, strict=True):
            flat.copy_(_matrix(kernel))
            flat.grad = None if kernel.grad is None else _matrix(kernel.grad)
        self._muon.step()  # type: ignore[no-untyped-call]
        for flat, kernel in zip(self._flat, self._hidden, strict=True):
            kernel.copy_(flat.view(kernel.shape))
        if self._adamw is not None:
            self._adamw.step()
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        for parameter in self._all:
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                parameter.grad.zero_()

    def state_dict(self) -> dict[str, Any]:
        adamw = None if self._adamw is None else self._adamw.state_dict()
        return {"muon": self._muon.state_dict(), "adamw": adamw}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self._muon.load_state_dict(state_dict["muon"])
        if self._adamw is not None:
            self._adamw.load_state_dict(state_dict["adamw"])
        self._share_groups()

    def _share_groups(self) -> None:
        """The same dicts as those of the two optimisers, so that a rate that is set here is used there."""
        self.param_groups = self._muon.param_groups + (
            [] if self._adamw is None else self._adamw.param_groups
        )


def hidden_matrices(network: nn.Module) -> list[nn.Parameter]:
    """Trained weights that map hidden features to hidden features: what Muon is for."""
    embeddings = {id(m.weight) for m in network.modules() if isinstance(m, nn.Embedding)}
    # Three axes are tables of positions and the like, not maps.
    maps = [p for p in network.parameters() if p.ndim in {2, 4} and id(p) not in embeddings]
    last = next((p for p in reversed(maps) if p.ndim == 2), None)
    return [
        p
        for p in maps
        if p.requires_grad and p is not last and p.shape[0] > 1 and p.shape[1] >= MUON_CHANNELS
    ]


def undecayed(network: nn.Module) -> set[int]:
    """Ids of the parameters that are no maps: shrinking them would not make the network any simpler.

    Fewer than two axes (biases, norms); what a network of timm names itself; and tokens (1, 1, C), positions
    (1, N, C), scales (C, 1, 1): three axes, of which one is 1, but for the kernels of Conv1d.
    """
    kernels = {id(m.weight) for m in network.modules() if isinstance(m, nn.Conv1d)}
    found = {id(p) for p in network.parameters() if p.ndim < 2}
    found |= {id(p) for p in network.parameters() if p.ndim == 3 and 1 in p.shape and id(p) not in kernels}
    for module in network.modules():
        named = getattr(module, "no_weight_decay", None)
        names = set(named()) if callable(named) else set()
        found |= {id(p) for name, p in module.named_parameters() if name in names}
    return found


def _sgd(groups: ParameterGroups, lr: float, betas: tuple[float, float]) -> torch.optim.Optimizer:
    momentum = betas[0]
    # torch has no fused SGD for shares of tensors (of Adam it has one).
    shares = any(is_share(p) for group in groups for p in group["params"])
    fused = None if shares else _fusable(groups)
    made = direct(torch.optim.SGD)(groups, lr=lr, momentum=momentum, nesterov=momentum > 0, fused=fused)
    return _safe(made)


def _adam(groups: ParameterGroups, lr: float, betas: tuple[float, float]) -> torch.optim.Optimizer:
    return _safe(direct(torch.optim.Adam)(groups, lr=lr, betas=betas, fused=_fusable(groups)))


def _adamw(groups: ParameterGroups, lr: float, betas: tuple[float, float]) -> torch.optim.Optimizer:
    return _safe(direct(torch.optim.AdamW)(groups, lr=lr, betas=betas, fused=_fusable(groups)))


BUILDERS: dict[str, Callable[[ParameterGroups, float, tuple[float, float]], torch.optim.Optimizer]] = {
    "sgd": _sgd,
    "adam": _adam,
    "adamw": _adamw,
}


def _groups(
    parameters: list[nn.Parameter],
    weight_decay: float,
    kept: set[int],
    shares: Mapping[int, float] | None = None,
) -> ParameterGroups:
    """One for each share of the rate, decayed or not; the highest share first."""
    share_of = shares or {}
    groups: dict[tuple[float, bool], list[nn.Parameter]] = {}
    for p in parameters:
        groups.setdefault((-share_of.get(id(p), 1.0), id(p) in kept), []).append(p)
    return [
        {"params": groups[key], "weight_decay": 0.0 if key[1] else weight_decay, LR_SHARE: -key[0]}
        for key in sorted(groups)
    ]


def _fusable(groups: ParameterGroups) -> bool | None:
    """Fused kernels where torch has them: on 60,000 parameters a third of the time of the others (CPU)."""
    parameters = [p for group in groups for p in group["params"]]
    return all(p.device.type in {"cpu", "cuda", "mps"} and p.is_floating_point() for p in parameters) or None


def _safe(optimizer: torch.optim.Optimizer) -> torch.optim.Optimizer:
    """Gives gradients and loaded states the memory layout of their parameters.

    torch's fused CPU kernels walk through memory, not through indices: with a channels-last kernel and a
    gradient or a state in the usual layout they mix up elements without a word (measured with torch 2.15).
    """
    optimizer.register_step_pre_hook(lambda used, args, kwargs: _lay_out_gradients(used))
    optimizer.register_load_state_dict_post_hook(_lay_out_states)
    return optimizer


def _lay_out_gradients(optimizer: torch.optim.Optimizer) -> None:
    for group in optimizer.param_groups:
        for p in group["params"]:
            if p.ndim > 1 and p.grad is not None and p.grad.stride() != p.stride():
                p.grad = torch.empty_like(p).copy_(p.grad)


def _lay_out_states(optimizer: torch.optim.Optimizer) -> None:
    for parameter, state in optimizer.state.items():
        for key, value in state.items():
            if isinstance(value, Tensor) and value.shape == parameter.shape:
                state[key] = torch.empty_like(parameter, dtype=value.dtype).copy_(value)


def _matrix(kernel: Tensor) -> Tensor:
    return kernel.flatten(1)


def _check_name(name: str) -> None:
    if name not in OPTIMIZERS:
        raise _refuse(Message("fit.optimiser", name=name, known=Listed(OPTIMIZERS, None)))


def _refuse(message: Message) -> UsageError:
    return UsageError(message, code="usage.optimizer")
