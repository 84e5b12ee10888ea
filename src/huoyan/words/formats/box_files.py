"""What is said of files of boxes, whatever their format: where boxes lie, and what was not taken as it is."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # places
    "box_files.file": ("{file}", "{file}"),
    "box_files.line": ("{file}, line {line}", "{file} 第 {line} 行"),
    "box_files.annotation": ("{file}, annotation {id}", "{file} 标注 {id}"),
    "box_files.fault": ("{place}: {what}", "{place}：{what}"),
    "box_files.faults": (
        "{n} in the boxes: {faults}. Mend the file, or write it anew from where it was drawn.",
        "框中有 {n}：{faults}。请改正文件，或从标注工具重新导出。",
    ),
    "box_files.lies_in": (
        "the data lie in {folder}/ and are read from there.",
        "数据在 {folder}/ 里，从那里读取。",
    ),
    # boxes that were changed
    "box_files.empty": (
        "{boxes} without an area, or of a single pixel: left out ({places}).",
        "{boxes}没有面积或只有一个像素：已略去（{places}）。",
    ),
    "box_files.outside": (
        "{boxes} wholly outside of the picture: left out ({places}).",
        "{boxes}完全在图片之外：已略去（{places}）。",
    ),
    "box_files.cut": (
        "{boxes} beyond the edge of the picture: cut there ({places}).",
        "{boxes}超出图片边缘：已在边缘截断（{places}）。",
    ),
    "box_files.most_outside": (
        "{n:,} of {total:,} boxes lie outside of their pictures ({places}). Expected edges in pixels of the "
        "pictures as they lie here: were these made smaller after they were drawn on?",
        "{total:,} 个框中有 {n:,} 个在图片之外（{places}）。边应以这里图片的像素计：图片是否在标注之后缩小过？",
    ),
    "box_files.outlined": (
        "{boxes} of {file} are drawn around polygons or masks, which are not kept.",
        "{file} 中的 {boxes}取自多边形或掩码的外框，多边形和掩码不保留。",
    ),
    "box_files.without_boxes": (
        "{pictures} of {total:,} without a box: learnt from as pictures that show nothing of the classes.",
        "{total:,} 张图片中有 {pictures}没有框：当作不含任何类别的图片来学习。",
    ),
    # pictures and their sizes
    "box_files.other_sizes": (
        "{n:,} of {total:,} pictures have another size than their annotations say: {pictures}. Nobody knows "
        "where their boxes belong; put back the pictures that were drawn on, or write the boxes anew.",
        "{total:,} 张图片中有 {n:,} 张的大小与标注所说不同：{pictures}。无从得知框在何处；"
        "请放回标注时的图片，或重新写框。",
    ),
    "box_files.other_size": (
        "{file} is {width} x {height}, {stated_width} x {stated_height} by {place}",
        "{file} 为 {width} x {height}，而 {place} 说是 {stated_width} x {stated_height}",
    ),
    "box_files.left_out": ("{told} These are left out.", "{told}这些已略去。"),
    "box_files.no_size": (
        "{pictures} cannot be read ({names}): their boxes, shares of an unknown size, are lost.",
        "{pictures}无法读取（{names}）：其框是相对未知大小的比例，因而丢失。",
    ),
    "box_files.drawn_on_stored": (
        "{pictures} with an EXIF turn ({names}): by the sizes that are said, boxes were drawn on the pixels "
        "before the turn, and are turned along.",
        "{pictures}带 EXIF 旋转（{names}）：按所说的大小，框是在旋转之前的像素上画的，已一并旋转。",
    ),
    "box_files.drawn_on_shown": (
        "{pictures} with an EXIF turn ({names}): boxes are taken as drawn on the picture as it is shown.",
        "{pictures}带 EXIF 旋转（{names}）：框当作是在显示的图片上画的。",
    ),
    "box_files.missing": (
        "{n:,} of {total:,} pictures of {told_by} are not there: {files}. Looked for below {folder}.",
        "{told_by} 的 {total:,} 张图片有 {n:,} 张不存在：{files}。在 {folder} 之下找过。",
    ),
    "box_files.unlisted": (
        "{pictures} that no annotation is about left out: {places}. Whether they show anything is not known.",
        "略去没有任何标注的 {pictures}：{places}。不知道它们是否含有目标。",
    ),
    "box_files.drawings": (
        "{pictures} taken for what was drawn for others, and not read: {places}.",
        "{pictures}当作为别的图片绘制的标注，没有读：{places}。",
    ),
    "box_files.at_the_top": ("{n:,} in no folder", "不在文件夹中的 {n:,} 张"),
    # what there must be
    "box_files.no_boxes": (
        "{data} has {pictures} and not one box. Expected boxes on some of them: draw some, or see whether the "
        "annotations belong to these pictures.",
        "{data} 有 {pictures}，却一个框也没有。其中一些应有框：请画框，或检查标注是否属于这些图片。",
    ),
    "box_files.only_crowds": (
        "{data} has {boxes}, all of crowds or difficult things, which count neither for nor against: there is nothing to "
        "learn. Mark single things too.",
        "{data} 有 {boxes}，全部是人群或难例，不计对错：没有可学的内容。请也标注单个物体。",
    ),
    "box_files.crowd_classes": (
        "{classes} with boxes of crowds or difficult things alone: {names}. These count neither for nor against, so "
        "nothing is learnt of them.",
        "只有人群或难例框的类别（{classes}）：{names}。这些框不计对错，因此对它们什么也学不到。",
    ),
    "box_files.unused_classes": (
        "{classes} without a box: {names}. Nothing is learnt of them.",
        "没有框的类别（{classes}）：{names}。对它们什么也学不到。",
    ),
    "box_files.class_n": ("{name!r} ({n:,})", "“{name}”（{n:,} 个）"),
    "box_files.untrained": (
        "no training picture shows {names}. {boxes} of the validation or test part left out: nothing could find "
        "these. Add training pictures.",
        "没有训练图片含有{names}。略去验证或测试部分的 {boxes}：不可能找到它们。请补充训练图片。",
    ),
    "box_files.boxes_given": (
        "{path} holds pictures with boxes, which another task learns from. Leave --task away, or give a folder "
        "for each class or a table of labels.",
        "{path} 中是带框的图片，供另一种任务学习。请去掉 --task，或给出类别文件夹或标签表。",
    ),
    "box_files.not_boxes": (
        "{path} holds pictures and their classes, but no boxes. Looked for: {looked}.",
        "{path} 中有图片及其类别，但没有框。所找的是：{looked}。",
    ),
    "box_files.not_found": (
        "{path} holds no boxes that are known here. Looked for: {looked}. {found}",
        "{path} 中没有这里认识的框。所找的是：{looked}。{found}",
    ),
    "box_files.several_ways": (
        "{path} can be read in several ways: {ways}. Name the one file that is meant (a JSON file, a data.yaml, "
        "a table), or give a folder with only one of them.",
        "{path} 可以按几种方式读取：{ways}。请给出所指的那个文件（JSON 文件、data.yaml、表），"
        "或给出只含其中一种的文件夹。",
    ),
    "box_files.origin_of_none": (
        "--box-origin {origin} says how boxes of Pascal VOC or of a table are counted, but {name} has none. "
        "Leave it away.",
        "--box-origin {origin} 说明 Pascal VOC 或表中的框如何计数，但 {name} 中没有。请去掉它。",
    ),
}
