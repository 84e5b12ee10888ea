"""What is said of tracks: how they are made, scored, and kept in files."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "tracking.needed_for": ("following things from frame to frame", "逐帧跟踪物体"),
    # figures
    "tracking.shapes": (
        "trajectories need a number and a box of 4 sides for each of their frames {frames}, got {numbers} and "
        "{boxes}",
        "轨迹的每一帧 {frames} 都需要一个编号和一个 4 条边的框，得到的是 {numbers} 和 {boxes}",
    ),
    "tracking.twice": (
        "number {number} is in frame {frame} twice; a thing is in one place at a time",
        "编号 {number} 在第 {frame} 帧出现两次；一个物体同一时刻只能在一处",
    ),
    "tracking.nothing_true": (
        "nothing is true in the {n:,} sequences, so no track can be right. Give the true trajectories.",
        "{n:,} 个序列中没有任何真值，轨迹无从判断对错。请给出真实轨迹。",
    ),
    # trackers
    "tracking.back_in_time": (
        "frame {index} is of second {seconds:g}, the one before of {before:g}. Frames are followed in the order "
        "of their times.",
        "第 {index} 帧的时间为 {seconds:g} 秒，而前一帧为 {before:g} 秒。必须按时间顺序逐帧跟踪。",
    ),
    # MOTChallenge text
    "mot.columns": (
        "{file}, line {line}: {n} columns; expected frame, number, left, top, width, height and, where they are "
        "known, score and more, with commas in between",
        "{file} 第 {line} 行：有 {n} 列；应为以逗号分隔的帧号、编号、左、上、宽、高，已知时再加得分等",
    ),
    "mot.no_number": (
        "{file}, line {line}: {cell!r} is no finite number",
        "{file} 第 {line} 行：{cell!r} 不是有限的数",
    ),
    "mot.no_whole_number": (
        "{file}, line {line}: {cell!r} is no whole number from 1 on; frames and numbers are",
        "{file} 第 {line} 行：{cell!r} 不是从 1 起的整数；帧号和编号都应是",
    ),
    "mot.no_size": (
        "{file}, line {line}: a box of {width:g} x {height:g} pixels; expected a width and a height above 0",
        "{file} 第 {line} 行：框的大小为 {width:g} x {height:g} 像素；宽和高都应大于 0",
    ),
    "mot.twice": (
        "{file}, line {line}: number {number} is in frame {frame} already, by line {before}",
        "{file} 第 {line} 行：编号 {number} 在第 {frame} 帧已出现过，见第 {before} 行",
    ),
    "mot.missing": (
        "{file} is no file. Expected text of MOTChallenge: a line a box.",
        "{file} 不是文件。应为 MOTChallenge 文本：每行一个框。",
    ),
    "mot.no_text": (
        "{file} is no text in UTF-8. Expected text of MOTChallenge: a line a box.",
        "{file} 不是 UTF-8 文本。应为 MOTChallenge 文本：每行一个框。",
    ),
}
