"""Batch normalisation whose statistics are those of the whole batch, not of one process's share.

Without this, more processes would mean smaller batches to every batch norm, and another training. It holds
for every module that calls torch.nn.functional.batch_norm, of whatever class, on the CPU as on a GPU
(torch.nn.SyncBatchNorm: GPU only, and classes of its own).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from huoyan.learn.distributed.world import World

# Below every variance that counts, so that a channel of one value has one.
_TINY = 1e-12


class SyncedBatchNorm(TorchFunctionMode):
    """Within this context batch norms that train take their statistics over all processes."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is F.batch_norm:
            return self._normalised(*args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))

    def _normalised(
        self,
        x: Tensor,
        running_mean: Tensor | None,
        running_var: Tensor | None,
        weight: Tensor | None = None,
        bias: Tensor | None = None,
        training: bool = False,
        momentum: float = 0.1,
        eps: float = 1e-5,
    ) -> Tensor:
        if not training:
            return F.batch_norm(x, running_mean, running_var, weight, bias, False, momentum, eps)
        y: Tensor
        y, mean, var, n = _Normalise.apply(x, weight, bias, eps, self._world)
        if running_mean is not None and running_var is not None:
            unbiased = var * (n / (n - 1))
            with torch.no_grad():
                running_mean.lerp_(mean.to(running_mean.dtype), momentum)
                running_var.lerp_(unbiased.to(running_var.dtype), momentum)
        return y


class _Normalise(torch.autograd.Function):
    """Ioffe and Szegedy 2015, section 3; forward and backward need one sum over the processes each."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor | None, bias: Tensor | None, eps: float, world: World
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        exact = x.to(torch.promote_types(x.dtype, torch.float32))
        mean, var, n = _statistics(exact, world)
        y = F.batch_norm(x, mean, var, weight, bias, False, 0.0, eps)
        ctx.save_for_backward(x, weight, mean, var, n)
        ctx.world, ctx.has_bias, ctx.eps = world, bias is not None, eps
        ctx.mark_non_differentiable(mean, var, n)
        return y, mean, var, n

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        x, weight, mean, var, n = ctx.saved_tensors
        gain = torch.ones_like(mean) if weight is None else weight.to(mean.dtype)
        exact = x.to(mean.dtype)
        grad = grads[0].to(mean.dtype)
        if x.numel():
            # As if the statistics were constants: the rest is what each picture does to them.
            inner, own_gain, own_bias = torch.ops.aten.native_batch_norm_backward(
                grad, exact, gain, mean, var, None, None, False, ctx.eps, [True, True, True]
            )
        else:  # of which torch's kernel dies
            inner, own_gain, own_bias = grad.clone(), torch.zeros_like(mean), torch.zeros_like(mean)
        mean_bias, mean_gain = (ctx.world.total(torch.stack([own_bias, own_gain])) / n).unbind()
        scale = (var + ctx.eps).rsqrt()
        factor = gain * scale * scale * mean_gain
        inner.add_(_along(mean * factor - gain * scale * mean_bias, x)).addcmul_(
            exact, _along(factor, x), value=-1
        )
        grad_weight = None if weight is None else own_gain
        return inner.to(x.dtype), grad_weight, own_bias if ctx.has_bias else None, None, None


def _statistics(x: Tensor, world: World) -> tuple[Tensor, Tensor, Tensor]:
    """Mean and biased variance (C,) of all processes' pixels, and their number.

    The parts' variances are joined (Chan et al. 1979): a sum of squares would lose what lies behind the mean.
    """
    channels = x.shape[1]
    count = x.new_full((channels,), x.numel() // channels, dtype=torch.float64)
    if x.numel():
        # The kernel of training is several times as fast as var_mean; what else it makes is not used.
        _, mean, scale = torch.native_batch_norm(x, None, None, None, None, True, 0.0, _TINY)
        var = (scale.double().pow(-2) - _TINY).clamp(min=0)
    else:
        mean = var = x.new_zeros(channels)
    counts, means, variances = world.rows(torch.stack([count, mean.double(), var.double()])).unbind(1)
    n = counts.sum(0)
    joined = (counts * means).sum(0) / n
    spread = (counts * (variances + (means - joined) ** 2)).sum(0) / n
    return joined.to(x.dtype), spread.to(x.dtype), n.to(x.dtype)


def _along(values: Tensor, x: Tensor) -> Tensor:
    """(C,) beside (N, C, ...)."""
    return values.view(1, -1, *[1] * (x.ndim - 2))
