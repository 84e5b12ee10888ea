"""Phrases of the report that say on how many pictures a figure rests, and which figures have too few."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
COUNTED_PHRASES: Mapping[str, tuple[str, str]] = {
    "hero.pictures": ("{split}, {n} pictures", "{split}，{n} 张图片"),
    "hero.groups": ("{split}, {n} pictures of {groups} groups", "{split}，{groups} 组共 {n} 张图片"),
    "card.n": ("n = {n}", "n = {n}"),
    "card.groups": ("n = {n} of {groups} groups", "n = {n}，来自 {groups} 组"),
    "left.title": (
        "Too little for an interval that holds, so left out:",
        "数量太少，区间不可靠，因此略去：",
    ),
    "left.samples": (
        "{figures}: {needed} pictures or more are needed, there are {found}.",
        "{figures}：至少需要 {needed} 张图片，现有 {found} 张。",
    ),
    "left.groups": (
        "{figures}: pictures of {needed} groups or more are needed, there are {found}.",
        "{figures}：至少需要 {needed} 组的图片，现有 {found} 组。",
    ),
    "left.positive": (
        "{figures}: {needed} pictures or more of each class are needed, {label} has {found}.",
        "{figures}：每类至少需要 {needed} 张图片，{label} 有 {found} 张。",
    ),
    "left.negative": (
        "{figures}: {needed} pictures or more that are not {label} are needed, there are {found}.",
        "{figures}：至少需要 {needed} 张不属于 {label} 的图片，现有 {found} 张。",
    ),
    "left.positive_groups": (
        "{figures}: pictures of {needed} groups or more of each class are needed, {label} has {found}.",
        "{figures}：每类至少需要 {needed} 组的图片，{label} 有 {found} 组。",
    ),
    "left.negative_groups": (
        "{figures}: pictures of {needed} groups or more that are not {label} are needed, there are {found}.",
        "{figures}：至少需要 {needed} 组不属于 {label} 的图片，现有 {found} 组。",
    ),
}
