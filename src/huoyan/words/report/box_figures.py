"""Figures of found things: their names, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "metric.ap": ("AP", "平均精度 AP"),
    "mean.ap": (
        "average precision as COCO has it: mean of ten overlaps from 0.5 to 0.95, and of the classes",
        "COCO 的平均精度：重叠度 0.5 到 0.95 共十档，再对各类取平均",
    ),
    "metric.ap50": ("AP50", "平均精度 AP50"),
    "mean.ap50": (
        "average precision where an overlap of half is enough",
        "重叠一半即算找到时的平均精度",
    ),
    "metric.ap75": ("AP75", "平均精度 AP75"),
    "mean.ap75": (
        "average precision where three quarters must overlap",
        "重叠四分之三才算找到时的平均精度",
    ),
    "metric.ap_small": ("AP small", "平均精度 AP（小目标）"),
    "mean.ap_small": ("of things of up to 32 x 32 pixels", "不超过 32×32 像素的目标"),
    "metric.ap_medium": ("AP medium", "平均精度 AP（中目标）"),
    "mean.ap_medium": ("of things between 32 x 32 and 96 x 96 pixels", "32×32 到 96×96 像素的目标"),
    "metric.ap_large": ("AP large", "平均精度 AP（大目标）"),
    "mean.ap_large": ("of things of 96 x 96 pixels or more", "不小于 96×96 像素的目标"),
    "metric.ar_1": ("AR 1", "平均查全率 AR 1"),
    "mean.ar_1": (
        "share of the things that is found with one box a picture and class",
        "每张图片每类只给一个框时找到的目标比例",
    ),
    "metric.ar_10": ("AR 10", "平均查全率 AR 10"),
    "mean.ar_10": (
        "share of the things that is found with ten boxes a picture and class",
        "每张图片每类给十个框时找到的目标比例",
    ),
    "metric.ar_100": ("AR 100", "平均查全率 AR 100"),
    "mean.ar_100": (
        "share of the things that is found with a hundred boxes a picture and class",
        "每张图片每类给一百个框时找到的目标比例",
    ),
    "metric.ar_small": ("AR small", "平均查全率 AR（小目标）"),
    "mean.ar_small": (
        "share of the things of up to 32 x 32 pixels that is found with a hundred boxes a picture and class",
        "每张图片每类给一百个框时，找到的不超过 32×32 像素的目标比例",
    ),
    "metric.ar_medium": ("AR medium", "平均查全率 AR（中目标）"),
    "mean.ar_medium": (
        "share of the things between 32 x 32 and 96 x 96 pixels that is found so",
        "同样条件下，找到的 32×32 到 96×96 像素的目标比例",
    ),
    "metric.ar_large": ("AR large", "平均查全率 AR（大目标）"),
    "mean.ar_large": (
        "share of the things of 96 x 96 pixels or more that is found so",
        "同样条件下，找到的不小于 96×96 像素的目标比例",
    ),
    "metric.precision": ("Precision", "查准率"),
    "mean.precision": ("share of the shown boxes that are right", "显示的框中正确的比例"),
    "metric.recall": ("Recall", "查全率"),
    "mean.recall": ("share of the things that are shown", "显示出来的目标比例"),
    "metric.f1": ("F1", "F1 分数"),
    "mean.f1": ("precision and recall of what is shown in one", "显示结果的查准率与查全率合为一个数"),
    "metric.picture_f1": ("F1 by picture", "逐图 F1"),
    "mean.picture_f1": ("mean of the F1 of each picture", "每张图片 F1 的平均值"),
    "metric.pictures_right": ("Pictures right", "全对图片"),
    "mean.pictures_right": (
        "share of the pictures in which all is found and nothing else",
        "目标全部找到且没有误报的图片比例",
    ),
    "metric.false_alarms_per_1000": ("False alarms per 1,000", "每千张误报"),
    "mean.false_alarms_per_1000": (
        "boxes shown on 1,000 pictures in which nothing is; lower is better",
        "一千张没有目标的图片上显示的框数，越低越好",
    ),
}
