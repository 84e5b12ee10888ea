"""What is said of a recipe's names and values."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "recipe.unknown_key": (
        "{name} is no recipe key. Nearest: {near}.",
        "{name} 不是配方的键。最接近的有：{near}。",
    ),
    "recipe.wrong_kind": (
        "{name} = {value} cannot be used: it takes {kind}.",
        "{name} = {value} 不能用：它接受{kind}。",
    ),
    "recipe.out_of_range": (
        "{name} = {value:g} is out of range: it goes from {low:g} to {high:g}.",
        "{name} = {value:g} 超出范围：可取 {low:g} 到 {high:g}。",
    ),
    "recipe.type.yes_or_no": ("true or false", " true 或 false"),
    "recipe.type.whole_number": ("a whole number", "一个整数"),
    "recipe.type.number": ("a number", "一个数"),
    "recipe.type.text": ("a text", "一段文字"),
    "recipe.type.table": ("a table of values", "一张参数表"),
    "recipe.kind.one_of": ("{words}", " {words}"),
    "recipe.kind.list": ("a list of {each}", "列表，每项是{each}"),
    "recipe.kind.list_of": ("a list of {n}, each {each}", "恰有 {n} 项的列表，每项是{each}"),
    "recipe.kind.or_nothing": ("{kind} or nothing", "{kind}，或不填"),
    "recipe.nothing_to_train_on": (
        "val {val:g} and test {test:g} leave nothing to train on: their sum must be below 1.",
        "val {val:g} 与 test {test:g} 之外没有剩下可训练的图片：两者之和必须小于 1。",
    ),
    "recipe.mean_and_std_together": (
        "mean {mean} and std {std} go together: give one number a channel in each, or neither.",
        "mean {mean} 与 std {std} 要一起给：各按通道给一个数，或都不给。",
    ),
    "recipe.std_of_rows": (
        "std {std} is of the numbers of a row: every one must be above 0.",
        "std {std} 是一行各数的标准差：每个都必须大于 0。",
    ),
    "recipe.mean_and_std_of_bytes": (
        "mean {mean} and std {std} are of pixels in 0..1, and every std is above 0. Divide values of 0..255 "
        "by 255.",
        "mean {mean} 与 std {std} 按 0..1 的像素值计，且每个 std 大于 0。0..255 的值请除以 255。",
    ),
    "recipe.other_task": (
        "{name} is a choice of task {tasks}, and this training is for task {task}: leave it away.",
        "{name} 是任务 {tasks} 的选项，而这次训练的任务是 {task}：请去掉它。",
    ),
    "recipe.not_for_task": (
        "{name} = {value} cannot be used for task {task}: it takes {kind}.",
        "{name} = {value} 不能用于任务 {task}：它接受{kind}。",
    ),
    "recipe.task_is_settled": (
        "task {task} is not that of the recipe, whose values are for task {settled}. Leave --task away, or "
        "take task and [{settled}] out of the recipe.",
        "任务 {task} 与配方不同：配方中的值用于任务 {settled}。"
        "请去掉 --task，或从配方中删去 task 与 [{settled}]。",
    ),
    "recipe.other_section": (
        "{path}: the table [{section}] is of task {section}, and task = {task}. Take one of the two out.",
        "{path}：表 [{section}] 属于任务 {section}，而 task = {task}。请去掉其中之一。",
    ),
    "recipe.no_file": (
        "There is no recipe {path}. A run folder holds one as recipe.toml.",
        "没有配方 {path}。运行目录中的 recipe.toml 就是配方。",
    ),
    "recipe.no_toml": (
        "{path} is no readable recipe in TOML: {reason}.",
        "{path} 不是可读的 TOML 配方：{reason}。",
    ),
    "recipe.no_table": ("{path}: {name} = {value} is no table.", "{path}：{name} = {value} 不是表。"),
    "recipe.no_text": ("{path}: {name} = {value} is no text.", "{path}：{name} = {value} 不是文字。"),
}
