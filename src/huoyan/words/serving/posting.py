"""What is said to those who post pictures: of what they ask beside them."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "posting.between": ("a number from {low:g} to {high:g}", "{low:g} 到 {high:g} 的数"),
    "posting.function_to_apply": (
        "function_to_apply cannot be chosen: scores are given as the model was calibrated. Leave it out.",
        "不能选择 function_to_apply：得分按模型的校准给出。请去掉它。",
    ),
    "posting.no_scores": (
        "The answers of this model have no scores, so there can be no threshold. Leave it out.",
        "该模型的结果没有得分，因此不能设阈值。请去掉它。",
    ),
    "posting.option": (
        "Nothing is called {name!r} here; what may be asked for is {known}.",
        "这里没有名为 {name!r} 的参数；可用的有 {known}。",
    ),
    "posting.value": ("{name} is {value}; expected {expected}.", "{name} 为 {value}；应为{expected}。"),
    "posting.whole": ("a whole number from {low} to {high:,}", "{low} 到 {high:,} 的整数"),
}
