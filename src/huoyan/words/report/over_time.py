"""Phrases of what time tells of clips: what the order of frames gives, and how soon a clip is told."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "over_time.title": ("What time tells", "时间带来了什么"),
    "over_time.measuring": ("comparing with the mean of frames", "与各帧平均作比较"),
    "over_time.more": (
        "On {n:,} {part} clips the order of time gave {gain:+.1f} points [{low:+.1f}, {high:+.1f}] over the mean of "
        "frames: {ours:.1%} against {plain:.1%}.",
        "在 {n:,} 个{part}片段上，时间顺序相对各帧平均带来 {gain:+.1f} 个百分点 [{low:+.1f}, {high:+.1f}]："
        "{ours:.1%} 对 {plain:.1%}。",
    ),
    "over_time.chance": (
        "On {n:,} {part} clips the order of time gave {gain:+.1f} points [{low:+.1f}, {high:+.1f}] over the mean of "
        "frames, which may be chance: {ours:.1%} against {plain:.1%}.",
        "在 {n:,} 个{part}片段上，时间顺序相对各帧平均带来 {gain:+.1f} 个百分点 [{low:+.1f}, {high:+.1f}]，"
        "这可能只是偶然：{ours:.1%} 对 {plain:.1%}。",
    ),
    "over_time.less": (
        "On {n:,} {part} clips the order of time gave {gain:+.1f} points [{low:+.1f}, {high:+.1f}] over the mean of "
        "frames, which is better here: {ours:.1%} against {plain:.1%}. Train longer, or try --over-time mean.",
        "在 {n:,} 个{part}片段上，时间顺序相对各帧平均带来 {gain:+.1f} 个百分点 [{low:+.1f}, {high:+.1f}]："
        "{ours:.1%} 对 {plain:.1%}，这里各帧平均更好。请训练得更久，或试 --over-time mean。",
    ),
    "over_time.few": (
        "On {n:,} {part} clips the order of time gave {gain:+.1f} points over the mean of frames: {ours:.1%} against "
        "{plain:.1%}. They are of too few groups for an interval.",
        "在 {n:,} 个{part}片段上，时间顺序相对各帧平均带来 {gain:+.1f} 个百分点：{ours:.1%} 对 {plain:.1%}。"
        "组数太少，无法给出区间。",
    ),
    "over_time.more_value": (
        "On {n:,} {part} clips the order of time changed {figure} by {gain:+.3g} [{low:+.3g}, {high:+.3g}] against "
        "the mean of frames: {ours:.3g} against {plain:.3g}.",
        "在 {n:,} 个{part}片段上，与各帧平均相比，时间顺序使 {figure} 变化 {gain:+.3g} [{low:+.3g}, {high:+.3g}]："
        "{ours:.3g} 对 {plain:.3g}。",
    ),
    "over_time.chance_value": (
        "On {n:,} {part} clips the order of time changed {figure} by {gain:+.3g} [{low:+.3g}, {high:+.3g}] against "
        "the mean of frames, which may be chance: {ours:.3g} against {plain:.3g}.",
        "在 {n:,} 个{part}片段上，与各帧平均相比，时间顺序使 {figure} 变化 {gain:+.3g} [{low:+.3g}, {high:+.3g}]，"
        "这可能只是偶然：{ours:.3g} 对 {plain:.3g}。",
    ),
    "over_time.less_value": (
        "On {n:,} {part} clips the order of time changed {figure} by {gain:+.3g} [{low:+.3g}, {high:+.3g}] against "
        "the mean of frames, which is better here: {ours:.3g} against {plain:.3g}. Train longer, or try --over-time "
        "mean.",
        "在 {n:,} 个{part}片段上，与各帧平均相比，时间顺序使 {figure} 变化 {gain:+.3g} [{low:+.3g}, {high:+.3g}]："
        "{ours:.3g} 对 {plain:.3g}，这里各帧平均更好。请训练得更久，或试 --over-time mean。",
    ),
    "over_time.few_value": (
        "On {n:,} {part} clips the order of time changed {figure} by {gain:+.3g} against the mean of frames: "
        "{ours:.3g} against {plain:.3g}. They are of too few groups for an interval.",
        "在 {n:,} 个{part}片段上，与各帧平均相比，时间顺序使 {figure} 变化 {gain:+.3g}：{ours:.3g} 对 {plain:.3g}。"
        "组数太少，无法给出区间。",
    ),
    "over_time.read": (
        "The mean of frames is a linear model on what this very network sees of single frames, averaged over each "
        "clip: it knows what is shown, and not in which order.",
        "“各帧平均”是一个线性模型，输入是同一网络对单帧所见、在整个片段上取的平均：它知道出现了什么，但不知道先后顺序。",
    ),
    "over_time.soon": ("How soon a clip is told", "多早能认出一个片段"),
    "over_time.seconds": ("seconds seen", "已看的秒数"),
    "over_time.rows": ("rows seen", "已看的行数"),
    "over_time.early_rows": (
        "From row {seconds:.0f} on at least {share:.0%} of the last accuracy is kept, which is {last:.1%} [{low:.1%}, "
        "{high:.1%}] of {n:,} sequences. One that is over counts with its last answer, one that is not answered yet as "
        "wrong. The band is the 95% interval.",
        "从第 {seconds:.0f} 行起，准确率一直不低于最终值的 {share:.0%}；最终准确率为 {last:.1%} [{low:.1%}, {high:.1%}]，"
        "共 {n:,} 个序列。已结束的序列按其最后答案计算，尚未作答的算错。色带为 95% 区间。",
    ),
    "over_time.early_seconds": (
        "From {seconds:.1f} s on at least {share:.0%} of the last accuracy is kept, which is {last:.1%} [{low:.1%}, "
        "{high:.1%}] of {n:,} clips. A clip that is over counts with its last answer, one that is not answered yet as "
        "wrong. The band is the 95% interval.",
        "从 {seconds:.1f} 秒起，准确率一直不低于最终值的 {share:.0%}；最终准确率为 {last:.1%} [{low:.1%}, {high:.1%}]，"
        "共 {n:,} 个片段。已结束的片段按其最后答案计算，尚未作答的算错。色带为 95% 区间。",
    ),
    "over_time.table": ("Accuracy by what was seen", "各时刻的准确率"),
}
