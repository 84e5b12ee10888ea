"""What is said of the columns of a table: which is which, and what is not clear."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "columns.plan": (
        "table {table}: path = {path}, label = {label}, split = {split}, group = {group}; left: {left}.",
        "表 {table}：文件 = {path}，标签 = {label}，划分 = {split}，分组 = {group}；未用：{left}。",
    ),
    "columns.none": ("none", "无"),
    "columns.nothing": ("nothing", "无"),
    "columns.of_0_and_1": ("{columns} of 0 and 1 ({names})", "{columns} 0/1 值（{names}）"),
    "columns.absent": (
        "{path} has no column {name!r} ({flag}). Its columns: {columns}.",
        "{path} 没有 {name!r} 列（{flag}）。它有这些列：{columns}。",
    ),
    "columns.absent_near": (
        "{path} has no column {name!r} ({flag}). Did you mean {near}? Its columns: {columns}.",
        "{path} 没有 {name!r} 列（{flag}）。是不是指 {near}？它有这些列：{columns}。",
    ),
    "columns.not_0_and_1": (
        "{path}: {column!r} is one of several label columns, so it must hold 0 and 1; it holds {values}.",
        "{path}：{column!r} 是多个标签列之一，因此只能是 0 和 1；而其中有 {values}。",
    ),
    "columns.several_of_files": (
        "{path} has several columns of files: {columns}. Say which: --path-column {first}.",
        "{path} 有多个文件列：{columns}。请指明哪一列：--path-column {first}。",
    ),
    "columns.none_of_files": (
        "{path} has no column of files. Its columns: {columns}. Expected one of {expected}, or name it: "
        "--path-column.",
        "{path} 没有文件列。它有这些列：{columns}。应有 {expected} 之一，或指明：--path-column。",
    ),
    "columns.no_header": (
        "{path} has no header: its first line names {file}. Put a header line above it, for example: "
        "path,label",
        "{path} 没有表头：第一行就是 {file}。请在上面加一行表头，例如：path,label",
    ),
    "columns.parts_disagree": (
        "{path} has several columns of parts that disagree: {columns}. Say which holds the split: "
        "--split-column {first}; or --split-column none.",
        "{path} 有多个互相矛盾的划分列：{columns}。请指明哪一列是划分：--split-column {first}；"
        "或 --split-column none。",
    ),
    "columns.repeated": (
        "{path}: columns with the same name: {columns}. Rename them.",
        "{path}：有同名的列：{columns}。请改名。",
    ),
    # labels
    "columns.classes_or_remarks": (
        "{path}: of {alone} every row has exactly one, {others} may be classes or remarks. Say "
        "--label-column {first} for the first, --labels-per-picture several for all.",
        "{path}：{alone} 中每行恰有一个 1，而 {others} 可能是类别，也可能是备注。只要前者请用 "
        "--label-column {first}，全都要请用 --labels-per-picture several。",
    ),
    "columns.label_unclear": (
        "{path} has {what}: {columns}. Say which holds the labels: --label-column {first}; or name the "
        "columns of 0 and 1, one for each class, with commas between.",
        "{path} 有{what}：{columns}。请指明标签在哪一列：--label-column {first}；"
        "或写出 0/1 的各列，每类一列，以逗号隔开。",
    ),
    "columns.label_against_0_and_1": (
        "a label column and columns of 0 and 1 that disagree",
        "互相矛盾的标签列与 0/1 列",
    ),
    "columns.several_may_be_labels": (
        "several columns that may hold the labels",
        "多个可能是标签的列",
    ),
    "columns.labels_disagree": ("several label columns that disagree", "多个互相矛盾的标签列"),
    "columns.with_values": ("{column} ({n:,} values)", "{column}（{n:,} 个值）"),
    "columns.no_label": (
        "{path} has no column of labels. Its columns: {columns}. Expected one of {expected}, or a column of "
        "0 "
        "and 1 for each class; or name it: --label-column.",
        "{path} 没有标签列。它有这些列：{columns}。应有 {expected} 之一，或每个类别一个 0/1 列；"
        "或指明：--label-column。",
    ),
    "columns.typo": (
        "{path}, line {line}: {cell!r} in the column {column!r}, which otherwise holds 0 and 1. Mend it, or "
        "name the columns of classes: --label-column A,B,C.",
        "{path} 第 {line} 行：{column!r} 列中有 {cell!r}，而其余都是 0 和 1。请改正，"
        "或指明类别的各列：--label-column A,B,C。",
    ),
}
