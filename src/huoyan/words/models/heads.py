"""Heads: settings, and features, that they cannot take."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "head.no_option": (
        "{head} has no option {option!r}. Options: {options}.",
        "{head} 没有选项 {option!r}。选项有：{options}。",
    ),
    "head.no_option_near": (
        "{head} has no option {option!r}. Nearest: {near}. Options: {options}.",
        "{head} 没有选项 {option!r}。最接近的：{near}。选项有：{options}。",
    ),
    "head.option": (
        "option {name}={given} of {head}: expected {expected}.",
        "{head} 的选项 {name}={given}：应为{expected}。",
    ),
    "head.too_many": (
        "{head} keeps what it learns from: {pictures:,} pictures with {features:,} features are too many for a model. "
        "Take another head, such as --model svm, or fewer features with --features.",
        "{head} 会保留所学的全部内容：{pictures:,} 张图片、每张 {features:,} 个特征，对一个模型来说太多了。"
        "请换一种分类头，例如 --model svm，或用 --features 减少特征。",
    ),
    "head.expected_positive": ("a number above 0", "大于 0 的数"),
    "head.expected_no_gamma": (
        "no gamma with kernel=linear, which has none",
        "kernel=linear 时不给 gamma，因为它没有 gamma",
    ),
    "head.expected_gamma": (
        'a number above 0, or "scale" for 1 / (features x their mean variance)',
        '大于 0 的数，或 "scale"，即 1 /（特征数 x 特征的平均方差）',
    ),
}
