"""What a check says of boxes."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "count.box has": ("{n:,} box has|{n:,} boxes have", "{n:,} 个框"),
    "count.picture has": ("{n:,} picture has|{n:,} pictures have", "{n:,} 张图片"),
    # where they lie
    "finding.place_empty": (
        "{boxes} no area: there is nothing in it to learn. Draw it anew, or delete it.",
        "{boxes}没有面积：里面没有可学的东西。请重画或删除。",
    ),
    "finding.place_outside": (
        "{boxes} its place outside of the picture. Look whether it was measured in a picture of another "
        "size, or in one that EXIF turns.",
        "{boxes}整个位于图片之外。请检查它是否按另一种尺寸的图片、或按 EXIF 旋转之前的图片标注。",
    ),
    "finding.place_beyond": (
        "{boxes} a part outside of the picture, by more than a pixel. What is outside is cut off; look "
        "whether it was measured in a picture of another size.",
        "{boxes}有一部分超出图片一个像素以上。超出的部分会被裁去；请检查它是否按另一种尺寸的图片标注。",
    ),
    "finding.doubled_same": (
        "{boxes} of the same class at the place of another (they share {share:.0%} and more): the thing "
        "counts twice, and one of two right answers is scored as wrong. Delete one of each pair.",
        "{boxes}与同类的另一个框位置相同（重合 {share:.0%} 以上）：同一物体被算两次，"
        "评分时两个正确答案有一个会判错。请每对删去一个。",
    ),
    "finding.doubled_classes": (
        "{boxes} at the place of another of a different class (they share {share:.0%} and more). Decide "
        "which class is right.",
        "{boxes}与另一个不同类别的框位置相同（重合 {share:.0%} 以上）。请判定哪个类别正确。",
    ),
    # how large they are
    "finding.size_tiny": (
        "{boxes} ({share:.2%}) with a side of less than {cell} pixels once the picture is {shown_at} long: "
        "less than a cell of a detector, so hardly to be found. Train at a larger --size, or on tiles.",
        "{boxes}（{share:.2%}）在图片缩放到长边 {shown_at} 时有一边不足 {cell} 像素：小于检测器的一格，很难检出。"
        "请用更大的 --size 训练，或切块。",
    ),
    "finding.size_whole": (
        "{boxes} ({share:.2%}) covering {whole:.0%} and more of the picture. Look whether a thing was meant, "
        "or the picture as a whole.",
        "{boxes}（{share:.2%}）占图片的 {whole:.0%} 以上。请看看标的是物体，还是整张图片。",
    ),
    "finding.size_thin": (
        "{boxes} ({share:.2%}) more than {thin:.0f} times as long as wide. Look whether a corner of it "
        "slipped.",
        "{boxes}（{share:.2%}）的长度超过宽度的 {thin:.0f} 倍。请看看是否有一角标偏了。",
    ),
    "finding.size_unlike": (
        "{boxes} ({share:.2%}) far from the usual size or aspect of the class. Look whether the class is "
        "right, and whether one box holds several things.",
        "{boxes}（{share:.2%}）的大小或长宽比远离该类的常态。请看看类别是否正确、一个框里是否有几个物体。",
    ),
    # what is missing
    "finding.contradiction_boxes": (
        "copies of one picture with different boxes: {boxes} in one of them only ({names}). Decide which "
        "is right.",
        "同一张图片的副本标了不同的框：{boxes}只出现在其中一张（{names}）。请判定哪个对。",
    ),
    "count.place": ("{n:,} place|{n:,} places", "{n:,} 处"),
    "finding.unlabelled": (
        "{places} without a box that may be {name!r}, in {pictures} looked at: to a quick model of edges and colours, which never saw "
        "these pictures, they look like it as much as places of which {share:.0%} have a box. Look at them; "
        "the likeliest come first.",
        "在查看的{pictures}中，{places}没有框，但可能是“{name}”：一个没见过这些图片、只看边缘和颜色的快速模型认为它们足够像，"
        "而同样像的位置有 {share:.0%} 有框。请逐一查看；最像的排在最前。",
    ),
    "finding.no_box": (
        "{pictures} no box ({share:.1%}). They teach what is nothing, if that is what they show: look "
        "whether boxes were forgotten.",
        "{pictures}没有框（{share:.1%}）。如果上面确实没有物体，它们能教会模型什么不是物体：请看看是否漏标。",
    ),
    "finding.no_boxes": (
        "no picture has a box ({pictures} none): there is nothing to find. Look whether the labels lie where "
        "they are looked for.",
        "没有一张图片有框（{pictures}都没有）：没有可检测的东西。请检查标注文件是否放在应在的位置。",
    ),
    # classes
    "finding.imbalance_boxes": (
        "{most!r} has {ratio:.0f} times as many boxes as {least!r} ({n:,} and {m:,}): the mean over the "
        "classes rests on few boxes there. Look at the AP of each class; collect more of the small one.",
        "“{most}”的框是“{least}”的 {ratio:.0f} 倍（{n:,} 个和 {m:,} 个）：各类的平均值在小类上只靠很少的框。"
        "请看各类的 AP；为小类补充图片。",
    ),
}
