"""What is said of Pascal VOC XML."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "voc.reading": (
        "boxes are read from Pascal VOC XML: {files}.",
        "从 Pascal VOC XML 读取框：{files}。",
    ),
    "voc.entities": (
        "{file} declares entities, which no annotation needs and which can grow without end: it is not read. "
        "Take the DOCTYPE out of it.",
        "{file} 声明了实体；标注不需要它，而且它可能无限展开：没有读。请去掉其中的 DOCTYPE。",
    ),
    "voc.no_xml": (
        "{file}, line {line}: this is no XML ({reason}). Export it anew.",
        "{file} 第 {line} 行：不是 XML（{reason}）。请重新导出。",
    ),
    "voc.no_name": ("an object without a name", "object 没有 name"),
    "voc.no_box": (
        "the object {name!r} has neither a bndbox nor a polygon",
        "object {name!r} 既没有 bndbox 也没有 polygon",
    ),
    "voc.no_corner": (
        "the bndbox of {name!r} has no {corners}; expected xmin, ymin, xmax and ymax",
        "{name!r} 的 bndbox 没有 {corners}；应有 xmin、ymin、xmax 和 ymax",
    ),
    "voc.odd_corner": (
        "{corner} of {name!r} is {text!r}; expected a number",
        "{name!r} 的 {corner} 是 {text!r}；应为数值",
    ),
    "voc.odd_flag": (
        "{tag} of {name!r} is {text!r}; expected 0 or 1",
        "{name!r} 的 {tag} 是 {text!r}；应为 0 或 1",
    ),
    "voc.beside": (
        "{boxes} with more in the bndbox than four corners, {names}, which is not read: if it turns the box, "
        "the box is used unturned ({places}).",
        "{boxes}的 bndbox 除四个角外还有 {names}，没有读取：若它表示框是旋转的，则按不旋转的框来用（{places}）。",
    ),
    "voc.from_zero": (
        "{boxes} with a corner below 1 ({places}): pixels are taken as counted from 0 in all files, not from 1 "
        "as Pascal VOC does. --box-origin 1 counts from 1 all the same.",
        "{boxes}的角小于 1（{places}）：所有文件的像素都当作从 0 数起，而不是像 Pascal VOC 那样从 1。"
        "--box-origin 1 则仍从 1 数起。",
    ),
    "voc.xml_files": ("the XML files", "XML 文件"),
    "voc.two_lists": (
        "{name} is in two parts: {other} and {file}, line {line}. Take it out of one.",
        "{name} 在两个部分里：{other} 与 {file} 第 {line} 行。请从其中之一去掉。",
    ),
    "voc.two_pictures": (
        "{file} may be about several pictures: {pictures}. Give them different names.",
        "{file} 可能对应几张图片：{pictures}。请给它们不同的名称。",
    ),
    "voc.two_files": (
        "{picture} has two XML files: {files}. Take one away, or give the pictures different names.",
        "{picture} 有两个 XML 文件：{files}。请去掉一个，或给图片不同的名称。",
    ),
    "voc.listed_without": (
        "{n:,} names in the lists of ImageSets without an XML file: {names}. Left out.",
        "ImageSets 的列表中有 {n:,} 个名称没有 XML 文件：{names}。已略去。",
    ),
    "voc.in_no_list": (
        "{n:,} XML files in no list of ImageSets: {names}. Left out.",
        "{n:,} 个 XML 文件不在 ImageSets 的任何列表中：{names}。已略去。",
    ),
    "voc.list_not_used": (
        "{file} is not used for the order of the classes: it lacks {names}.",
        "没有用 {file} 来定类别的顺序：其中没有 {names}。",
    ),
}
