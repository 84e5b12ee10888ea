"""What the values of a picture become: colour, blur, noise and hidden parts, for whole batches of floats."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from huoyan.learn.augment.draws import coin, factors, uniform
from huoyan.learn.augment.presets import Augmentation

_LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601
ERASED_AREA = (0.02, 0.2)
ERASED_ASPECT = 3.0
_BLURRED = 0.5  # share of the pictures: a network should know sharp ones too


@dataclass(frozen=True, slots=True)
class Recolour:
    """Factors float32: of each channel (N, C), then of the distance to grey, of all, and to the mean (N,)."""

    gain: Tensor
    saturation: Tensor
    brightness: Tensor
    contrast: Tensor


@dataclass(frozen=True, slots=True)
class Noise:
    """Normal draws float32 (N, H, W, C), and what multiplies them in each picture, (N,) of 0..255."""

    strength: Tensor
    grain: Tensor


@dataclass(frozen=True, slots=True)
class Rectangles:
    """Pixels int64 (N,): rows top..bottom and columns left..right, ends excluded; empty hides nothing."""

    top: Tensor
    bottom: Tensor
    left: Tensor
    right: Tensor

    def mask(self, height: int, width: int) -> Tensor:
        """bool (N, height, width, 1): inside."""
        rows = torch.arange(height, device=self.top.device)
        columns = torch.arange(width, device=self.top.device)
        in_rows = (rows >= self.top[:, None]) & (rows < self.bottom[:, None])
        in_columns = (columns >= self.left[:, None]) & (columns < self.right[:, None])
        return (in_rows[:, :, None] & in_columns[:, None, :])[..., None]

    def area(self) -> Tensor:
        """Pixels, int64 (N,)."""
        return (self.bottom - self.top).clamp(min=0) * (self.right - self.left).clamp(min=0)


def draw_recolour(augmentation: Augmentation, n: int, channels: int, generator: Generator) -> Recolour:
    colour = augmentation.colour if channels == 3 else 0.0
    return Recolour(
        gain=factors(colour, n, generator, channels),
        saturation=factors(augmentation.saturation, n, generator),
        brightness=factors(augmentation.brightness, n, generator),
        contrast=factors(augmentation.contrast, n, generator),
    )


def apply_recolour(images: Tensor, recolour: Recolour) -> Tensor:
    """float32 (N, H, W, C) -> the same, not yet limited to 0..255."""
    n, channels = len(images), images.shape[-1]
    pixels = images.reshape(n, -1, channels)
    matrix, offset = channel_map(pixels.mean(1, keepdim=True), recolour)
    return torch.baddbmm(offset, pixels, matrix).view(images.shape)


def channel_map(mean: Tensor, recolour: Recolour) -> tuple[Tensor, Tensor]:
    """What recolours pictures whose mean pixel this is, float32 (N, 1, C): pixel @ (N, C, C) + (N, 1, C).

    Gain, saturation, brightness and contrast are each a matrix on the channels (contrast with an offset
    that keeps the picture's mean luma), so all four together are one product.
    """
    n, channels, device = len(mean), mean.shape[-1], mean.device
    luma = torch.tensor(_LUMA if channels == 3 else (1 / channels,) * channels, device=device)
    matrix = torch.diag_embed(recolour.gain.to(device))
    if channels == 3:
        matrix = matrix @ _saturate(recolour.saturation.to(device), luma)
    matrix = matrix * recolour.brightness.to(device)[:, None, None]
    middle = (mean @ matrix) @ luma
    contrast = recolour.contrast.to(device)
    offset = ((1 - contrast)[:, None] * middle)[..., None].expand(n, 1, channels)
    return matrix * contrast[:, None, None], offset


def _saturate(saturation: Tensor, luma: Tensor) -> Tensor:
    """(N, 3, 3), right of a row of channels: each channel's distance to the luma times `saturation`."""
    grey = luma[:, None].expand(3, 3)
    return torch.lerp(grey, torch.eye(3, device=luma.device), saturation[:, None, None])


def draw_blur(augmentation: Augmentation, n: int, side: int, generator: Generator) -> Tensor:
    """Standard deviations in pixels, float32 (n,); 0 leaves a picture as it is."""
    sigma = uniform(0, augmentation.blur * side, n, generator)
    return torch.where(coin(_BLURRED, n, generator), sigma, 0.0)


def apply_blur(images: Tensor, sigma: Tensor) -> Tensor:
    """float32 (N, H, W, C) -> the same: Gaussian of `sigma` pixels (N,), edges repeated."""
    chosen = (sigma > 0.1).nonzero()[:, 0]  # less than that moves no value by one
    if len(chosen) == 0:
        return images
    widths = sigma[chosen].to(images.device)
    chosen = chosen.to(images.device)
    sharp = images[chosen].permute(0, 3, 1, 2)
    n, channels, height, width = sharp.shape
    radius = min(max(1, math.ceil(3 * float(widths.max()))), max(1, min(height, width) - 1))
    steps = torch.arange(-radius, radius + 1, device=images.device)
    # Three deviations of its own, however strong the others of the batch are blurred.
    beyond = steps.abs() > (3 * widths[:, None]).ceil()
    exponent = -(steps**2) / (2 * widths[:, None] ** 2)
    kernel = torch.softmax(exponent.masked_fill(beyond, -math.inf), dim=1)
    weights = kernel.repeat_interleave(channels, 0)
    flat = F.pad(sharp.reshape(1, n * channels, height, width), (radius,) * 4, mode="replicate")
    flat = F.conv2d(flat, weights[:, None, None, :], groups=n * channels)
    flat = F.conv2d(flat, weights[:, None, :, None], groups=n * channels)
    return images.index_copy(0, chosen, flat.view(n, channels, height, width).permute(0, 2, 3, 1))


def draw_noise(noise: float, shape: tuple[int, int, int, int], generator: Generator) -> Noise:
    strength = uniform(0, 255 * noise, shape[0], generator)
    return Noise(strength, torch.randn(shape, generator=generator, device=generator.device))


def apply_noise(images: Tensor, noise: Noise) -> Tensor:
    """float32 (N, H, W, C) of 0..255 -> the same with the noise on it."""
    strength = noise.strength.to(images.device)[:, None, None, None]
    return torch.addcmul(images, noise.grain.to(images.device), strength)


def draw_erased(
    augmentation: Augmentation, n: int, height: int, width: int, generator: Generator
) -> Rectangles:
    area = uniform(*ERASED_AREA, n, generator)
    half = math.log(ERASED_ASPECT) / 2
    aspect = uniform(-half, half, n, generator).exp()
    hidden = coin(augmentation.erase, n, generator)
    return _place(
        (area.sqrt() / aspect * height * hidden).round(), (area.sqrt() * aspect * width * hidden).round(),
        height, width, generator,
    )  # fmt: skip


def _place(high: Tensor, wide: Tensor, height: int, width: int, generator: Generator) -> Rectangles:
    """Rectangles of that size somewhere wholly inside."""
    n = len(high)
    high, wide = high.clamp(max=height), wide.clamp(max=width)
    top = (uniform(0, 1, n, generator) * (height - high + 1)).floor().clamp(max=height)
    left = (uniform(0, 1, n, generator) * (width - wide + 1)).floor().clamp(max=width)
    return Rectangles(top.long(), (top + high).long(), left.long(), (left + wide).long())


def apply_erased(images: Tensor, rectangles: Rectangles) -> Tensor:
    """(N, H, W, C) -> the same; a hidden rectangle has the mean colour of its picture."""
    mask = rectangles.mask(images.shape[1], images.shape[2]).to(images.device)
    mean = images.float().mean((1, 2), keepdim=True)
    return torch.where(mask, mean if images.is_floating_point() else mean.round().to(images.dtype), images)
