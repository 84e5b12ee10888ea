"""What a run said of how it read a table, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

# English sentence: Chinese one, with the same blanks or fewer.
REMARKS_OF_TABLES: Mapping[str, str] = {
    "table {table}: path = {path}, label = {label}, split = {split}, group = {group}; left: {left}.": (
        "表 {table}：文件 = {path}，标签 = {label}，划分 = {split}，分组 = {group}；未用：{left}。"
    ),
    "pictures with the same {column} stay on one side of a split.": "{column} 相同的图片留在划分的同一侧。",
    "in {column} {values}.": "{column} 中 {values}。",
    "{rows} say no {column}: each stands alone.": "{rows}没有 {column}：各自单独。",
    "reading the table {table} in {folder}.": "读取 {folder} 中的表 {table}。",
    "reading a table for each part in {folder}: {tables}.": "{folder} 中每个部分读一张表：{tables}。",
    "{tables} beside {table} not read; to read all as parts, give the folder {folder}.": (
        "没有读 {table} 旁边的 {tables}；要当作各部分一起读，请给出文件夹 {folder}。"
    ),
    "{tables} left out: no column of labels is known in it.": "略去 {tables}：其中没有可识别的标签列。",
    "each of the {n} rows has exactly one 1: one class a picture. If a picture may have several labels: "
    "--labels-per-picture several.": (
        "{n} 行中每行恰好一个 1：一张图片一个类别。若一张图片可有多个标签：--labels-per-picture several。"
    ),
    "of {rows} {one} have exactly one 1, {odd}: a picture may have several labels. If each has one class: "
    "--labels-per-picture one.": (
        "{rows}中 {one} 行恰好一个 1，{odd}：一张图片可有多个标签。若各只有一个类别：--labels-per-picture one。"
    ),
    "{columns} hold 1 in every row, which tells no picture from another: no classes.": (
        "{columns} 在每一行都是 1，不能区分图片：不是类别。"
    ),
    "the split is that of {columns} (--split-column none draws another).": (
        "划分取自 {columns}（--split-column none 则另行抽取）。"
    ),
    "{rows} without a file or a label left out (line {lines}).{hint}": "略去 {rows}没有文件或标签的（第 {lines} 行）。",
    "{files} of {table} found by name below {folder}: {file} for {cell}.": (
        "{table} 中的 {files}按名称在 {folder} 下找到：{cell} 即 {file}。"
    ),
    "the paths of {table} count from {folder}, the folder above it.": "{table} 中的路径从其上一层文件夹 {folder} 算起。",
    "{file} is not UTF-8; it is read as {encoding}, so that it says {words}. If that is wrong, save it as UTF-8 "
    "or name its --encoding.": (
        "{file} 不是 UTF-8；按 {encoding} 读取，其中有 {words}。如果不对，请另存为 UTF-8，或用 --encoding 指定。"
    ),
    "{cells} of {column} differ from others by blanks or Unicode form only: {names}.": (
        "{column} 中 {cells}与别的只差空格或 Unicode 形式：{names}。"
    ),
    "{name} is the only class: a label that {n} of {all} rows have. For a class of each of its values: "
    "--label-column {column}.": (
        "{name} 是唯一的类别：{all} 行中有 {n} 行带这个标签。若它的每个值各是一个类别：--label-column {column}。"
    ),
    "{n} of {all} cells of {column} are lists of no or several labels, such as {example}, where others hold "
    "one. They are left out. --label-separator none takes each as one name, --labels-per-picture several takes "
    "the labels in them.": (
        "{column} 的 {all} 格中有 {n} 格是没有或有多个标签的列表，例如 {example}，而其余各只有一个。已略去。"
        "--label-separator none 把每格当作一个名称，--labels-per-picture several 则取其中的标签。"
    ),
    "the labels of {column} are whole numbers, written as {numbers}.": "{column} 的标签是整数，写作 {numbers}。",
    "{n} of {all} cells of {column} look like a missing label: {words}. These rows are left out; "
    "--missing-labels keep makes classes of them.": (
        "{column} 的 {all} 格中有 {n} 格像是缺失标签：{words}。这些行被略去；--missing-labels keep 则作为类别。"
    ),
    "{words} in {column} look like missing labels: kept as classes.": "{column} 中的 {words} 像是缺失标签：保留为类别。",
    "{n} of {all} cells of {column} are lists, such as {example}: {several} of them hold none or several labels.": (
        "{column} 的 {all} 格中有 {n} 格是列表，例如 {example}：其中 {several} 个没有或有多个标签。"
    ),
    "{n} of {all} cells of {column} hold {marks}: a picture may have several labels. --labels-per-picture one "
    "leaves such rows out, --label-separator none takes each cell as one name.": (
        "{column} 的 {all} 格中有 {n} 格含 {marks}：一张图片可有多个标签。--labels-per-picture one 略去这些行，"
        "--label-separator none 把每格当作一个名称。"
    ),
    "{n} of {all} cells of {column} hold {marks}: several labels, where others hold one. They are left "
    "out. --label-separator none takes each as one name, --labels-per-picture several splits them.": (
        "{column} 的 {all} 格中有 {n} 格含 {marks}：有多个标签，而其余各只有一个。已略去。--label-separator none "
        "把每格当作一个名称，--labels-per-picture several 则拆开。"
    ),
    "left out for several labels: line {lines}.": "因有多个标签而略去：第 {lines} 行。",
    "{n} of {all} cells of {column} hold {marks}: taken as one name each. --labels-per-picture several splits "
    "them.": "{column} 的 {all} 格中有 {n} 格含 {marks}：各作为一个名称。--labels-per-picture several 则拆开。",
    "in {rows} the label of {column} seems to be made of others: {names}. Each is a class of its own; if it "
    "means several labels, write {example} or give --label-separator {separator}.": (
        "{rows}的 {column} 似由别的标签拼成：{names}。各自作为一个类别；若是多个标签，请写成 {example}，"
        "或用 --label-separator {separator}。"
    ),
    "{n} cells of {column} end in {marks}: left away.": "{column} 中 {n} 格以 {marks} 结尾：已去掉。",
    "the classes of {table} are named by {file}: 0 is {name}.": "{table} 的类别名取自 {file}：0 是 {name}。",
    "the classes of {table} are named by {file}, one for each 0 or 1.": (
        "{table} 的类别名取自 {file}，每个 0 或 1 对应一个。"
    ),
    "{rows} with an empty {column} will be in the training part.": "{rows}的 {column} 为空：归入训练部分。",
    "{rows} with several labels in {column} left out: one a picture.": (
        "略去 {rows}在 {column} 中有多个标签的：一张图片一个标签。"
    ),
    "{rows} left out ({odd}): one class a picture.": "略去 {rows}（{odd}）：一张图片一个类别。",
    "{n} of the {all} files in {table} are not there: {files}. Paths are taken relative to {folder}. These rows "
    "are left out.": (
        "{table} 中的 {all} 个文件有 {n} 个不存在：{files}。路径相对于 {folder}。这些行已略去。"
    ),
    "{rows} naming a file that an earlier row named: each file is used once.": (
        "{rows}所列的文件前面已经列过：每个文件只用一次。"
    ),
    "{files} with different labels in different rows left out: {names}. To give a picture several labels, write "
    "them in one cell (a|b), or say --labels-per-picture several.": (
        "略去 {files}在不同行中标签不同的：{names}。要给一张图片多个标签，请写在一格里（a|b），"
        "或用 --labels-per-picture several。"
    ),
    "{files} in more than one part of the split: {names}. Each is kept in one part only, test before val before "
    "train.": "{files}出现在划分的多个部分：{names}。每个只留在一个部分，先 test，再 val，再 train。",
}
