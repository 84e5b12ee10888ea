"""Models and weights of others: what their files hold, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "imported.no_file": (
        "{file}: there is no such file. Check the path.",
        "{file}：没有这个文件。请检查路径。",
    ),
    "imported.no_yolox": (
        "{file} holds no YOLOX: its {n} convolutions with biases are not those of a size that is known "
        "({sizes}). Give an ONNX file that the authors of YOLOX export, with batch norms folded in.",
        "{file} 里没有 YOLOX：其中 {n} 个带偏置的卷积与任何已知大小（{sizes}）都对不上。请给出 YOLOX 作者导出的 "
        "ONNX 文件，其中批归一化已并入卷积。",
    ),
    "imported.other_size": (
        "{file} holds {name}, which is not the network to be filled. Choose --model {name}, or other weights.",
        "{file} 里是 {name}，不是要填入的网络。请选 --model {name}，或换别的权重。",
    ),
    "imported.started": (
        "{name}; each class begins as the mean of those that it knows",
        "{name}；每个类别都从它所认识类别的平均值开始",
    ),
    "imported.started_named": (
        "{name}; begun as the classes of the same names: {labels}; each other class begins as the mean of those "
        "that it knows",
        "{name}；从同名类别开始的有：{labels}；其余类别都从它所认识类别的平均值开始",
    ),
    "imported.not_used": (
        "{engine} in {precision} is not used by itself: {figures}",
        "不会自动使用 {engine} 的 {precision}：{figures}",
    ),
    "imported.not_proven": (
        "{engine} in {precision} is not used by itself: {figures}. More pictures to compare on: --proof DIR",
        "不会自动使用 {engine} 的 {precision}：{figures}。可用 --proof DIR 给出更多比对图片",
    ),
    "imported.no_kind": (
        "models of kind {kind} cannot be imported. Nearest: {near}. Kinds: {known}.",
        "不能导入 {kind} 类的模型。最接近的：{near}。可导入的种类：{known}。",
    ),
    "imported.out": (
        "{folder} holds a model already. Choose another folder with --out.",
        "{folder} 里已有模型。请用 --out 选择别的文件夹。",
    ),
    "imported.empty": ("it holds no operators", "其中没有任何算子"),
    "imported.unusable": (
        "{file} cannot be run: {reason}. Give the file as its authors export it.",
        "{file} 无法运行：{reason}。请给出作者导出的原始文件。",
    ),
    "imported.opset": (
        "{file} is of operator set {opset}; {least} or later is needed. Export it again with "
        "opset_version={least}.",
        "{file} 的算子集版本是 {opset}；需要 {least} 或更新。请用 opset_version={least} 重新导出。",
    ),
    "imported.input": (
        "{file} takes {inputs}; a detector of this kind takes one float32 input (1, 3, height, width). Export it "
        "as its authors do.",
        "{file} 的输入是 {inputs}；这类检测器只有一个 float32 输入 (1, 3, 高, 宽)。请按作者的方式导出。",
    ),
    "imported.sides": (
        "{file} takes pictures of {height:,} x {width:,} pixels; sides of {least} to {most:,} are expected. "
        "Export it with those that it was trained with.",
        "{file} 接受 {height:,} x {width:,} 像素的图片；边长应为 {least} 到 {most:,}。请按训练时的边长导出。",
    ),
    "imported.free_sides": (
        "{file} takes pictures of any size; one size must be fixed. Export it with fixed height and width.",
        "{file} 接受任意尺寸的图片；必须固定一个尺寸。请用固定的高和宽导出。",
    ),
    "imported.outputs": (
        "{file} gives {n} outputs ({names}); a detector of this kind gives one. Export it as its authors do.",
        "{file} 有 {n} 个输出（{names}）；这类检测器只有一个。请按作者的方式导出。",
    ),
    "imported.no_places": (
        "{file} gives {found}; a YOLOX for pictures of this size gives [1, {places}, 5 + classes]. It is another "
        "kind of detector, or one with other maps than those of 1/8, 1/16 and 1/32.",
        "{file} 给出 {found}；这一尺寸的 YOLOX 应给出 [1, {places}, 5 + 类别数]。它是另一种检测器，或其特征图不是 "
        "1/8、1/16 与 1/32。",
    ),
    "imported.no_shares": (
        "{file} gives scores outside of 0..1; a YOLOX as its authors export it has them behind the sigmoid.",
        "{file} 给出的分数不在 0..1 之间；作者导出的 YOLOX 的分数已经过 sigmoid。",
    ),
    "imported.decoded": (
        "{file} gives boxes in pixels: it decodes them itself. Export it without decode_in_inference.",
        "{file} 给出以像素为单位的框：它自己已解码。请不带 decode_in_inference 重新导出。",
    ),
    "imported.labels": (
        "{file} knows {classes} classes, but there are {labels} labels. Give one name a line, in the order of "
        "its classes.",
        "{file} 认识 {classes} 个类别，但给出了 {labels} 个标签。请每行一个名称，按其类别顺序排列。",
    ),
    "imported.no_labels": (
        "{file} knows {classes} classes, whose names it does not hold. Give them with --labels FILE, one a line, "
        "in their order.",
        "{file} 认识 {classes} 个类别，但没有它们的名称。请用 --labels FILE 给出，每行一个，按顺序排列。",
    ),
    "imported.labels_unread": (
        "the labels cannot be read: {file}: {reason}. Give a text file with one name a line.",
        "无法读取标签：{file}：{reason}。请给出每行一个名称的文本文件。",
    ),
    "imported.labels_encoding": (
        "{file} is not UTF-8 text. Save the labels as UTF-8, one name a line.",
        "{file} 不是 UTF-8 文本。请把标签存为 UTF-8，每行一个名称。",
    ),
    "imported.labels_doubled": (
        "{file} names {name!r} twice. Give each class a name of its own.",
        "{file} 里 {name!r} 出现了两次。请给每个类别各自的名称。",
    ),
    "imported.one_at_a_time": (
        "{file} cannot take several pictures at once: {reason}. Export it with a free batch dimension.",
        "{file} 不能一次处理多张图片：{reason}。请用可变的批维度导出。",
    ),
    "imported.differs": (
        "{file} as wrapped finds other things than the file itself: {measure} {difference:.2g} apart. Export it "
        "with a free batch dimension.",
        "包装后的 {file} 找到的东西与文件本身不同：{measure}最多相差 {difference:.2g}。请用可变的批维度导出。",
    ),
}
