"""What is said of tables with a row for each box."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "box_table.plan": (
        "table {table}: file = {path}, box = {box} ({form}), label = {label}, split = {split}, group = {group}; "
        "not used: {left}.",
        "表 {table}：文件 = {path}，框 = {box}（{form}），标签 = {label}，划分 = {split}，分组 = {group}；"
        "未用：{left}。",
    ),
    "box_form.edges": ("two corners", "两个角"),
    "box_form.sized": ("a corner, width and height", "一个角、宽和高"),
    "box_form.centred": ("the centre, width and height", "中心、宽和高"),
    "box_table.one_class": ("none, all are of the class {name!r}", "无，都属于类别 {name!r}"),
    "box_table.from_one": (
        "the corners in {table} have the names of Pascal VOC, and none is below {least}: as there, pixels are "
        "counted from 1, and those of both corners are inside. --box-origin 0 counts from 0.",
        "{table} 中的角用的是 Pascal VOC 的名称，且没有小于 {least} 的：与之相同，像素从 1 数起，两个角都在框内。"
        "--box-origin 0 则从 0 数起。",
    ),
    "box_table.from_zero": (
        "boxes in {table} are taken as edges between pixels, counted from 0.",
        "{table} 中的框当作像素之间的边，从 0 数起。",
    ),
    "box_table.from_zero_unsure": (
        "boxes in {table} are taken as edges between pixels, counted from 0; nothing in it says so. "
        "--box-origin 1 counts from 1, with the pixels of both corners inside.",
        "{table} 中的框当作像素之间的边，从 0 数起；表中没有说明。--box-origin 1 则从 1 数起，两个角都在框内。",
    ),
    "box_table.shares": (
        "boxes in {table} lie between 0 and 1: they are taken as shares of the picture's sides.",
        "{table} 中的框在 0 与 1 之间：当作图片边长的比例。",
    ),
    "box_table.no_box": ("{text!r} is no box of four numbers", "{text!r} 不是四个数的框"),
    "box_table.no_label": ("a box without a class in {column!r}", "{column!r} 中的框没有类别"),
    "box_table.several": (
        "{folder} holds several tables of boxes: {files}. Name the one that is meant, for example {example}, or "
        "call them after their parts (train, val, test).",
        "{folder} 中有几张框表：{files}。请给出所指的那张，例如 {example}，或按部分命名（train、val、test）。",
    ),
    "box_table.two_parts": (
        "{table}, line {line}: {picture} is in another part than in the lines before. A picture is in one part.",
        "{table} 第 {line} 行：{picture} 的部分与前面各行不同。一张图片只属于一个部分。",
    ),
    "box_table.in_two_tables": (
        "{picture} is in two tables: it would be trained on and then scored. Take it out of one.",
        "{picture} 在两张表中：会先用来训练再用来评分。请从其中之一去掉。",
    ),
}
