"""Features and the heads behind them: what is wrong with a choice."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "features.none": (
        "No description of pictures is given. Choose from {known}, or several joined by +.",
        "没有给出图片特征。请从 {known} 中选择，多个之间用 + 连接。",
    ),
    "features.unknown": (
        "There are no features {name!r}. Known without a network: {known}.",
        "没有名为 {name!r} 的特征。不需要网络的有：{known}。",
    ),
    "features.no_weights": (
        "Features {name!r} are none of {known}; a network needs its weights. Give --weights FILE, or --pretrained to "
        "download timm's.",
        "特征 {name!r} 不在 {known} 之中；若是网络，则需要它的权重。请给 --weights FILE，或用 --pretrained 下载 timm 的权重。",
    ),
    "features.several_networks": (
        "Features of several networks ({names}) cannot be joined. Name one network, beside any of {known}.",
        "不能连接多个网络（{names}）的特征。请只写一个网络，旁边可以加上 {known}。",
    ),
    "features.twice": (
        "Features {name!r} are named twice. Name each once.",
        "特征 {name!r} 出现了两次。每种只写一次。",
    ),
}
