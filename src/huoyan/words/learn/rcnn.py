"""What R-CNN says while it learns."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "rcnn.colour": (
        "--model {model} takes pictures in colour; grey ones are made so. Leave --colour out.",
        "--model {model} 使用彩色图片；灰度图片会被转换。请去掉 --colour。",
    ),
    "rcnn.many_pictures": (
        "rcnn is for a handful of pictures: with {n:,} a detector that is trained, such as yolox, learns more.",
        "rcnn 适合很少的图片：有 {n:,} 张时，经过训练的检测器（例如 yolox）学到的更多。",
    ),
    "rcnn.expected_positive": ("an overlap from 0.3 to 1", "0.3 到 1 之间的重叠度"),
    "rcnn.stopping": (
        "Stopping soon; what was computed of the pictures is kept for the next run. Press Ctrl-C again to abort.",
        "即将停止；已算出的图片特征会留给下一次运行。再按一次 Ctrl-C 则中止。",
    ),
    "rcnn.phase_regions": (
        "regions of training pictures, seen by {features}",
        "用 {features} 查看训练图片的候选区域",
    ),
    "rcnn.phase_regions_of_val": (
        "regions of validation pictures, seen by {features}",
        "用 {features} 查看验证图片的候选区域",
    ),
    "rcnn.phase_svm": ("SVMs on {n:,} regions", "在 {n:,} 个候选区域上训练 SVM"),
    "rcnn.teaches_regions_chosen": (
        "Regions that overlap a thing by {positive:g} or more are taught as it: AP50 {share:.3f} on {n:,} training "
        "pictures, each answered without it.",
        "与目标重叠度达到 {positive:g} 的区域按该目标学习：在 {n:,} 张训练图片上逐份留出作答，AP50 为 {share:.3f}。",
    ),
    "rcnn.teaches_true_boxes_chosen": (
        "Only the true boxes themselves are taught as things, none of the regions around them: AP50 {share:.3f} on "
        "{n:,} training pictures, each answered without it.",
        "只有真实框本身按目标学习，周围的候选区域都不算：在 {n:,} 张训练图片上逐份留出作答，AP50 为 {share:.3f}。",
    ),
    "rcnn.teaches_regions_usual": (
        "Regions that overlap a thing by {positive:g} or more are taught as it: {n:,} training pictures are too few "
        "to choose.",
        "与目标重叠度达到 {positive:g} 的区域按该目标学习：{n:,} 张训练图片太少，无从选择。",
    ),
    "rcnn.teaches_true_boxes_usual": (
        "Only the true boxes themselves are taught as things, none of the regions around them: {n:,} training "
        "pictures are too few to choose.",
        "只有真实框本身按目标学习，周围的候选区域都不算：{n:,} 张训练图片太少，无从选择。",
    ),
}
