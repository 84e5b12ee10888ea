"""What is said of the rows of a table file: how it is written, and where it is broken."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "rows.no_permission": ("{path} may not be read (permission denied).", "{path} 无法读取（没有权限）。"),
    "rows.nameless_column": ("(column {n})", "（第 {n} 列）"),
    "rows.no_memory": (
        "{path} is larger than the memory that is free. Split it, or use a machine with more.",
        "{path} 超过空闲的内存。请拆分它，或换用内存更大的机器。",
    ),
    "rows.too_large": (
        "{path} has more than {most:,} bytes, the most that is read of such a file: is it one of labels?",
        "{path} 超过 {most:,} 字节，即这类文件读取的上限：它真的是标签文件吗？",
    ),
    "rows.unreadable": ("{path} cannot be read: {reason}", "{path} 无法读取：{reason}"),
    # encoding
    "rows.zip": (
        "{path} is no text but a ZIP file, as Excel's .xlsx is. Save it as CSV UTF-8.",
        "{path} 不是文本而是 ZIP 文件，Excel 的 .xlsx 就是这样。请另存为 CSV UTF-8。",
    ),
    "rows.not_utf8": (
        "{path} is not UTF-8, and what {odd} means cannot be told. Save it as UTF-8 (in Excel: CSV UTF-8), "
        "or name its encoding: --encoding gb18030, big5, shift_jis, cp1252 ...",
        "{path} 不是 UTF-8，无法断定{odd} 是什么意思。请另存为 UTF-8（Excel 中选 CSV UTF-8），或指明编码："
        "--encoding gb18030、big5、shift_jis、cp1252 ……",
    ),
    "rows.not_utf8_likely": (
        "{path} is not UTF-8, and what {odd} means cannot be told. It may be {likely}. Save it as UTF-8 (in "
        "Excel: CSV UTF-8), or name its encoding: --encoding gb18030, big5, shift_jis, cp1252 ...",
        "{path} 不是 UTF-8，无法断定{odd} 是什么意思。可能是 {likely}。请另存为 UTF-8（Excel 中选 CSV "
        "UTF-8），"
        "或指明编码：--encoding gb18030、big5、shift_jis、cp1252 ……",
    ),
    "rows.odd_bytes": ("{around!r} in line {line}", "第 {line} 行的 {around!r}"),
    "rows.zero_bytes": (
        "{path}, line {line} holds {n:,} zero bytes, which no text has: the file is damaged, or in another "
        "encoding. Save it anew as CSV UTF-8, or name its --encoding.",
        "{path} 第 {line} 行有 {n:,} 个零字节，文本中不会有：文件已损坏，或用的是别的编码。请重新存为 CSV "
        "UTF-8，"
        "或用 --encoding 指明编码。",
    ),
    "rows.unknown_encoding": (
        "encoding {encoding!r} is not known. Expected a name such as utf-8, gb18030, big5, shift_jis, "
        "cp1252.",
        "不认识编码 {encoding!r}。应为 utf-8、gb18030、big5、shift_jis、cp1252 之类的名称。",
    ),
    "rows.other_encoding": (
        "{path} is not text in {encoding}: {reason}.",
        "{path} 不是 {encoding} 编码的文本：{reason}。",
    ),
    "rows.guessed_encoding": (
        "{file} is not UTF-8; it is read as {encoding}, so that it says {words}. If that is wrong, save it "
        "as UTF-8 or name its --encoding.",
        "{file} 不是 UTF-8；按 {encoding} 读取，其中有 {words}。如果不对，请另存为 UTF-8，或用 --encoding "
        "指定。",
    ),
    # CSV
    "rows.in_line": ("{path}, line {line}: {reason}.", "{path} 第 {line} 行：{reason}。"),
    "rows.open_quote": (
        '{path}, line {line}: a double quote (") opens here and is never closed. Close it, or double it ("") '
        "if it is part of the text.",
        '{path} 第 {line} 行：双引号（"）在此打开而没有关闭。请关闭它；如果它是内容的一部分，'
        '请写成两个（""）。',
    ),
    "rows.late_quote": (
        '{path}, line {line}: a double quote (") opens here and closes only in line {last}, so the rows '
        'between are in one cell. Close it, or double it ("") if it is part of the text.',
        '{path} 第 {line} 行：双引号（"）在此打开，到第 {last} 行才关闭，其间各行都成了一格。请关闭它；'
        '如果它是内容的一部分，请写成两个（""）。',
    ),
    "rows.text_after_quote": (
        'text follows a closing double quote ("); a quote that is part of a cell is doubled ("")',
        '关闭的双引号（"）之后还有文字；属于内容的引号要写成两个（""）',
    ),
    "rows.long_cell": (
        "a cell of more than {most:,} characters; this is no table of pictures",
        "有一格超过 {most:,} 个字符；这不是图片的表",
    ),
    "rows.carriage_return": (
        "a carriage return inside a line; save the table with line ends of one kind",
        "一行之内有回车符；请用同一种换行符保存此表",
    ),
    "rows.many_cells": (
        "{path}, line {line} has {n} cells, the header has {columns}. Put cells that hold the delimiter into "
        'double quotes ("a, b.jpg").',
        '{path} 第 {line} 行有 {n} 格，而表头有 {columns} 格。含有分隔符的格请用双引号括起（"a, b.jpg"）。',
    ),
    # JSON Lines
    "rows.no_json": ("{path}, line {line} is no JSON: {reason}.", "{path} 第 {line} 行不是 JSON：{reason}。"),
    "rows.no_object": (
        "{path}, line {line} is no JSON object of column names.",
        "{path} 第 {line} 行不是由列名组成的 JSON 对象。",
    ),
    # lists
    "rows.no_list": (
        "{path}, line {line} is {text!r}; expected a path, a blank and a label.",
        "{path} 第 {line} 行是 {text!r}；应为路径、空格、标签。",
    ),
    "rows.unnamed_class": (
        "{path} names {n} classes, and the lists hold the label {label}. Add its name.",
        "{path} 列出 {n} 个类别的名称，而列表中有标签 {label}。请补上它的名称。",
    ),
    # Parquet
    "rows.reading": ("reading {file}", "读取 {file}"),
    "rows.parquet_not_utf8": (
        "{path} holds text that is not UTF-8, which Parquet demands: {reason}. Write the file anew.",
        "{path} 中有不是 UTF-8 的文本，而 Parquet 要求 UTF-8：{reason}。请重新写出此文件。",
    ),
    "rows.parquet_pictures": (
        "{path}: the column {column!r} holds the pictures themselves. Write them into files, and their paths "
        "into the table.",
        "{path}：{column!r} 列存的是图片本身。请把图片写成文件，在表中写它们的路径。",
    ),
    "rows.no_parquet": (
        "{path} is not readable as Parquet: {reason}. Write it anew.",
        "{path} 无法作为 Parquet 读取：{reason}。请重新写出。",
    ),
}
