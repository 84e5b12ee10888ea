"""What a command tells on the terminal beside its answers."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "terminal.interrupted": ("huoyan: interrupted", "huoyan: 已中断"),
    "terminal.lost": (
        "huoyan: stdout cannot be written: {reason} [usage.output]",
        "huoyan: 无法写到标准输出：{reason} [usage.output]",
    ),
}
