"""Phrases of the page of a detection."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "verdict.things": (
        "In {n} {split} pictures it found {right} of {there} things.",
        "在 {n} 张{split}图片中，模型找到了 {there} 个目标中的 {right} 个。",
    ),
    "verdict.false_alarms": (
        "It shows {shown} boxes; false alarms among them: {wrong}.",
        "在它给出的 {shown} 个框中，有 {wrong} 个是误报。",
    ),
    "verdict.no_boxes": (
        "No box reaches the thresholds.",
        "没有一个框达到阈值。",
    ),
    "left.things": (
        "{figures}: {needed} pictures or more with {label} are needed, there are {found}.",
        "{figures}：至少需要 {needed} 张含有{label}的图片，现有 {found} 张。",
    ),
    "left.things_groups": (
        "{figures}: pictures of {needed} groups or more with {label} are needed, there are {found}.",
        "{figures}：至少需要 {needed} 组含有{label}的图片，现有 {found} 组。",
    ),
    "left.shown": (
        "{figures}: a thing that is shown at the thresholds is needed, there is none.",
        "{figures}：需要在阈值下显示出的目标，现在一个也没有。",
    ),
    "left.empty": (
        "{figures}: {needed} pictures or more in which nothing is are needed, there are {found}.",
        "{figures}：至少需要 {needed} 张没有目标的图片，现有 {found} 张。",
    ),
    "left.empty_groups": (
        "{figures}: pictures of {needed} groups or more in which nothing is are needed, there are {found}.",
        "{figures}：至少需要 {needed} 组没有目标的图片，现有 {found} 组。",
    ),
    "model.nms": ("One thing from an overlap of", "重叠度超过此值视为同一目标"),
    "mark.right": ("found", "找到"),
    "mark.wrong": ("false alarm", "误报"),
    "mark.missed": ("missed", "漏检"),
    "mark.true": ("true box", "真实框"),
    "mark.tip": ("{verdict}: {what}", "{verdict}：{what}"),
    "mark.background": ("background", "背景"),
    "found.title": ("Worst false alarms and misses", "最严重的误报与漏检"),
    "found.read": (
        "Pictures with the surest false alarms and the most misses come first. Point at a box to see its class and "
        "score. Look for boxes that nobody drew, wrong classes, and things that only a larger picture shows.",
        "误报最肯定、漏检最多的图片排在最前。把指针移到框上可看到类别和分数。请留意漏标的目标、标错的类别，以及"
        "只有更大的图片才看得清的目标。",
    ),
    "found.count": (
        "Shown are {shown}; {n} pictures have a false alarm or a miss.",
        "这里显示 {shown} 张；共有 {n} 张图片存在误报或漏检。",
    ),
    "found.none_wrong": (
        "In all {n} pictures every thing was found, without a false alarm.",
        "在全部 {n} 张图片中，每个目标都被找到，且没有误报。",
    ),
    "found.in_picture": (
        "{wrong} false, {missed} missed, {right} found",
        "误报 {wrong}，漏检 {missed}，找到 {right}",
    ),
    "box_classes.title": ("Class by class", "按类别"),
    "box_classes.read": (
        "Average precision sums up the curve: precision is the share of the boxes that are right, recall that of the "
        "things that are found, as the threshold falls. AP asks for ten overlaps from 0.5 to 0.95, AP50 and the "
        "curves for half. Precision and recall in the table are those at the threshold of each class.",
        "平均精度概括整条曲线：随着阈值降低，查准率是正确的框所占的比例，查全率是被找到的目标所占的比例。AP 取 0.5 到 "
        "0.95 的十个重叠度，AP50 与曲线只要求一半重叠。表中的查准率和查全率是在各类阈值处的数值。",
    ),
    "box_classes.things": ("Things", "目标数"),
    "box_classes.threshold": ("Threshold", "阈值"),
    "box_classes.mean": ("Mean", "平均"),
    "box_classes.weakest": ("Weakest:", "最弱："),
    "box_classes.curves": ("Precision over recall", "查准率与查全率曲线"),
    "box_classes.curves_read": (
        "The further to the upper right, the better; where a curve ends, no more things are found at any threshold.",
        "越靠右上越好；曲线终止处表示无论阈值多低都找不到更多目标。",
    ),
    "errors.title": ("What keeps it down", "失分在哪里"),
    "errors.read": (
        "How much higher AP50 would be if this kind of error alone were mended (TIDE, Bolya et al. 2020). They do not "
        "add up. Point at a bar to see what it means.",
        "若只修正这一类错误，AP50 会高出多少（TIDE，Bolya 等 2020）。各项不能相加。把指针移到条上可看到含义。",
    ),
    "error.localisation": ("Wrong place", "位置不准"),
    "error.localisation_is": (
        "the right class, but the boxes overlap by less than half",
        "类别正确，但框的重叠不到一半",
    ),
    "error.class": ("Wrong class", "类别错误"),
    "error.class_is": ("the right place, but another class", "位置正确，但类别不同"),
    "error.duplicate": ("Found twice", "重复检出"),
    "error.duplicate_is": (
        "a thing that a surer box has found already",
        "已被更肯定的框找到的目标",
    ),
    "error.background": ("Nothing there", "背景误报"),
    "error.background_is": ("a box where no thing is", "没有目标处的框"),
    "error.both": ("Wrong place and class", "位置与类别都错"),
    "error.both_is": ("another class, and little overlap", "类别不同，且重叠很少"),
    "error.missed": ("Missed", "漏检"),
    "error.missed_is": ("a thing that no box comes near", "没有任何框接近的目标"),
    "sizes.title": ("Small and large things", "小目标与大目标"),
    "sizes.read": (
        "By COCO's sizes, in pixels of the pictures as they came: small up to 32 × 32, large from 96 × 96. Where small "
        "things are found badly, a larger --size may help.",
        "按 COCO 的大小划分，以原图像素计：小为 32 × 32 以内，大为 96 × 96 以上。若小目标检出不佳，可试更大的 --size。",
    ),
    "sizes.name": ("Size", "大小"),
    "sizes.things": ("Things", "目标数"),
    "sizes.interval": ("95% interval", "95% 区间"),
    "size.all": ("all", "全部"),
    "size.small": ("small", "小"),
    "size.medium": ("medium", "中"),
    "size.large": ("large", "大"),
    "box_confusion.read": (
        "Rows are what is there, columns what it was taken for. The last column are things that were missed, the last "
        "row false alarms where nothing is.",
        "行是真实类别，列是识别结果。最后一列是漏检的目标，最后一行是背景处的误报。",
    ),
    "box_confusion.count": ("Boxes", "框数"),
    "box_data.read": (
        "How many things each class has, and in which part. Classes with few things are learned and measured less "
        "surely.",
        "每个类别有多少目标，分在哪一部分。目标少的类别，学得和测得都不太可靠。",
    ),
    "box_data.examples": ("Training pictures with their boxes.", "带有真实框的训练图片。"),
    "box_data.pictures": ("Pictures", "图片"),
    "box_data.empty": ("Pictures without things", "没有目标的图片"),
    "box_data.things": ("{boxes}", "{boxes}"),
    "box_data.title": ("Examples", "示例"),
}
