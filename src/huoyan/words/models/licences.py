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
    "licences.part.weights": ("weights", "权重"),
    "licences.part.runs": ("code that answers, as it is installed here", "作答所用的代码（按本机所装）"),
    "licences.part.trained": ("code that it was learnt with", "训练所用的代码"),
    "licences.part.data": ("data (told, not judged)", "数据（只说明，不评判）"),
    "licences.kind.permissive": ("permissive", "宽松"),
    "licences.kind.copyleft": ("copyleft", "著佐权"),
    "licences.kind.unknown": ("not known", "未知"),
    "licences.kind.non-commercial": ("non-commercial", "禁止商用"),
    "licences.not_stated": ("not stated", "未说明"),
    "licences.not_installed": (
        "not installed here, so its licence cannot be read",
        "本机未安装，无法读取其许可",
    ),
    "licences.inside": ("inside the wheel of {package}", "包含在 {package} 的安装包内"),
    "licences.nothing_against": (
        "Nothing in the licences of weights and code stands against commercial use. What is copyleft has duties "
        "for whoever passes it on.",
        "权重与代码的许可均不妨碍商用。著佐权许可对再分发者另有义务。",
    ),
    "licences.against": (
        "Commercial use: {n} of weights and code do not allow it, or nobody says that they do: {names}. Use other "
        "weights, or state the licence in the card (source.licence) where you know it.",
        "商用：有 {n} 项权重或代码不允许，或没有人说明允许：{names}。请换用其他权重；若你知道许可，请写入卡片"
        "（source.licence）。",
    ),
    "licences.no_advice": ("This is a list, not legal advice.", "这只是清单，不是法律意见。"),
    "licences.data.yours": (
        "what you trained on: whether you may is yours to know",
        "你的训练数据：是否有权使用由你判断",
    ),
    "licences.data.imagenet": (
        "! non-commercial research and education, by the terms of those who give it out",
        "! 按提供方的条款，仅限非商业的研究与教学",
    ),
    "licences.data.coco": (
        "! annotations CC BY 4.0; the pictures belong to users of Flickr, each under terms of its own",
        "! 标注为 CC BY 4.0；图片来自 Flickr 用户，各有各的条款",
    ),
    "licences.data.not_stated": ("! its makers state no terms", "! 制作者未说明条款"),
    "licences.data.of_the_web": (
        "! links to pictures of the web, each under terms of its own",
        "! 网络图片的链接，各有各的条款",
    ),
    "licences.data.not_public": (
        "! not public: nobody outside can say under what terms the pictures are",
        "! 未公开：外人无从得知图片的条款",
    ),
    "licences.data.unknown": ("! its terms are not known here", "! 条款未知"),
    "licences.data.behind": (
        "! nobody says what these weights were trained on",
        "! 没有人说明这些权重的训练数据",
    ),
}
