"""What is said of YOLO's text files and of data.yaml."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "yolo.reading": (
        "boxes are read from {files} of labels of YOLO; the classes are named by {told_by}.",
        "从 YOLO 的标签读取框（{files}）；类别名来自{told_by}。",
    ),
    "yolo.no_list": ("no file", "（没有文件）"),
    # classes
    "yolo.lists_disagree": (
        "{first} and {second} list different classes, from line {line} on. Give all parts the same list.",
        "{first} 与 {second} 所列的类别从第 {line} 行起不同。请让各部分用同一份列表。",
    ),
    "yolo.name_twice": (
        "{file} names the class {name!r} twice. Give each class a name of its own.",
        "{file} 两次列出类别 {name!r}。请给每个类别各自的名称。",
    ),
    "yolo.odd_name": (
        "{file}: the class {key} is named {name!r}. Expected a number from 0 on and a name.",
        "{file}：类别 {key} 的名称是 {name!r}。应为从 0 起的数和一个名称。",
    ),
    "yolo.nc": (
        "{file} says nc: {n}, but names {names} classes. Make the two agree.",
        "{file} 说 nc: {n}，却列出 {names} 个类别。请使二者一致。",
    ),
    "yolo.nc_most": (
        "{file} says nc: {n:,}; expected at most {most:,} classes. Mend the number, or list the names.",
        "{file} 说 nc: {n:,}；类别最多 {most:,} 个。请改正此数，或列出各类名称。",
    ),
    "yolo.high_class": (
        "the class {text} is too high a number; expected one below {most:,}",
        "类别编号 {text} 过大；应小于 {most:,}",
    ),
    "yolo.no_names": (
        "no file names the classes (data.yaml, classes.txt): {classes}, called by number.",
        "没有文件给出类别名（data.yaml、classes.txt）：{classes}以编号为名。",
    ),
    "yolo.shifted": (
        "labels use the classes {low} to {high}, {file} has 0 to {last}: counted from 1, each would be taken "
        "for the one after it. Subtract 1 from the first column of all label files, or put the class that is "
        "number 0 before {name!r}.",
        "标签用的类别是 {low} 到 {high}，而 {file} 有 0 到 {last}：从 1 数起，每个都会被当成后一个。"
        "请把所有标签文件的第一列减 1，或在 {name!r} 之前补上 0 号类别。",
    ),
    # data.yaml
    "yolo.several": (
        "{folder} holds several descriptions: {files}. Name the one that is meant, for example {example}.",
        "{folder} 中有几个描述文件：{files}。请给出所指的那个，例如 {example}。",
    ),
    "yolo.no_yaml": (
        "{file}, line {line}: this is no YAML ({reason}).",
        "{file} 第 {line} 行：不是 YAML（{reason}）。",
    ),
    "yolo.found_elsewhere": (
        "{part}: {entry} is not there as it is written; {place} is read.",
        "{part}: {entry} 按所写的路径不存在；读的是 {place}。",
    ),
    "yolo.nothing_there": (
        "nothing that {file} names is there: {entries}. Paths count from {folder}; mend them, or take them out "
        "to have the folders read as they are.",
        "{file} 所列的都不存在：{entries}。路径从 {folder} 算起；请改正，或去掉它们，按文件夹读取。",
    ),
    "yolo.not_there": (
        "{file} names what is not there: {entries}.",
        "{file} 列出了不存在的：{entries}。",
    ),
    "yolo.same_pictures": (
        "{file} names the same pictures for train and val: a score on them would be of pictures that were "
        "learnt. A split is drawn instead.",
        "{file} 的 train 和 val 是同样的图片：在上面评分等于评学过的图片。改为另行划分。",
    ),
    "yolo.in_two_parts": (
        "{file}: {n:,} pictures are in two parts, {picture} for example in {parts}. Take them out of one.",
        "{file}：有 {n:,} 张图片在两个部分里，例如 {picture} 在 {parts}。请从其中之一去掉。",
    ),
    # lines
    "yolo.no_numbers": (
        "{text!r} is no box; expected the number of a class and the centre, width and height in shares",
        "{text!r} 不是框；应为类别编号，以及按比例的中心、宽和高",
    ),
    "yolo.columns": (
        "{n} columns; expected 5, or a polygon with an x and a y for each point",
        "有 {n} 列；应为 5 列，或每点一个 x 和一个 y 的多边形",
    ),
    "yolo.pixels": (
        "{text} are no shares of the picture's sides; expected 0 to 1, not pixels",
        "{text} 不是图片边长的比例；应为 0 到 1，而不是像素",
    ),
    "yolo.unknown_class": (
        "class {number} is none of the {n}, whose numbers end at {last}",
        "类别 {number} 不在 {n} 个类别之中，编号到 {last} 为止",
    ),
    "yolo.sixth": (
        "{lines} with a sixth column, read as the confidence of a model and not used: {places}. See whether "
        "these are labels that a person drew.",
        "{lines}有第六列，当作模型的置信度而不用：{places}。请确认这些是人画的标签。",
    ),
    "yolo.outlined": (
        "{boxes} are drawn around polygons, which are not kept: {places}.",
        "{boxes}取自多边形的外框，多边形不保留：{places}。",
    ),
    # files without their other half
    "yolo.no_label_file": (
        "{pictures} without a label file ({names}): taken as pictures without objects.",
        "{pictures}没有标签文件（{names}）：当作没有目标的图片。",
    ),
    "yolo.shared_label": (
        "{files} of labels for several pictures each, whose names differ in their ending only: {names}. See "
        "whether the boxes belong to all of these.",
        "有 {files}标签各对应几张只有扩展名不同的图片：{names}。请确认框是否属于其中每一张。",
    ),
    "yolo.no_picture": (
        "{files} of labels without a picture: {names}. Left out.",
        "没有图片的标签文件（{files}）：{names}。已略去。",
    ),
}
