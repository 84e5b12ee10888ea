"""A small network for one step of motion: maps of flow or difference of 15 to 30 pixels."""

from __future__ import annotations

from torch import Tensor, nn

WIDTHS = (16, 32, 48)


class MotionCnn(nn.Module):
    """Normalised (N, channels, height, width) to (N, values). Three convolutions, each of which halves the
    sides, and a dense layer that knows where on the map something moves."""

    def __init__(self, *, height: int, width: int, channels: int, values: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for at, wide in enumerate(WIDTHS):
            kernel = 5 if at == 0 else 3
            layers += [
                nn.Conv2d(channels, wide, kernel, stride=2, padding=kernel // 2, bias=False),
                nn.BatchNorm2d(wide),
                nn.ReLU(),
            ]
            channels, height, width = wide, (height + 1) // 2, (width + 1) // 2
        self.maps = nn.Sequential(*layers)
        self.values = nn.Linear(channels * height * width, values)

    def forward(self, maps: Tensor) -> Tensor:
        values: Tensor = self.values(self.maps(maps).flatten(1))
        return values
