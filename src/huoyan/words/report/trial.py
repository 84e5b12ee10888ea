"""Phrases of the report on whether made pictures help."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "synthesis.title": ("Do made pictures help?", "生成的图片有用吗？"),
    "synthesis.how": (
        "The training part alone was divided {pairs} times. Each time {model} was trained once a row, in equally many steps, "
        "and answered pictures that neither it nor the generator of that division had seen. Validation and test had no part "
        "in it.",
        "只划分训练部分，共 {pairs} 次。每次按每一行训练一遍 {model}，步数相同，并回答它和该次划分的生成器都没有见过的图片。验证部分与测试部分没有参与。",
    ),
    "synthesis.short": ("Short of pictures: {classes}.", "图片少的类别：{classes}。"),
    "synthesis.intervals": (
        "Intervals are of 95 %, wide enough for divisions that share most of their pictures (Nadeau and Bengio 2003).",
        "区间为 95%，已考虑各次划分共用大部分图片（Nadeau 与 Bengio 2003）。",
    ),
    "synthesis.arm": ("Way to help", "办法"),
    "synthesis.short_recall": ("Recall of short classes", "图片少的类别的查全率"),
    "synthesis.balanced_accuracy": ("Balanced accuracy", "平衡准确率"),
    "synthesis.by_short_recall": (
        "Made pictures against it: short classes",
        "生成图片与之相比：图片少的类别",
    ),
    "synthesis.by_balanced_accuracy": ("Made pictures against it: balanced", "生成图片与之相比：平衡准确率"),
    "synthesis.chart": (
        "Made pictures less each other way, in points: a dot a division, the mean with its interval",
        "生成图片减去其他每种办法，单位为百分点：每个点是一次划分，另有均值及其区间",
    ),
    "synthesis.division": ("division {n}", "第 {n} 次划分"),
    "synthesis.each": ("Each short class", "各个图片少的类别"),
    "synthesis.pictures": ("{name}: made, and real", "{name}：生成的与真实的"),
    "synthesis.made": ("made", "生成的"),
    "synthesis.real": ("real", "真实的"),
    "synthesis.generator": ("The page of its generator", "生成器的页面"),
}
