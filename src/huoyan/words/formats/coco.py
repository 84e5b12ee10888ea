"""What is said of COCO JSON."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "coco.reading": ("boxes are read from COCO JSON: {files}.", "从 COCO JSON 读取框：{files}。"),
    "coco.several": (
        "{folder} holds several COCO files of one part: {files}. Name the one that is meant, or call them "
        "after their parts (train, val, test).",
        "{folder} 中同一部分有几个 COCO 文件：{files}。请给出所指的那个，或按部分命名（train、val、test）。",
    ),
    "coco.no_json": (
        "{file} is no JSON: {reason}. Export it anew.",
        "{file} 不是 JSON：{reason}。请重新导出。",
    ),
    "coco.no_object": (
        "{file} is no object of JSON. Expected images, annotations and categories.",
        "{file} 不是 JSON 对象。应有 images、annotations 和 categories。",
    ),
    "coco.no_list": (
        "{file} has no list of objects named {key}. Expected images, annotations and categories; export it "
        "anew with all three.",
        "{file} 中没有名为 {key} 的对象列表。应有 images、annotations 和 categories；请带上三者重新导出。",
    ),
    "coco.category_twice": (
        "category {id} ({name}) has an id or a name that another has",
        "类别 {id}（{name}）的 id 或名称与另一个相同",
    ),
    "coco.category_unnamed": ("category {id} has no name", "类别 {id} 没有名称"),
    "coco.picture_unnamed": ("image {id} has no file_name", "图片 {id} 没有 file_name"),
    "coco.picture_twice": (
        "image {id} ({name}) has an id or a file_name that another has",
        "图片 {id}（{name}）的 id 或 file_name 与另一个相同",
    ),
    "coco.unknown_category": (
        "category_id {id} is none of the categories, whose ids go from {low} to {high}",
        "category_id {id} 不在类别之中，其 id 从 {low} 到 {high}",
    ),
    "coco.no_box": (
        "{value} is no box; expected the left and upper edge, width and height",
        "{value} 不是框；应为左边、上边、宽和高",
    ),
    "coco.neither": (
        "there is no bbox, and {value} is no polygon or mask to draw one around",
        "没有 bbox，而 {value} 也不是可取外框的多边形或掩码",
    ),
    "coco.shifted": (
        "{file}: annotations use the ids {used_low} to {used_high}, categories have {low} to {high}: one of "
        "the two is shifted by one, and a class would be taken for its neighbour. Write the ids anew.",
        "{file}：标注用的 id 是 {used_low} 到 {used_high}，类别的是 {low} 到 {high}：其中之一偏了一位，"
        "一个类别会被当成相邻的类别。请重新写 id。",
    ),
    "coco.classes_disagree": (
        "{first} and {second} disagree on the classes: {id} is {name!r} in the one, {other_id} is "
        "{other_name!r} in the other. Give all parts one list of categories with the same ids.",
        "{first} 与 {second} 的类别不一致：一个中 {id} 是 {name!r}，另一个中 {other_id} 是 {other_name!r}。"
        "请让各部分用同一份 id 相同的类别表。",
    ),
    "coco.lists_not": ("{file} does not list {names}.", "{file} 没有列出 {names}。"),
    "coco.in_two_files": (
        "{picture} is in {first} and in {second}: it would be trained on and then scored. Take it out of one.",
        "{picture} 既在 {first} 又在 {second} 中：会先用来训练再用来评分。请从其中之一去掉。",
    ),
    "coco.masks": (
        "{n:,} annotations of {file} have a mask beside their box: only boxes are read.",
        "{file} 的 {n:,} 个标注除框外还有掩码：只读框。",
    ),
    "coco.strangers": (
        "{n:,} annotations of {file} are of pictures that it does not list: left out.",
        "{file} 的 {n:,} 个标注所属的图片没有列出：已略去。",
    ),
}
