"""Phrases of the page of a regression."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "verdict.values": (
        "On {n} {split} pictures “{label}” is off by {off} on average; always saying the mean of validation would "
        "be off by {mean}.",
        "在 {n} 张{split}图片上，“{label}”平均偏差 {off}；如果永远回答验证部分的平均值，偏差是 {mean}。",
    ),
    "verdict.inside": (
        "{share} of the true values lie within the interval given with each answer; {meant} are meant to.",
        "{share} 的真实值落在回答所附的区间之内；目标是 {meant}。",
    ),
    "metric.mae": ("Mean absolute error", "平均绝对误差"),
    "mean.mae": ("how far off an answer is on average; lower is better", "回答平均偏差多少，越低越好"),
    "metric.rmse": ("Root mean squared error", "均方根误差"),
    "mean.rmse": (
        "as the mean error, but large errors weigh more; lower is better",
        "与平均误差类似，但大误差权重更高，越低越好",
    ),
    "metric.r2": ("R²", "决定系数 R²"),
    "mean.r2": (
        "share of the differences between pictures that is explained; 0 is always saying the mean",
        "图片之间的差异被解释的比例；0 等于永远回答平均值",
    ),
    "metric.spearman": ("Rank correlation", "秩相关"),
    "mean.spearman": (
        "whether pictures are put in the right order; 1 is perfect, 0 is chance",
        "图片的大小顺序是否排对；1 为完全正确，0 为随机",
    ),
    "metric.coverage": ("Coverage", "覆盖率"),
    "mean.coverage": (
        "share of the true values within the interval given with the answer",
        "真实值落在所附区间之内的比例",
    ),
    "worst.title": ("Where it is furthest off", "偏差最大的图片"),
    "worst.read": (
        "The largest errors come first: the true value, then the model's, and how many times the usual spread "
        "of the values it is off. Look for wrong values and odd pictures.",
        "偏差最大的排在最前：先是真实值，再是模型的值，以及偏差是数值通常离散程度的几倍。请留意标错的数值和异常的图片。",
    ),
    "worst.alt": ("Picture of {truth}, taken for {predicted}", "真实值为{truth}、被估为{predicted}的图片"),
    "worst.arrow": ("taken for", "被估为"),
    "worst.off": ("{n} × spread", "{n} 倍离散度"),
    "values.title": ("Predicted beside true", "预测值与真实值"),
    "values.read": (
        "A dot is a picture. First chart: on the dashed diagonal the answer is exact. Second: how far off each answer "
        "is; a slope or a bend is a mistake that more training or other pictures may mend. The outer dashed "
        "lines bound the interval given with each answer; orange dots lie outside.",
        "一个点是一张图片。第一张图：落在虚线对角线上说明完全正确。第二张图：每个回答的偏差；若呈倾斜或弯曲，"
        "更多的训练或其他图片也许能改善。外侧虚线是回答所附的区间，橙色的点在区间之外。",
    ),
    "values.truth": ("True value", "真实值"),
    "values.predicted": ("Predicted value", "预测值"),
    "values.error": ("Error (predicted less true)", "误差（预测减真实）"),
    "value_counts.read": (
        "How many pictures have which values, and in which part. Values with few pictures are learned and "
        "measured less surely.",
        "各数值范围有多少图片，分在哪一部分。图片少的范围，学得和测得都不太可靠。",
    ),
}
