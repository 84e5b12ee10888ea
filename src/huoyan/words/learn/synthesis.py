"""What is said of made pictures that train."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "synthesis.phase": ("Making pictures", "生成图片"),
    "synthesis.nothing_short": (
        "No class of {data} has fewer training pictures than the median of its classes: nothing is made, and training goes on "
        "without.",
        "{data} 的每个类别的训练图片都不少于各类别的中位数：不生成图片，照常训练。",
    ),
    "synthesis.added": (
        "{n:,} made pictures train beside {real:,} real ones ({classes}). They are in no other part: what is validated and "
        "tested is real.",
        "{n:,} 张生成的图片与 {real:,} 张真实图片一起训练（{classes}）。它们不在其他部分：验证与测试用的都是真实图片。",
    ),
    "synthesis.no_class": (
        "The generator in {run} makes none of the classes that are short of pictures: {classes}. It makes {known}. Learn one "
        "that does: huoyan generate train DATA --class NAME.",
        "{run} 中的生成器不能生成任何缺少图片的类别：{classes}。它能生成：{known}。请训练一个能生成的：huoyan generate train DATA "
        "--class 名称。",
    ),
    "synthesis.some_classes": (
        "The generator in {run} makes no pictures of {classes}, which stay short; it makes {known}.",
        "{run} 中的生成器不能生成 {classes} 的图片，这些类别仍然缺少图片；它能生成：{known}。",
    ),
    "synthesis.learnt": (
        "The generator in {run} has seen pictures of the {part} part ({n:,}: {names}): what it makes would carry them into "
        "training, and the score would be none. Learn one from the same data with the same --seed, --val, --test, --exclude "
        "and --splits as this training (huoyan generate train DATA); copies in several parts: huoyan check DATA --fix.",
        "{run} 中的生成器见过{part}部分的图片（{n:,} 张：{names}）：它生成的图片会把这些内容带入训练，分数便不可信。请用与本次训练相同的数据、"
        "--seed、--val、--test、--exclude 与 --splits 训练生成器（huoyan generate train DATA）；若是多个部分中的副本：huoyan check DATA --fix。",
    ),
}
