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
        "Features {features!r} are none of {known}; a network needs its weights. Give --weights FILE, or --pretrained to "
        "download timm's.",
        "特征 {features!r} 不在 {known} 之中；若是网络，则需要它的权重。请给 --weights FILE，或用 --pretrained 下载 timm 的权重。",
    ),
    "features.no_weights_near": (
        "Features {features!r} are none of {known}. Nearest: {near}. A network needs its weights: give --weights FILE, or "
        "--pretrained to download timm's.",
        "特征 {features!r} 不在 {known} 之中。最接近的：{near}。若是网络，则需要它的权重：请给 --weights FILE，或用 --pretrained 下载 timm 的权重。",
    ),
    "features.need_none": (
        "Features {features} need no network, so weights would not be used. Add the network, such as "
        "--features {features}+mobilenetv2_100, or leave the weights out.",
        "特征 {features} 不需要网络，权重不会被用到。请加上网络，例如 --features {features}+mobilenetv2_100，或去掉权重。",
    ),
    "features.plus": (
        "Features {features!r} are separated by what is no plus sign. Join several by +: --features {joined}.",
        "特征 {features!r} 的分隔符不是加号。多个特征请用 + 连接：--features {joined}。",
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
