"""What is said of models in int8: what cannot be one, what it costs, what it wins, and which engine runs it."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "int8.clips": (
        "This model takes clips; only models of pictures are made int8.",
        "此模型接受片段；只有图片模型可以做成 int8。",
    ),
    "int8.regions": (
        "This model searches each picture for regions first, which takes most of its time: in int8 it would be "
        "hardly faster. Train a detector that looks once (--model yolo).",
        "此模型先在每张图片中搜索区域，大部分时间花在那里：做成 int8 也几乎不会更快。请训练一次看完的检测网络（--model yolo）。",
    ),
    "int8.twice": (
        "This model is in int8 already. Give the one that it was made from.",
        "此模型已经是 int8。请给出它的来源模型。",
    ),
    "int8.format": (
        "int8 writes a model folder, not {format!r}. Make it first (huoyan export MODEL --int8 --out DIR), then "
        "export that: huoyan export DIR --format {format}.",
        "int8 写出的是模型文件夹，而不是 {format!r}。请先制作（huoyan export MODEL --int8 --out DIR），"
        "再导出它：huoyan export DIR --format {format}。",
    ),
    "int8.alone": (
        "{name} goes with int8 only. Say int8 too, or leave {name} out.",
        "{name} 只能与 int8 同用。请加上 int8，或去掉 {name}。",
    ),
    "int8.max_drop": (
        "max_drop is {max_drop!r}; give a share of 0..1, such as 0.005 for half a point.",
        "max_drop 是 {max_drop!r}；请给出 0..1 的比例，例如 0.005，即半个百分点。",
    ),
    "int8.of_onnx": ("Making a model int8", "把模型做成 int8"),
    "int8.graph": (
        "{path} cannot be made int8: {reason}. Use the model as it is.",
        "{path} 无法做成 int8：{reason}。请使用原来的模型。",
    ),
    "int8.nothing": (
        "Only {share:.0%} of this model's arithmetic is in layers that int8 makes faster (convolutions and "
        "products at many places of a picture, but for the last ones); with less than {least:.0%} it does not "
        "pay. Nothing was written. Use the model as it is.",
        "此模型只有 {share:.0%} 的运算位于 int8 能加速的层（在图片许多位置上计算的卷积与乘积，最后的层除外）；"
        "少于 {least:.0%} 则得不偿失。没有写出任何文件。请使用原来的模型。",
    ),
    "int8.no_data": (
        "The data of this model's training cannot be read: {data}: {reason} Say where they are now: --data DATA.",
        "无法读取此模型的训练数据：{data}：{reason} 请用 --data DATA 说明它们现在在哪里。",
    ),
    "int8.no_training": (
        "None of the pictures of {data} is one that this model was trained on, and the data name no training "
        "part; int8 needs some to measure on. Give the data of its training: --data DATA.",
        "{data} 中没有此模型训练过的图片，数据也没有写明训练部分；int8 需要用它们来测量。请给出训练用的数据：--data DATA。",
    ),
    "int8.seen": (
        "no validation picture is here that this model has not learnt from: what int8 changes is told on pictures "
        "that it has learnt from, where it may look like less",
        "这里没有此模型未学过的验证图片：int8 的影响只能用它学过的图片来说明，看上去可能偏小",
    ),
    "int8.unreadable": (
        "None of the pictures of {data} could be read, so nothing can be measured. Check them: huoyan check.",
        "{data} 的图片全都无法读取，因此无法测量。请检查：huoyan check。",
    ),
    "int8.few": (
        "Of {data} {pictures} would judge what int8 costs, and {needed} or more are needed. Give data with more: "
        "--data DATA.",
        "{data} 中只有{pictures}可以评判 int8 的代价，至少需要 {needed} 张。请用 --data DATA 给出更多数据。",
    ),
    "int8.few_groups": (
        "Of {data} pictures of {groups} would judge what int8 costs, and {needed} groups or more are needed. Give "
        "data with more: --data DATA.",
        "{data} 中可以评判 int8 代价的图片只来自{groups}，至少需要 {needed} 组。请用 --data DATA 给出更多数据。",
    ),
    "int8.no_figure": (
        "The pictures of {data} that would judge what int8 costs show nothing to score. Give data with more: "
        "--data DATA.",
        "{data} 中用来评判 int8 代价的图片没有可评分的内容。请用 --data DATA 给出更多数据。",
    ),
    "int8.no_instructions": (
        "this CPU has no int8 instructions (VNNI): weights are written with 7 bits so that nothing overflows here, "
        "and int8 is hardly faster on it",
        "此 CPU 没有 int8 指令（VNNI）：权重以 7 位写出以免在这里溢出，而且 int8 在它上面几乎不会更快",
    ),
    "int8.ranking": (
        "too much is lost with all in int8: each of {layers} is made int8 alone to see which hurts",
        "全部用 int8 损失太大：将 {layers}逐一单独做成 int8，看哪些造成损失",
    ),
    "int8.too_much": (
        "with {left} left float {figure} changes by {change:+.4f} ({low:+.4f} to {high:+.4f}, n={n:,})",
        "保留 {left}为浮点时，{figure} 改变 {change:+.4f}（{low:+.4f} 至 {high:+.4f}，n={n:,}）",
    ),
    "int8.no_engine": (
        "onnxruntime does not run this graph in int8. Nothing was written. Use the model as it is.",
        "onnxruntime 无法以 int8 运行此图。没有写出任何文件。请使用原来的模型。",
    ),
    "int8.refused": (
        "In int8 {figure} changes by {change:+.4f} ({low:+.4f} to {high:+.4f}, n={n:,}) at best, with {left} left "
        "float and {share:.0%} of the arithmetic in int8; allowed is a drop of {max_drop:g}, and with less than "
        "{least:.0%} in int8 it does not pay. Nothing was written. Use the model as it is, or allow more: "
        "--max-drop.",
        "做成 int8 后，{figure} 最好也要改变 {change:+.4f}（{low:+.4f} 至 {high:+.4f}，n={n:,}），此时 {left}保留为浮点，"
        "{share:.0%} 的运算用 int8；允许的下降是 {max_drop:g}，而 int8 少于 {least:.0%} 则得不偿失。没有写出任何文件。"
        "请使用原来的模型，或用 --max-drop 放宽。",
    ),
    "int8.changed": (
        "{figure} in int8 {after} (before {before}): {change:+.4f}, 95 % between {low:+.4f} and {high:+.4f}, on "
        "{pictures} of validation",
        "{figure}：int8 {after}（原为 {before}），改变 {change:+.4f}，95 % 区间 {low:+.4f} 至 {high:+.4f}，"
        "基于验证部分的{pictures}",
    ),
    "int8.changed_seen": (
        "{figure} in int8 {after} (before {before}): {change:+.4f}, 95 % between {low:+.4f} and {high:+.4f}, on "
        "{pictures} that it has learnt from",
        "{figure}：int8 {after}（原为 {before}），改变 {change:+.4f}，95 % 区间 {low:+.4f} 至 {high:+.4f}，"
        "基于它学过的{pictures}",
    ),
    "int8.exported": (
        "the same answer as the model in int8 on {agreement:.1%} of {n} pictures, {measure} within {difference:.2g}",
        "与 int8 模型在 {n} 张图片中的 {agreement:.1%} 上答案相同，{measure}相差不超过 {difference:.2g}",
    ),
    "int8.layers": (
        "{layers} in int8, {share:.0%} of the arithmetic; the graph has {bytes:,.1f} MB (before {before:,.1f} MB)",
        "{layers}为 int8，占运算的 {share:.0%}；图的大小为 {bytes:,.1f} MB（原为 {before:,.1f} MB）",
    ),
    "int8.left": ("left float, as they cost too much: {names}", "因损失太大而保留为浮点：{names}"),
    "int8.speed": (
        "a picture takes {milliseconds:.2f} ms ({engine} in int8), before {before:.2f} ms ({other} in {precision})",
        "每张图片 {milliseconds:.2f} 毫秒（{engine}，int8），原为 {before:.2f} 毫秒（{other}，{precision}）",
    ),
    "int8.no_faster": (
        "in int8 this model is not faster on this machine; it is smaller",
        "此模型在本机上用 int8 并不更快；只是更小",
    ),
    "int8.elsewhere": (
        "{engine} loses more than is allowed in int8 ({change:+.4f}): it is not chosen by itself",
        "{engine} 在 int8 下的损失超过允许值（{change:+.4f}）：不会被自动选用",
    ),
    "int8.slow_here": (
        "this CPU has no int8 instructions (VNNI): engines run int8 here, and hardly faster",
        "此 CPU 没有 int8 指令（VNNI）：引擎在这里能运行 int8，但几乎不会更快",
    ),
    "int8.overflows_here": (
        "this model was made where the CPU has int8 instructions (VNNI), with weights of 8 bits; this CPU has none, "
        "and sums may overflow on it: huoyan verify tells whether its answers stay, and huoyan export --int8 here "
        "writes weights with 7 bits",
        "此模型在有 int8 指令（VNNI）的 CPU 上制作，权重为 8 位；此 CPU 没有这些指令，求和可能溢出：huoyan verify 会检查答案是否保持，"
        "在这里运行 huoyan export --int8 则以 7 位写出权重",
    ),
    "engine.int8_overflows": (
        "this model was made where the CPU has int8 instructions (VNNI), with weights of 8 bits; this CPU has none, and its "
        "answers are others here ({figures}). Take the float model, or make it anew here: huoyan export --int8 then "
        "writes weights with 7 bits.",
        "此模型在有 int8 指令（VNNI）的 CPU 上制作，权重为 8 位；此 CPU 没有这些指令，答案在这里不同（{figures}）。请使用浮点模型，"
        "或在这里重新运行 huoyan export --int8，它会以 7 位写出权重。",
    ),
    "engine.int8_recorded": (
        "openvino was not there when this model was made int8, or lost more than is allowed",
        "制作此 int8 模型时没有 openvino，或它的损失超过允许值",
    ),
    "engine.no_int8_of_model": (
        "openvino cannot run this model in int8: {reason}",
        "openvino 不能以 int8 运行该模型：{reason}",
    ),
    "engine.int8_failed": (
        "openvino in int8 does not pass the self-test: {figures}",
        "openvino 的 int8 未通过自检：{figures}",
    ),
    "engine.int8_passed": (
        "openvino in int8 passes the self-test: {figures}",
        "openvino 的 int8 通过自检：{figures}",
    ),
    "everywhere.int8": (
        "This model is in int8, where engines differ by steps of rounding. Certify the one that it was made from.",
        "此模型是 int8，各引擎的结果会相差一个舍入步长。请为它的来源模型出具证书。",
    ),
    "browser.int8": (
        "it is in int8, which is not proven in browsers; export the model that it was made from",
        "它是 int8，没有在浏览器中验证过；请导出它的来源模型",
    ),
}
