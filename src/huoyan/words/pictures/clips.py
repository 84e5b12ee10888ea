"""What a network sees of a clip: values that are refused, and clips that are too short."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "clip.rate": ("frames a second, above 0 and up to {most}", "每秒帧数，大于 0 且不超过 {most}"),
    "clip.stride_or_rate": (
        "1 where a rate says which frames are looked at",
        "1（因为已由 rate 决定看哪些帧）",
    ),
    "clip.count": ("a whole number, 1 to {most}", "1 到 {most} 之间的整数"),
    "clip.cell_of_flow": ("1: only a flow is averaged over squares", "1：只有光流才按方格取平均"),
    "clip.cell": (
        "a whole number that divides the height {height} and the width {width} of the frames",
        "能整除帧高 {height} 和帧宽 {width} 的整数",
    ),
    "clip.grey_for_flow": ("grey, in which a flow is found", "grey（光流在灰度图上求得）"),
    "clip.large_for_flow": (
        "{least} pixels or more, in which a flow can be found",
        "至少 {least} 像素（否则求不出光流）",
    ),
    "clip.no_clock": (
        "none: a sequence of numbers has no clock, take a stride",
        "无：数值序列没有时间刻度，请用 stride",
    ),
    "clip.other_row": (
        "{name} has rows of {found}, and this model takes sequences with {values} numbers a row (.npy, steps by values).",
        "{name} 的一行是 {found}，而该模型接受每行 {values} 个数的序列（.npy，步 × 值）。",
    ),
    "clip.section": ("an object with its values", "一个含各项值的对象"),
    "clip.too_short": (
        "{name} has {frames}, too few for a single step of what the network looks at. Leave it out, or take a "
        "smaller stride.",
        "{name} 只有 {frames}，不够网络所看的一步。请去掉它，或减小 stride。",
    ),
    "clip.needs_all": (
        "This network divides the whole clip into {steps} steps, so it cannot answer a stream frame by frame. "
        "Give it whole clips, or train one with sampling without steps.",
        "此网络把整段视频分为 {steps} 步，因此无法逐帧回答视频流。请给它完整的片段，或在训练时使用不带 steps 的采样。",
    ),
}
