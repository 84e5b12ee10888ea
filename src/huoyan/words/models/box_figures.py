"""Figures of found things: what some need that there is too little of."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "metric.lacks_things": (
        "needs {needed} test pictures or more with {label}, there are {found}",
        "需要 {needed} 张或更多含有{label}的测试图片，现有 {found} 张",
    ),
    "metric.lacks_things_groups": (
        "needs test pictures of {needed} groups or more with {label}, there are {found}",
        "需要 {needed} 组或更多含有{label}的测试图片，现有 {found} 组",
    ),
    "metric.lacks_shown": (
        "needs a thing that is shown at the model's thresholds, there is none",
        "需要在模型阈值下显示出的目标，现在一个也没有",
    ),
    "metric.lacks_empty": (
        "needs {needed} test pictures or more in which nothing is, there are {found}",
        "需要 {needed} 张或更多没有目标的测试图片，现有 {found} 张",
    ),
    "metric.lacks_empty_groups": (
        "needs test pictures of {needed} groups or more in which nothing is, there are {found}",
        "需要 {needed} 组或更多没有目标的测试图片，现有 {found} 组",
    ),
    "things.all": ("things to find", "目标"),
    "things.small": ("things of up to 32 x 32 pixels", "不超过 32×32 像素的目标"),
    "things.medium": ("things between 32 x 32 and 96 x 96 pixels", "32×32 到 96×96 像素的目标"),
    "things.large": ("things of 96 x 96 pixels or more", "不小于 96×96 像素的目标"),
    "score.nothing": ("nothing", "无"),
}
