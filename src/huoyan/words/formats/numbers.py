"""Numbers that are learnt: the columns that hold them, their cells, and data that have none."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "numbers.no_column": (
        "{path} has no column of numbers that is called like a label. Its columns: {columns}. Name the one "
        "that holds the numbers, or several: --label-column {example}.",
        "{path} 中没有名称像标签的数值列。现有的列：{columns}。请指定存放数值的一列或几列："
        "--label-column {example}。",
    ),
    "numbers.several_columns": (
        "{path} has several columns of numbers that may be meant: {columns}. Name the one that you want, or "
        "several with commas between: --label-column {example}.",
        "{path} 中有几列数值都可能是要学习的：{columns}。请指定其中一列，或用逗号分隔指定几列："
        "--label-column {example}。",
    ),
    "numbers.comma": (
        "line {line}: {cell!r} in the column {column!r} has a comma, which may stand for the decimal point "
        "or between thousands. Write numbers with a decimal point and nothing between thousands "
        "(3.5, 1200).",
        "第 {line} 行：列 {column!r} 中的 {cell!r} 含有逗号，可能是小数点，也可能是千位分隔符。"
        "请用小数点书写数值，千位之间不加符号（3.5、1200）。",
    ),
    "numbers.words": (
        "the column {column!r} holds numbers in only {n:,} of {total:,} rows (it says {examples}). Name a "
        "column of numbers: --label-column.",
        "列 {column!r} 只有 {n:,} 行（共 {total:,} 行）是数值（内容如 {examples}）。请指定一列数值："
        "--label-column。",
    ),
    "numbers.left_out": (
        "{rows} of {total:,} without a finite number in {columns} left out ({examples}; line {lines}).",
        "{total:,} 行中有 {rows}在 {columns} 中没有有限的数值，已略去（{examples}；第 {lines} 行）。",
    ),
    "numbers.empty_cell": ("empty", "空"),
    "numbers.times": ("{what} ({n:,})", "{what}（{n:,}）"),
    "numbers.contradictory": (
        "{files} with different numbers in different rows left out: {names}.",
        "已略去 {files}，其数值在不同的行中不同：{names}。",
    ),
    "numbers.mostly_contradictory": (
        "{n:,} of {files} have different numbers in different rows: {names}. Write one row for each picture, "
        "with the mean of the numbers for example.",
        "{files}中有 {n:,} 个在不同的行中数值不同：{names}。请为每张图片只写一行，例如写这些数值的平均值。",
    ),
    "numbers.one_value": (
        "{name} has {quantity!r} = {value:g} for all {n:,} pictures: there is nothing to learn from one "
        "value. Name a column of numbers that differ: --label-column.",
        "{name} 中全部 {n:,} 张图片的 {quantity!r} 都是 {value:g}：只有一个值，无从学习。"
        "请指定一列各不相同的数值：--label-column。",
    ),
    "numbers.precision": (
        "{name} has {quantity!r} from {low:.10g} to {high:.10g} for {n:,} pictures: single precision, in which "
        "networks compute, cannot hold such numbers, or not tell them apart. Give them in another unit, or less "
        "a constant, so that they differ in their first five digits.",
        "{name} 中 {n:,} 张图片的 {quantity!r} 在 {low:.10g} 与 {high:.10g} 之间：网络用单精度计算，"
        "存不下这样的数值，或无法区分它们。请换一个单位，或减去一个常数，使它们在前五位数字上就有差别。",
    ),
    "numbers.no_picture": (
        "{name} holds no picture with a number.",
        "{name} 中没有一张带数值的图片。",
    ),
    "numbers.classes_given": (
        "{name} says the class of each picture, but numbers are asked for (task regress). Give a table "
        "with a column of files and a column of numbers; classes are learnt without --task.",
        "{name} 给出的是每张图片的类别，而这里要的是数值（任务 regress）。请给出含文件列和数值列的表格，"
        "学习类别则不用 --task。",
    ),
}
