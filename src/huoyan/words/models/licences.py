"""What is said of the licences of weights, code and data."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "licence.yours": (
        "yours: learnt from your pictures alone, without weights of others",
        "归你所有：只从你的图片学得，没有用他人的权重",
    ),
    "licence.of_card": ("{licence}, as the card of {name} states it", "{licence}（据 {name} 的卡片）"),
    "licence.of_timm": (
        "{licence}, as timm states it for the weights of {name}",
        "{licence}（timm 对 {name} 权重的说明）",
    ),
    "licence.unknown": ("not known: nobody states it for {name}", "未知：没有关于 {name} 的许可说明"),
    "licence.several": ("{each}", "{each}"),
}
