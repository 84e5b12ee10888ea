"""What is said of tables: which are read, how their rows are understood, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # which are read
    "tables.reading": ("reading the table {table} in {folder}.", "读取 {folder} 中的表 {table}。"),
    "tables.reading_parts": (
        "reading a table for each part in {folder}: {tables}.",
        "{folder} 中每个部分读一张表：{tables}。",
    ),
    "tables.of_part": ("{file} ({part})", "{file}（{part} 部分）"),
    "tables.several": (
        "{folder} holds {count}: {tables}. Name the one you mean, for example {example}; tables of parts are "
        "called train.csv, val.csv, test.csv.",
        "{folder} 中有 {count}：{tables}。请指明要用的表，例如 {example}；各部分的表应名为 train.csv、"
        "val.csv、"
        "test.csv。",
    ),
    "tables.unlabelled": (
        "{tables} left out: no column of labels is known in it.",
        "略去 {tables}：其中没有可识别的标签列。",
    ),
    "tables.others_beside": (
        "{tables} beside {table} not read; to read all as parts, give the folder {folder}.",
        "没有读 {table} 旁边的 {tables}；要当作各部分一起读，请给出文件夹 {folder}。",
    ),
    "tables.lacking": (
        "{table} has no column {lacking} as {first} has; its columns: {columns}. Call the columns alike in "
        "the tables of all parts, or name one table.",
        "{table} 没有 {first} 中的 {lacking} 列；它有这些列：{columns}。请让各部分的表列名一致，"
        "或只指明一个表。",
    ),
    "tables.names_no_pictures": ("{file} names no pictures.", "{file} 没有列出图片。"),
    "tables.no_row": ("{path} has a header, but no row.", "{path} 只有表头，没有数据行。"),
    "tables.named_classes": (
        "the classes of {table} are named by {file}: 0 is {name!r}.",
        "{table} 的类别名取自 {file}：0 是 {name!r}。",
    ),
    "tables.named_flags": (
        "the classes of {table} are named by {file}, one for each 0 or 1.",
        "{table} 的类别名取自 {file}，每个 0 或 1 对应一个。",
    ),
    # how rows are understood
    "tables.group": (
        "what has the same {column!r} stays on one side of a split that is drawn.",
        "抽取划分时，{column!r} 相同的留在同一侧。",
    ),
    "tables.no_group": (
        "{rows} say no {column!r}: each stands alone.",
        "{rows}没有 {column!r}：各自单独。",
    ),
    "tables.constant": (
        "{columns} hold 1 in every row, which tells no picture from another: no classes.",
        "{columns} 在每一行都是 1，不能区分图片：不是类别。",
    ),
    "tables.long_class": (
        "the header names a class in {n:,} characters ({start}...). Expected at most {most}: give it a "
        "shorter name.",
        "表头中有一个类别名长达 {n:,} 个字符（{start}……）。最多 {most} 个：请改用较短的名称。",
    ),
    "tables.only_class": (
        "{name!r} is the only class: a label that {n:,} of {total:,} rows have. For a class of each of its "
        "values: --label-column {column}.",
        "{name!r} 是唯一的类别：{total:,} 行中有 {n:,} 行带这个标签。若它的每个值各是一个类别："
        "--label-column {column}。",
    ),
    "tables.one_a_picture": (
        "each of the {n:,} rows has exactly one 1: one class a picture. If a picture may have several "
        "labels: "
        "--labels-per-picture several.",
        "{n:,} 行中每行恰好一个 1：一张图片一个类别。若一张图片可有多个标签：--labels-per-picture several。",
    ),
    "tables.several_a_picture": (
        "of {rows} {one:,} have exactly one 1, {odd}: a picture may have several labels. If each has one "
        "class: --labels-per-picture one.",
        "{rows}中 {one:,} 行恰好一个 1，{odd}：一张图片可有多个标签。若各只有一个类别：--labels-per-picture "
        "one。",
    ),
    "tables.odd_rows": (
        "{none:,} without a 1, {several:,} with several",
        "{none:,} 行没有 1，{several:,} 行有多个",
    ),
    "tables.odd_left_out": (
        "{rows} left out ({odd}): one class a picture.",
        "略去 {rows}（{odd}）：一张图片一个类别。",
    ),
    # what is left out
    "tables.bare_rows": (
        "{rows} without a file or a label left out (line {lines}).",
        "略去 {rows}没有文件或标签的（第 {lines} 行）。",
    ),
    "tables.bare_rows_or_none": (
        "{rows} without a file or a label left out (line {lines}). If an empty cell means none of the "
        "labels: "
        "--labels-per-picture several.",
        "略去 {rows}没有文件或标签的（第 {lines} 行）。若空格表示没有任何标签：--labels-per-picture "
        "several。",
    ),
    "tables.missing_files": (
        "{n:,} of the {total:,} files in {table} are not there: {files}. Paths are taken relative to "
        "{folder}.",
        "{table} 中的 {total:,} 个文件有 {n:,} 个不存在：{files}。路径相对于 {folder}。",
    ),
    "tables.rows_left_out": ("{told} These rows are left out.", "{told}这些行已略去。"),
    "tables.unlisted_picture": (
        "{pictures} in {folder} is in no row of {table}, so left out: {places}.",
        "{folder} 中有 {pictures}不在 {table} 的任何一行里，因此略去：{places}。",
    ),
    "tables.unlisted_pictures": (
        "{pictures} in {folder} are in no row of {table}, so left out: {places}.",
        "{folder} 中有 {pictures}不在 {table} 的任何一行里，因此略去：{places}。",
    ),
    "tables.in_folder": ("{n:,} in {folder}/", "{folder}/ 中 {n:,} 张"),
    "tables.beside_it": ("{n:,} beside it", "表旁边 {n:,} 张"),
    # how the user says it
    "tables.no_setting": (
        "{name} says nothing of how data are read. Nearest: {near}.",
        "{name} 不是读取数据的设置。最接近的：{near}。",
    ),
    "tables.wrong_setting": (
        "{name} = {value!r} cannot be used: it takes {expected}.",
        "{name} = {value!r} 不能用：应为 {expected}。",
    ),
    "tables.a_text": ("a text", "文本"),
}
