"""What is said of data of good pictures and defects."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "quality.none": ("none", "无"),
    "quality.no_good": (
        "{data} has no good picture, and good pictures are all that is learnt from. Put them into a folder, and name "
        "it: --good FOLDER.",
        "{data} 没有合格的图片，而学习只用合格的图片。请把它们放进一个文件夹，并用 --good 文件夹名 指出。",
    ),
    "quality.no_such_class": (
        "--good {good}: {data} has no such class (nearest: {near}). There are: {classes}.",
        "--good {good}：{data} 没有这个类别（最相近的：{near}）。现有：{classes}。",
    ),
    "quality.which": (
        "{data} does not say which of its classes is good: {classes}. Name it with --good CLASS, or call its folder one "
        "of {names}; all other classes are of defects.",
        "{data} 没有说明哪个类别是合格的：{classes}。请用 --good 类别名 指出，或把其文件夹命名为 {names} 之一；其余类别都是缺陷。",
    ),
    "quality.good_of_none": (
        "--good {good} names the class of good pictures; that is of the task anomaly. Leave it out, or add --task anomaly.",
        "--good {good} 指出合格图片的类别，只用于 anomaly 任务。请去掉它，或加上 --task anomaly。",
    ),
    "quality.lone_class": (
        "{data} has {name} as its only class: its pictures are taken as good ones, and what is unlike them is found "
        "(--task anomaly). To tell classes apart, add pictures of another.",
        "{data} 只有一个类别 {name}：把其中的图片视为合格，学习找出与之不同的图片（--task anomaly）。要区分类别，请加入另一类的图片。",
    ),
    "quality.made_defects": (
        "{pictures} of defects that a program made are left out: nothing is learnt of defects, and only real ones are scored.",
        "{pictures}是程序生成的缺陷图片，已略去：不从缺陷学习，评分只用真实图片。",
    ),
    "quality.defects_score": (
        "{pictures} of defects: nothing is learnt of them, they score the model, as part of {part}. So there are {parts} "
        "pictures.",
        "{pictures}是缺陷：不参与学习，只用来评分，归入{part}。于是有：{parts}。",
    ),
}
