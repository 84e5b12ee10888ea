"""Phrases of check.html about boxes: the kinds of findings, and the section of all boxes."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "check.boxes": ("Boxes", "框"),
    "outside-box.title": ("Boxes where nothing can be", "位置无效的框"),
    "outside-box.read": (
        "Boxes without an area, or outside of their picture. Many of one kind come from a picture size that "
        "was another when they were drawn, or from a turn by EXIF that one tool obeyed and another did not.",
        "没有面积或位于图片之外的框。同类问题很多时，往往是标注时图片尺寸不同，"
        "或一个工具执行了 EXIF 旋转而另一个没有。",
    ),
    "outside-box.empty": ("Without an area", "没有面积"),
    "outside-box.outside": ("Outside of the picture", "整个在图片之外"),
    "outside-box.beyond": ("Beyond the edge", "超出边缘"),
    "contradiction.read_boxes": (
        "Copies of one picture with different boxes. What lies in one copy only bears its name, the other "
        "boxes are dashed: it was forgotten in the other copy, or is none.",
        "同一张图片的副本标了不同的框。只出现在其中一张的框标有名称，其他框为虚线：它在另一张中漏标了，"
        "或者本不该有。",
    ),
    "doubled-box.title": ("One place with two boxes", "同一位置有两个框"),
    "doubled-box.read": (
        "Two boxes that lie on each other: the names stand on both, other boxes are dashed.",
        "两个重合的框：名称标在两个框上，其他框为虚线。",
    ),
    "doubled-box.same": ("Of the same class", "同一类别"),
    "doubled-box.classes": ("Of two classes", "两个类别"),
    "unlabelled.title": ("Things that may lack a box", "可能漏标的物体"),
    "unlabelled.read": (
        "Places that look like the boxes of a class and have none. They are candidates, no judgement: look, "
        "then add the box or leave it.",
        "看起来像某一类的框、却没有框的位置。它们只是候选，不是结论：请看过再决定是否补标。",
    ),
    "odd-box.title": ("Boxes of an odd size", "大小异常的框"),
    "odd-box.read": (
        "The oddest come first, with what is about them; other boxes are dashed.",
        "最异常的排在最前，连同周围一起显示；其他框为虚线。",
    ),
    "odd-box.tiny": ("Tiny", "极小"),
    "odd-box.whole": ("Over the whole picture", "占满图片"),
    "odd-box.thin": ("Very thin", "过于细长"),
    "odd-box.unlike": ("Unlike others of the class", "与同类不同"),
    "no-box.title": ("Pictures without boxes", "没有框的图片"),
    "no-box.read": (
        "Pictures in which nothing is marked. They are data, too: a detector learns on them what is nothing, "
        "and its false alarms are counted on them.",
        "没有标注任何物体的图片。它们也是数据：检测器从中学习什么不是物体，误报也在它们上面统计。",
    ),
    "boxes.title": ("The boxes", "框"),
    "boxes.read": (
        "{boxes} boxes, {middle} in the picture in the middle. How many each class has, and in which part.",
        "共 {boxes} 个框，每张图片的中位数为 {middle} 个。下图为各类的框数及其所在部分。",
    ),
    "boxes.sizes": ("How large they are", "框的大小"),
    "boxes.sizes_read": (
        "A dot a box. What lies left of or below the dashed lines is less than a cell of a detector: train at "
        "a larger size, or on tiles.",
        "每个点是一个框。虚线左侧或下方的框不足检测器的一格：请用更大的尺寸训练，或切块。",
    ),
    "boxes.width": ("Width, of the picture's longer side", "宽度（占图片长边）"),
    "boxes.height": ("Height, of the picture's longer side", "高度（占图片长边）"),
    "boxes.cell": ("{cell} px of {side}", "{side} 像素中的 {cell} 像素"),
    "boxes.examples": ("Examples", "示例"),
    "boxes.examples_read": (
        "Some boxes of each class, spread over the data. ",
        "各类的一些框，均匀取自全部数据。",
    ),
    "imbalance.says_boxes": (
        "“{most}” has {ratio} times as many boxes as “{least}” ({n} and {m}). The mean over the classes "
        "rests on few boxes there: look at the AP of each class.",
        "“{most}”的框是“{least}”的 {ratio} 倍（{n} 个和 {m} 个）。各类的平均值在小类上只靠很少的框：请看各类的 AP。",
    ),
}
