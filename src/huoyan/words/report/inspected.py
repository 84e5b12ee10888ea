"""Phrases of the page of anomalies."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "verdict.defects": (
        "Of {n} {split} pictures of defects {found} were found.",
        "{n} 张{split}缺陷图片中找出了 {found} 张。",
    ),
    "verdict.good_ones": (
        "Of {n} good {split} pictures {alarms} raised a false alarm.",
        "{n} 张合格的{split}图片中有 {alarms} 张误报。",
    ),
    "verdict.stated": (
        "The threshold is the score of a held-out good picture, one of {n}: at most the share {rate} of new good pictures "
        "is above it on average; as far as chance chose those {n}, {low} to {high}.",
        "阈值是 {n} 张留出的合格图片之一的分数：新的合格图片平均至多有 {rate} 的比例超过它；考虑到这 {n} 张的偶然性，为 {low} 到 {high}。",
    ),
    "metric.false_alarm_rate": ("False alarms", "误报率"),
    "mean.false_alarm_rate": (
        "share of the good pictures whose score is above the threshold; lower is better",
        "合格图片中分数超过阈值的比例，越低越好",
    ),
    "metric.defects_found": ("Defects found", "检出率"),
    "mean.defects_found": (
        "share of the pictures of defects whose score is above the threshold",
        "缺陷图片中分数超过阈值的比例",
    ),
    "left.good": (
        "{figures}: good pictures are needed, at least {needed}; there are {found}.",
        "{figures}：至少需要 {needed} 张合格图片，现有 {found} 张。",
    ),
    "left.good_groups": (
        "{figures}: good pictures of at least {needed} groups are needed; there are {found}.",
        "{figures}：至少需要 {needed} 组的合格图片，现有 {found} 组。",
    ),
    "left.defects": (
        "{figures}: pictures of defects are needed, at least {needed}; there are {found}.",
        "{figures}：至少需要 {needed} 张缺陷图片，现有 {found} 张。",
    ),
    "left.defects_groups": (
        "{figures}: pictures of defects of at least {needed} groups are needed; there are {found}.",
        "{figures}：至少需要 {needed} 组的缺陷图片，现有 {found} 组。",
    ),
    "inspect.title": ("Where it looks unlike good ones", "与合格图片不同之处"),
    "inspect.read": (
        "The highest scores of each kind. Yellow to red is what is far from all that is remembered of good pictures. A "
        'good picture that glows may hold a defect that nobody saw. "As a whole": the score is that of the whole picture, which '
        "is another thing or scene, and of no place in it.",
        "每一类中分数最高的图片。从黄到红表示与所记住的合格图片相差大的地方。合格图片若发亮，可能含有未被发现的缺陷。"
        "“整幅图片”表示分数属于整幅图片（另一种东西或场景），而不属于其中某一处。",
    ),
    "inspect.as_a_whole": ("as a whole", "整幅图片"),
    "inspect.defects_shown": ("Defects", "缺陷"),
    "inspect.good_shown": ("Good pictures with the highest scores", "分数最高的合格图片"),
    "inspect.alt": ("Picture of {name} with its heat map", "{name} 的图片及其热图"),
    "inspect.good": ("Good", "合格"),
    "inspect.defects": ("Defects", "缺陷"),
    "inspect.part": ("Part", "部分"),
    "inspect.good_class": ("class of good pictures", "合格图片的类别"),
    "inspect.threshold": ("threshold", "阈值"),
    "inspect.stated": ("stated rate of false alarms", "声明的误报率"),
    "scores.title": ("Scores", "分数"),
    "scores.read": (
        "How many pictures have which score: 1 is as far from what is remembered as places of good pictures often are. "
        "What is right of the dashed line is called a defect.",
        "各分数有多少图片：1 表示与所记住内容的差距同合格图片的常见差距一样。虚线右侧判为缺陷。",
    ),
    "inspect_counts.read": ("Good pictures and defects in each part.", "各部分的合格图片与缺陷。"),
}
