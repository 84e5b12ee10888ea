"""Models compared: which cannot be, on which pictures, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "compare.one_run": (
        "{n} run given; a comparison needs two or more: huoyan compare runs/one runs/other.",
        "给出了 {n} 个运行；比较需要两个或更多：huoyan compare runs/one runs/other。",
    ),
    "compare.twice": (
        "{run} is given {times} times; a run differs from another one only. Name each run once.",
        "{run} 给出了 {times} 次；运行只能与别的运行比较。每个运行请只写一次。",
    ),
    "compare.no_data": (
        "{run} has no recipe.toml that names its data. Say on which pictures to compare: --data DATA.",
        "{run} 没有写明数据的 recipe.toml。请用 --data DATA 说明在哪些图片上比较。",
    ),
    "compare.other_task": (
        "{first} is a run of {task}, {second} one of {other}: their answers are of different kinds. Compare "
        "runs of one task.",
        "{first} 是 {task} 的运行，{second} 是 {other} 的：两者的答案种类不同。请比较同一任务的运行。",
    ),
    "compare.other_labels": (
        "{first} and {second} answer with different labels: only one of them knows {only}. Compare runs that "
        "were trained on the same labels.",
        "{first} 与 {second} 的标签不同：{only} 只有其中一个认识。请比较在相同标签上训练的运行。",
    ),
    "compare.unknown": (
        "{run} does not tell which pictures it was trained on: make sure that it has not seen these",
        "{run} 没有记录用哪些图片训练：请确认它没有见过这些图片",
    ),
    "compare.trained_on": (
        "{run} was trained on {some:,} of the {pictures} that the runs have for their tests: these are left out",
        "这些运行用来测试的{pictures}中，有 {some:,} 张 {run} 训练时用过：已略去",
    ),
    "compare.no_part": (
        "None of the {n:,} pictures of {data} is in the {part} part of any of the runs. Give other pictures "
        "with --data, or another part with --split.",
        "{data} 的 {n:,} 张图片都不在任何一个运行的 {part} 部分。请用 --data 给出别的图片，"
        "或用 --split 指定别的部分。",
    ),
    "compare.none_left": (
        "No picture of {data} is left that all runs may be scored on ({part} part: {allowed}). Train them on "
        "one split (--splits runs/one/splits.csv), or give new pictures with --data.",
        "{data} 中没有留下所有运行都可以评分的图片（{part} 部分：{allowed}）。请让它们用同一个划分训练"
        "（--splits runs/one/splits.csv），或用 --data 给出新的图片。",
    ),
    "compare.allowed": ("{run} {pictures}", "{run} {pictures}"),
    "compare.few": (
        "{data}: a comparison {lack}. Give more pictures with --data.",
        "{data}：比较{lack}。请用 --data 给出更多图片。",
    ),
    # what is told of two
    "compare.better": (
        "{better} is better than {other}: {figure} {difference} [{low}, {high}], p {p}",
        "{better} 优于 {other}：{figure} {difference} [{low}, {high}]，p {p}",
    ),
    "compare.chance": (
        "{first} and {second} may be equally good: {figure} {difference} [{low}, {high}], p {p}",
        "{first} 与 {second} 可能同样好：{figure} {difference} [{low}, {high}]，p {p}",
    ),
    "compare.further": (
        "  {figure} {difference} [{low}, {high}]",
        "  {figure} {difference} [{low}, {high}]",
    ),
    "compare.unequal": (
        "two models cannot be compared by what they found in different pictures: {n:,} pictures with {things:,} "
        "things, and {others:,} with {other_things:,}, or other boxes and classes. Score both on the same data.",
        "两个模型不能用在不同图片中找到的结果比较：一方为 {n:,} 张图片、{things:,} 个物体，另一方为 {others:,} 张、"
        "{other_things:,} 个，或框与类别不同。请让两者在同一份数据上评分。",
    ),
    "compare.alone": (
        "  only {first} is right on {a:,} pictures, only {second} on {b:,}",
        "  只有 {first} 答对的图片有 {a:,} 张，只有 {second} 答对的有 {b:,} 张",
    ),
    "compare.holm": (
        "each p is that of the pair among all {pairs} (Holm)",
        "每个 p 值都已在全部 {pairs} 对之中校正（Holm）",
    ),
    "compare.picked": (
        "whichever is picked by these figures, its own figure flatters it a little: it was picked for it",
        "凭这些数字挑出的那一个，它自己的数字会略微偏高：它正是因此被挑中的",
    ),
}
