"""What is said of clips that are read: folders, tables, parts of files."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "clips.given": (
        "{path} holds clips: {found}. A clip is recognised over time: give --task clip. To learn from single frames, "
        "save these as pictures.",
        "{path} 中是片段：{found}。片段要随时间识别：请加 --task clip。若要用单帧学习，请先把帧存成图片。",
    ),
    "clips.pictures_given": (
        "{name} holds pictures, and what --task clip learns happens over time. Leave --task clip out, or give clips.",
        "{name} 中是图片，而 --task clip 学习的是随时间发生的事。请去掉 --task clip，或给出片段。",
    ),
    "clips.empty_class": (
        "no clip in {folders}: no class is made of it. Put clips in or delete it.",
        "{folders} 中没有片段：不成为类别。请放入片段，或删除它。",
    ),
    "clips.given_videos": ("videos or sequences (.npy)", "视频或序列（.npy）"),
    "clips.given_table": ("a table of videos", "一张视频表"),
    "clips.perhaps": (
        "each class folder holds folders of numbered pictures ({folders}). If each of them is a clip, its frames in "
        "order, give --task clip; here every picture is a sample of its own.",
        "每个类别文件夹里都是带编号图片的文件夹（{folders}）。如果每个这样的文件夹是一段按顺序的帧，请加 --task clip；"
        "这里把每张图片当作独立样本。",
    ),
    "clips.beside": (
        "{videos} beside the pictures: not read, as a clip is recognised over time. To learn from clips, give --task clip.",
        "图片旁有 {videos}：未读取，因为片段要随时间识别。若要学习片段，请加 --task clip。",
    ),
    "clips.none": (
        "{path} holds no clip that could be read as {looked}. A clip is a video ({endings} ...), a folder with at least "
        "{least} frames, or a sequence of numbers (.npy, steps by values). {found}",
        "{path} 中没有可作为{looked}读取的片段。片段可以是视频（{endings} 等）、至少有 {least} 帧图片的文件夹，"
        "或数字序列（.npy，步 × 值）。{found}",
    ),
    "clips.no_class_folders": (
        "{path} holds {clips}, but none in a folder that names its class. Put the clips of each class into a folder of "
        "its name (wave/01.mp4), or write a table with the columns path and label.",
        "{path} 中有 {clips}，但都不在以类别命名的文件夹里。请把每个类别的片段放进以其命名的文件夹（wave/01.mp4），"
        "或写一张带 path 和 label 列的表。",
    ),
    "clips.loose": (
        "{clips} in no class folder left out: {names}.",
        "{clips} 不在任何类别文件夹里，已略去：{names}。",
    ),
    "clips.unlabelled": (
        "{clips} of a part, but in no class folder, left out: {names}.",
        "{clips} 属于某一部分但不在类别文件夹里，已略去：{names}。",
    ),
    "clips.frames_of_videos": (
        "{folders} of frames beside the video of the same name: the video is read ({names}).",
        "{folders}（帧）旁有同名视频：读取视频（{names}）。",
    ),
    "clips.folder_groups": (
        "the folders {groups} are groups: their clips stay on one side of a split.",
        "文件夹 {groups} 作为分组：其中的片段留在划分的同一侧。",
    ),
    "clips.no_path_column": (
        "{path}: no column names clips (videos, folders of frames, .npy) that are there. Columns: {columns}. Name it: "
        "--path-column NAME.",
        "{path}：没有一列给出实际存在的片段（视频、帧文件夹、.npy）。列：{columns}。请指明：--path-column NAME。",
    ),
    "clips.spans": (
        "{columns}: a row is that part of its file, in seconds. Parts of one file stay on one side of a split.",
        "{columns}：每行是其文件的这一部分（以秒计）。同一文件的各部分留在划分的同一侧。",
    ),
    "clips.spans_not_read": (
        "{columns}: not read, and each row is its whole file. A part of a file is told in seconds: columns start and end, "
        "or start and duration.",
        "{columns}：未读取，每行是整个文件。文件的一部分以秒表示：列 start 与 end，或 start 与 duration。",
    ),
    "clips.no_span": (
        "{rows} of {total:,} with times that cannot be (columns {columns}): {examples} in lines {lines}. Times are seconds "
        "(12.5) or 1:02.5, and a start lies before its end",
        "{total:,} 行中 {rows}的时间不可能（列 {columns}）：第 {lines} 行的 {examples}。时间以秒（12.5）或 1:02.5 表示，"
        "且起点早于终点",
    ),
    "clips.spans_left_out": ("{told}: left out.", "{told}：已略去。"),
    "clips.no_span_of_sequences": (
        "{clips} are sequences of numbers, of which no part is taken: they are read whole.",
        "{clips} 是数字序列，不截取部分：按整段读取。",
    ),
    "clips.ends_late": (
        "{name}: the file ends at {seconds:.2f} s, before this part of it does ({end:g} s). Times are seconds: divide "
        "numbers of frames by the frames a second, or correct the end.",
        "{name}：文件在 {seconds:.2f} 秒处结束，早于该部分的终点（{end:g} 秒）。时间以秒计：若是帧号，请除以帧率；或改正终点。",
    ),
    "clips.begins_late": (
        "{name}: the file ends at {seconds:.2f} s, before this part of it begins ({start:g} s). Times are seconds: divide "
        "numbers of frames by the frames a second, or correct the start.",
        "{name}：文件在 {seconds:.2f} 秒处结束，早于该部分的起点（{start:g} 秒）。时间以秒计：若是帧号，请除以帧率；或改正起点。",
    ),
    "clips.unlisted": (
        "{clips} that no row of {table} names: {names}. They are not used.",
        "{clips} 未被 {table} 的任何一行提到：{names}。它们不被使用。",
    ),
    "clips.taken_as_numbers": (
        "the {n:,} different labels of {column!r} are taken as numbers to learn. If they are names of classes: "
        "--clip-labels classes.",
        "{column!r} 的 {n:,} 个不同标签当作要学习的数值。如果它们是类别名：--clip-labels classes。",
    ),
    "clips.taken_as_classes": (
        "the {n:,} different labels of {column!r} are numbers, taken as names of classes. If one is more than another "
        "(a count, an angle): --clip-labels numbers.",
        "{column!r} 的 {n:,} 个不同标签是数字，当作类别名。如果它们有大小之分（数目、角度）：--clip-labels numbers。",
    ),
    "clips.measurements": (
        "the column {column!r} holds {n:,} different measurements ({examples}), not classes. Name another with "
        "--label-column, write classes for ranges of it, or have the numbers learnt: --clip-labels numbers.",
        "{column!r} 列有 {n:,} 个不同的测量值（{examples}），不是类别。请用 --label-column 指明另一列，"
        "把数值范围写成类别，或直接学习这些数值：--clip-labels numbers。",
    ),
    "clips.labels_of_none": (
        "--clip-labels {labels} says what the labels in a table of clips are, but {name} is none. Leave it away.",
        "--clip-labels {labels} 说明片段表中的标签是什么，但 {name} 不是片段表。请去掉它。",
    ),
    "clips.sequence_shape": (
        "{name} is an array {shape} of {dtype}; expected numbers (steps, values), such as (100, 6), all finite.",
        "{name} 是 {dtype} 数组 {shape}；应为（步，值）的数字，例如 (100, 6)，且全部有限。",
    ),
    "clips.sequence_not_finite": (
        "{name} holds {value} in row {row}, column {column} ({n:,} such values in all); expected finite numbers, which fit in "
        "float32. Leave such rows out, or fill them with what was measured around them.",
        "{name} 第 {row} 行第 {column} 列是 {value}（此类值共 {n:,} 个）；应为 float32 能表示的有限数字。"
        "请去掉这些行，或用其前后的测量值填补。",
    ),
    "clips.sequence_not_numpy": ("no file of NumPy", "不是 NumPy 文件"),
    "clips.sequence_unreadable": (
        "{name} cannot be read as .npy: {reason}. Write it with numpy.save.",
        "{name} 无法作为 .npy 读取：{reason}。请用 numpy.save 写入。",
    ),
}
