"""What `huoyan check` calls the kinds of findings: `kind.KIND`; in English as --json has them."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "kind.unreadable": ("unreadable", "无法读取的文件"),
    "kind.leak": ("leak", "划分之间的泄漏"),
    "kind.made-picture": ("made-picture", "程序生成的图片"),
    "kind.contradiction": ("contradiction", "标签互相矛盾"),
    "kind.outside-box": ("outside-box", "位置无效的框"),
    "kind.doubled-box": ("doubled-box", "重复的框"),
    "kind.unlabelled": ("unlabelled", "可能漏标的物体"),
    "kind.duplicate": ("duplicate", "完全重复"),
    "kind.near-duplicate": ("near-duplicate", "近似重复"),
    "kind.mirrored": ("mirrored", "镜像副本"),
    "kind.alike": ("alike", "同一场景"),
    "kind.label": ("label", "可能标错的标签"),
    "kind.shortcut": ("shortcut", "捷径"),
    "kind.imbalance": ("imbalance", "类别不平衡"),
    "kind.too-few": ("too-few", "图片过少的类别"),
    "kind.split-shares": ("split-shares", "各部分的类别比例不同"),
    "kind.class-names": ("class-names", "相似的类别名"),
    "kind.odd": ("odd", "异常图片"),
    "kind.odd-box": ("odd-box", "大小异常的框"),
    "kind.no-box": ("no-box", "没有框的图片"),
    "kind.passed-over": ("passed-over", "略过的文件"),
}
