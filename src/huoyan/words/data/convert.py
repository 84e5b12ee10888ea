"""What is said while boxes are written in another format."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "convert.format": (
        "{format} is no format that boxes are written in. Choose one of {formats}.",
        "{format} 不是可写框的格式。请选其一：{formats}。",
    ),
    "convert.no_boxes": (
        "{data} has no boxes to write. Give data of boxes: COCO JSON, Pascal VOC, YOLO txt, or a table of boxes.",
        "{data} 没有可写的框。请给出带框的数据：COCO JSON、Pascal VOC、YOLO txt 或框表。",
    ),
    "convert.odd_class": (
        "the names of some classes hold an end of a line, or what is no text: {names}. Not every format can "
        "say them; rename these classes first.",
        "有些类别的名称含有换行或非文字字符：{names}。并非每种格式都能写出；请先改名。",
    ),
    "convert.taken": (
        "{folder} is not empty: nothing in it is overwritten. Give a new folder with --out.",
        "{folder} 不是空的：其中的内容不会被覆盖。请用 --out 给出新的文件夹。",
    ),
    "convert.inside": (
        "{folder} lies inside {data}, whose pictures would then be there twice. Give a folder elsewhere.",
        "{folder} 在 {data} 里面，那样其中的图片会出现两次。请给出别处的文件夹。",
    ),
    "convert.unwritten": (
        "nothing was written to {folder}: {reason}. {remedy}",
        "没有写入 {folder}：{reason}。{remedy}",
    ),
    "convert.broken": (
        "{pictures} cannot be read and are not written: {names}.",
        "{pictures}无法读取，没有写出：{names}。",
    ),
    "convert.damaged": (
        "{pictures} cut off or damaged, and written all the same: {names}. See huoyan check.",
        "{pictures}不完整或已损坏，仍按原样写出：{names}。可用 huoyan check 查看。",
    ),
    "convert.unreadable_n": ("{n:,} unreadable, not written", "{n:,} 张无法读取，没有写出"),
    "convert.damaged_n": ("{n:,} cut off or damaged", "{n:,} 张不完整或已损坏"),
    "convert.groups": (
        "{format} has no place for groups (patients, videos): they are not written.",
        "{format} 没有分组（病人、视频）的位置：没有写出。",
    ),
    "convert.crowds": (
        "{boxes} of crowds or difficult things left out: YOLO's files cannot say that these count neither for "
        "nor against. Where they lie is background there.",
        "略去 {boxes}人群或难例的框：YOLO 的文件无法表明它们不计对错。那里成为背景。",
    ),
    "convert.open_to_train": (
        "{pictures} of no part written to train: data.yaml has no place for them.",
        "{pictures}不属于任何部分，写入 train：data.yaml 没有它们的位置。",
    ),
    "convert.done": (
        "{folder}: {pictures}, {boxes} as {format} ({parts})",
        "{folder}：{pictures}，{boxes}，格式 {format}（{parts}）",
    ),
    "convert.part": ("{part} {n:,}", "{part} {n:,}"),
    "convert.no_part": ("no part {n:,}", "未划分 {n:,}"),
}
