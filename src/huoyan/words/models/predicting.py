"""Clips and streams that are answered: what is no clip, and what cannot be asked of one."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "medium.pictures": ("pictures", "图片"),
    "medium.clips": ("clips", "片段"),
    "score.other_medium": (
        "{data} holds {theirs}; the model was trained on {ours}. Use data of {ours}, or train on this data.",
        "{data} 里是{theirs}；模型是在{ours}上训练的。请使用{ours}数据，或用这些数据训练。",
    ),
    "predict.no_clip": (
        "{name} is of type {kind}, which is no clip. Expected a path or an address, or frames in order "
        "(`huoyan.images.video.frame.Frame`).",
        "{name} 的类型是 {kind}，不是片段。应为路径或地址，或按顺序的各帧（`huoyan.images.video.frame.Frame`）。",
    ),
    "predict.several_clips": (
        "{path} stands for {n:,} clips, and one is expected. Give it to predict().",
        "{path} 代表 {n:,} 个片段，而这里需要一个。请把它交给 predict()。",
    ),
    "predict.no_clips": (
        "{path} holds no clips: no video (.mp4, .mkv, .avi ...) and no folder of frames. Check the folder.",
        "{path} 里没有片段：既没有视频（.mp4、.mkv、.avi 等），也没有存放帧的文件夹。请检查该文件夹。",
    ),
    "predict.table_of_clips": (
        "{path} is a table; clips are given by name here. Name the videos, or score what the table says with huoyan evaluate.",
        "{path} 是表格；这里要直接给出片段。请列出视频，或用 huoyan evaluate 按表格评分。",
    ),
    "predict.sequence": (
        "{name} is a sequence of numbers, and this model takes videos. Give it a video, or a folder of frames.",
        "{name} 是数值序列，而该模型接受视频。请给它视频，或存放帧的文件夹。",
    ),
    "predict.no_sequence": (
        "{name} is no sequence of numbers, and this model takes such. Give it a file of NumPy (.npy), steps by values.",
        "{name} 不是数值序列，而该模型接受数值序列。请给它 NumPy 文件（.npy，步 × 值）。",
    ),
    "predict.every": (
        "every is {every}; expected seconds above 0, such as 0.5.",
        "every 为 {every}；应为大于 0 的秒数，例如 0.5。",
    ),
    "predict.every_alone": (
        "--every says how often a stream is answered. Add --stream, or leave it out.",
        "--every 说明多久回答一次视频流。请加上 --stream，或去掉它。",
    ),
    "predict.of_pictures_only": (
        "{flag} is for pictures, and here videos are answered. Leave it out.",
        "{flag} 用于图片，而这里回答的是视频。请去掉它。",
    ),
    "predict.video_of_pictures": (
        "{path} is a video, and this model answers for pictures. Add --stream, and each frame is answered by "
        "itself (with --every 1 one a second).",
        "{path} 是视频，而该模型对图片作答。请加上 --stream，逐帧单独作答（--every 1 则每秒一次）。",
    ),
    "predict.stream_stopped": ("stopped by Ctrl-C", "已按 Ctrl-C 停止"),
}
