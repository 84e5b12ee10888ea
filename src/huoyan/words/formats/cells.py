"""What is said of the cells of a table: labels, marks between them, parts, and files that they name."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "cells.may_be_numbers": (
        "the {n} different labels of {column!r} are whole numbers, taken as classes. If one is more than another "
        "(a count, an age): --task regress.",
        "{column!r} 的 {n} 个不同标签都是整数，当作类别。如果它们有大小之分（数目、年龄）：--task regress。",
    ),
    # labels
    "cells.empty_column": (
        "the column {column!r} is empty in every row. Name another with --label-column.",
        "{column!r} 列每一行都是空的。请用 --label-column 指明另一列。",
    ),
    "cells.spellings": (
        "{cells} of {column!r} differ from others by blanks or Unicode form only: {names}.",
        "{column!r} 中 {cells}与别的只差空格或 Unicode 形式：{names}。",
    ),
    "cells.read_as": ("{cell!r} ({n:,}) is read as {name!r}", "{cell!r}（{n:,} 格）读作 {name!r}"),
    "cells.whole_numbers": (
        "the labels of {column!r} are whole numbers, written as {numbers}.",
        "{column!r} 的标签是整数，写作 {numbers}。",
    ),
    "cells.measurements": (
        "the column {column!r} holds {n:,} different measurements ({examples}), not classes. Name another "
        "with --label-column, write classes for ranges of it, or have the numbers learnt: --task regress.",
        "{column!r} 列有 {n:,} 个不同的测量值（{examples}），不是类别。请用 --label-column 指明另一列，"
        "把数值范围写成类别，或直接学习这些数值：--task regress。",
    ),
    "cells.missing_kept": (
        "{words} in {column!r} look like missing labels: kept as classes.",
        "{column!r} 中的 {words} 像是缺失标签：保留为类别。",
    ),
    "cells.missing_left_out": (
        "{n:,} of {total:,} cells of {column!r} look like a missing label: {words}. These rows are left out; "
        "--missing-labels keep makes classes of them.",
        "{column!r} 的 {total:,} 格中有 {n:,} 格像是缺失标签：{words}。这些行被略去；"
        "--missing-labels keep 则作为类别。",
    ),
    "cells.several_left_out": (
        "left out for several labels: line {lines}.",
        "因有多个标签而略去：第 {lines} 行。",
    ),
    "cells.one_a_picture": (
        "{rows} with several labels in {column!r} left out: one a picture.",
        "略去 {rows}在 {column!r} 中有多个标签的：一张图片一个标签。",
    ),
    "cells.long_label": (
        "line {line}: a label of {n:,} characters in {column!r} ({start}...). Expected the name of a class, "
        "of at most {most}.",
        "第 {line} 行：{column!r} 中有一个 {n:,} 个字符的标签（{start}……）。应为类别名，最多 {most} 个字符。",
    ),
    # lists
    "cells.lists_left_out": (
        "{n:,} of {total:,} cells of {column!r} are lists of no or several labels, such as {example}, where "
        "others hold one. They are left out. --label-separator none takes each as one name, "
        "--labels-per-picture several takes the labels in them.",
        "{column!r} 的 {total:,} 格中有 {n:,} 格是没有或有多个标签的列表，例如 {example}，而其余各只有一个。"
        "已略去。--label-separator none 把每格当作一个名称，--labels-per-picture several 则取其中的标签。",
    ),
    "cells.lists": (
        "{n:,} of {total:,} cells of {column!r} are lists, such as {example}: {several:,} of them hold none "
        "or "
        "several labels.",
        "{column!r} 的 {total:,} 格中有 {n:,} 格是列表，例如 {example}：其中 {several:,} "
        "个没有或有多个标签。",
    ),
    "cells.no_names": (
        "{n:,} of {total:,} labels are no names of classes, nor lists of them, but {example!r}: boxes, "
        "scores "
        "or a list that does not end. Write the names (scab|rust), or take each cell as one name: "
        "--label-separator none.",
        "{total:,} 个标签中有 {n:,} 个既不是类别名，也不是类别名的列表，而是 {example!r}：方框、分数，"
        "或没有结束的列表。请写名称（scab|rust），或把每格当作一个名称：--label-separator none。",
    ),
    "cells.vectors": (
        "the cells of {column!r} are rows of {n} zeros and ones, such as {example}, which do not name the "
        "classes. Write a column for each class, or the names: scab|rust.",
        "{column!r} 的每格是 {n} 个 0 和 1，例如 {example}，没有说出类别名。请给每个类别写一列，"
        "或写名称：scab|rust。",
    ),
    # marks
    "cells.marks_at_the_end": (
        "{n:,} cells of {column!r} end in {marks} ({examples}): left away.",
        "{column!r} 中 {n:,} 格以 {marks}（{examples}）结尾：已去掉。",
    ),
    "cells.marks_in_names": (
        "{n:,} of {total:,} cells of {column!r} hold {marks} ({examples}): taken as one name each. "
        "--labels-per-picture several splits them.",
        "{column!r} 的 {total:,} 格中有 {n:,} 格含 {marks}（{examples}）：各作为一个名称。"
        "--labels-per-picture several 则拆开。",
    ),
    "cells.marks_left_out": (
        "{n:,} of {total:,} cells of {column!r} hold {marks} ({examples}): several labels, where others hold "
        "one. They are left out. --label-separator none takes each as one name, --labels-per-picture several "
        "splits them.",
        "{column!r} 的 {total:,} 格中有 {n:,} 格含 {marks}（{examples}）：有多个标签，而其余各只有一个。"
        "已略去。"
        "--label-separator none 把每格当作一个名称，--labels-per-picture several 则拆开。",
    ),
    "cells.marks_between_labels": (
        "{n:,} of {total:,} cells of {column!r} hold {marks} ({examples}): a picture may have several "
        "labels. "
        "--labels-per-picture one leaves such rows out, --label-separator none takes each cell as one name.",
        "{column!r} 的 {total:,} 格中有 {n:,} 格含 {marks}（{examples}）：一张图片可有多个标签。"
        "--labels-per-picture one 略去这些行，--label-separator none 把每格当作一个名称。",
    ),
    "cells.made_of_others": (
        "in {rows} the label of {column!r} seems to be made of others: {names}. Each is a class of its own; "
        "if it means several labels, write {example} or give --label-separator {separator}.",
        "{rows}的 {column!r} 似由别的标签拼成：{names}。各自作为一个类别；若是多个标签，请写成 {example}，"
        "或用 --label-separator {separator}。",
    ),
    # parts
    "cells.no_parts": (
        "{path}: the column {column!r} holds {values} (first in line {line}); expected {expected}. If it "
        "says "
        "no parts: --split-column none.",
        "{path}：{column!r} 列有 {values}（首见于第 {line} 行）；应为 {expected}。如果它说的不是划分："
        "--split-column none。",
    ),
    "cells.empty_part": (
        "{rows} with an empty {column!r} will be in the training part.",
        "{rows}的 {column!r} 为空：归入训练部分。",
    ),
    "cells.parts_by_word": ("in {column!r} {words}.", "{column!r} 中 {words}。"),
    "cells.word_is_part": ("{cell!r} is {part}", "{cell!r} 即 {part}"),
    "cells.part_against_table": (
        "{path}: the column {column!r} holds {cell!r} in the table of the part {part}. Mend one or the "
        "other, "
        "name one table, or say --split-column none.",
        "{path}：在 {part} 部分的表中，{column!r} 列却有 {cell!r}。请改正其中之一，指明一个表，"
        "或用 --split-column none。",
    ),
    "cells.split_of_flags": (
        "the split is that of {columns} (--split-column none draws another).",
        "划分取自 {columns}（--split-column none 则另行抽取）。",
    ),
    "cells.flag": ("{column}: 1 is {one}, 0 is {zero}", "{column}：1 为 {one}，0 为 {zero}"),
    # files
    "cells.from_above": (
        "the paths of {table} count from {folder}, the folder above it.",
        "{table} 中的路径从其上一层文件夹 {folder} 算起。",
    ),
    "cells.found_by_name": (
        "{files} of {table} found by name below {folder}: {file} for {cell!r}.",
        "{table} 中的 {files}按名称在 {folder} 下找到：{cell!r} 即 {file}。",
    ),
    "cells.file_twice": (
        "{files} that {table} names is there more than once below {folder}: {names}. Write the folders into "
        "the table, or take away what is not meant.",
        "{table} 所列的 {files}在 {folder} 下不止一处：{names}。请在表中写明文件夹，或拿走不要的。",
    ),
    "cells.files_twice": (
        "{files} that {table} names are there more than once below {folder}: {names}. Write the folders into "
        "the table, or take away what is not meant.",
        "{table} 所列的 {files}在 {folder} 下各不止一处：{names}。请在表中写明文件夹，或拿走不要的。",
    ),
    "cells.found_at": ("{name} ({places})", "{name}（见 {places}）"),
    # rows that name one file
    "cells.no_label": ("none", "无标签"),
    "cells.labelled": ("{file} ({labels})", "{file}（标为 {labels}）"),
    "cells.repeated_files": (
        "{rows} naming a file that an earlier row named: each file is used once.",
        "{rows}所列的文件前面已经列过：每个文件只用一次。",
    ),
    "cells.mostly_contradictory": (
        "{n:,} of {files} have different labels in different rows: {names}. If a picture has all of them: "
        "--labels-per-picture several.",
        "{files}中有 {n:,} 个在不同行中标签不同：{names}。若一张图片兼有这些标签：--labels-per-picture "
        "several。",
    ),
    "cells.contradictory": (
        "{files} with different labels in different rows left out: {names}. To give a picture several "
        "labels, "
        "write them in one cell (a|b), or say --labels-per-picture several.",
        "略去 {files}在不同行中标签不同的：{names}。要给一张图片多个标签，请写在一格里（a|b），"
        "或用 --labels-per-picture several。",
    ),
    "cells.in_several_parts": (
        "{files} in more than one part of the split: {names}. Each is kept in one part only, test before val "
        "before train.",
        "{files}出现在划分的多个部分：{names}。每个只留在一个部分，先 test，再 val，再 train。",
    ),
}
