"""Phrases of the report on the ladder: what was tried, what was chosen, what more pictures would bring."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "ladder.title": ("What was tried, and why this was taken", "试过什么，为什么选它"),
    "ladder.in_turn": (
        "From cheap recognisers to dear ones: each answered the same {n} pictures of training and validation, in "
        "turn, by models that had not learnt from them.",
        "从便宜的识别器到昂贵的：每个都轮流回答同样的 {n} 张训练与验证图片，回答的模型没有学过这些图片。",
    ),
    "ladder.on_val": (
        "From cheap recognisers to dear ones: each answered the same {n} validation pictures, from which it had "
        "not learnt.",
        "从便宜的识别器到昂贵的：每个都回答同样的 {n} 张验证图片，它没有学过这些图片。",
    ),
    "ladder.chosen": (
        "{model} was taken: a dearer one must win two pictures more than it loses, and by one standard error.",
        "选用 {model}：更贵的至少要净胜两张图片，且达到一个标准误，才会取代它。",
    ),
    "ladder.why_ended": ("Why it went no further: {ended}.", "为什么没有继续：{ended}。"),
    "ladder.flattered": (
        "The figure of the one that was chosen flatters it, for it was chosen by just these pictures. The figure to "
        "quote is that of the test part, {figure} [{low}, {high}], which the winner alone has seen, once.",
        "被选中者在这里的数字偏高，因为正是用这些图片选出来的。应引用测试部分的数字 {figure} [{low}, {high}]，"
        "只有胜出者看过它，且只看一次。",
    ),
    "ladder.flattered_val": (
        "The figure of the one that was chosen flatters it, for it was chosen by just these pictures. There is no test "
        "part that could tell how much.",
        "被选中者在这里的数字偏高，因为正是用这些图片选出来的。没有测试部分可以说明偏高多少。",
    ),
    "ladder.cost": (
        "The choice took {time} in all; features that an earlier run had kept cost none of it.",
        "选择总共用了{time}；沿用先前保存的特征不计时间。",
    ),
    "ladder.half_pictures": (
        "A picture that was answered several times counts by the share of its right answers.",
        "多次回答的图片按答对的比例计数。",
    ),
    "ladder.time": ("time to train and compare", "训练与比较的时间"),
    "ladder.share": ("right answers", "正确的回答"),
    "ladder.named": ("{rung}: {name}", "{rung}：{name}"),
    "ladder.recogniser": ("Recogniser", "识别器"),
    "ladder.right": ("Right", "正确"),
    "ladder.interval": ("95% interval", "95% 区间"),
    "ladder.pictures": ("Pictures", "图片数"),
    "ladder.seconds": ("Time", "时间"),
    "ladder.milliseconds": ("ms a picture", "毫秒/张"),
    "ladder.size": ("Size", "大小"),
    "ladder.verdict": ("Verdict", "结论"),
    "ladder.measured_how": (
        "Time for one picture by ONNX Runtime on this machine, once it is decoded; size of the model's graph.",
        "用 ONNX Runtime 在本机处理一张已解码图片的时间；模型图的大小。",
    ),
    "ladder.left_out": ("Said on the way", "途中的说明"),
    "growth.title": ("What more pictures would bring", "更多图片能带来什么"),
    "growth.read": (
        "{model} learnt from some of the pictures and answered others. A power law carries that on, with an interval "
        "for how far such laws were wrong before. It holds for more pictures of the same kind, no better and no worse.",
        "{model} 用部分图片学习，回答其余图片。按幂律外推，区间包含这类规律以往的误差。只对同一类、质量相同的更多图片成立。",
    ),
    "growth.of_head": (
        "The curve is that of the best recogniser that is fitted in seconds, not of the one that was chosen.",
        "曲线属于几秒就能拟合的最好识别器，而不是被选中的那个。",
    ),
    "growth.twice": (
        "Twice the pictures would bring about {share} [{low}, {high}], by a curve through all sizes that says {now} of the "
        "{n} that there are.",
        "图片加倍时约 {share} [{low}, {high}]；同一条拟合曲线给现有 {n} 张的是 {now}。",
    ),
    "growth.axis": ("pictures learnt from", "用于学习的图片"),
    "growth.pictures": ("Pictures", "图片数"),
    "growth.how": ("Known how", "如何得知"),
    "growth.measured": ("measured", "测量"),
    "growth.estimated": ("estimated", "估计"),
    "growth.table": ("Figures of the curve", "曲线的数值"),
}
