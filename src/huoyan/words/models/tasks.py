"""What tasks say: of labels and outputs that do not fit, and of scores."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "task.refused": ("{reason}.", "{reason}。"),
    "task.labels": (
        "{n} labels, {different} of them different; at least one is needed, each under its own name",
        "{n} 个标签，其中不同的有 {different} 个；至少需要一个，且各有自己的名称",
    ),
    "task.temperature": (
        "temperature {temperature:g}; a number from {least:g} to {most:g} is needed (1 changes nothing)",
        "temperature 为 {temperature:g}；需要 {least:g} 到 {most:g} 之间的数（1 表示不变）",
    ),
    "task.empty_label": (
        "label {at} is empty; a name is needed for each",
        "第 {at} 个标签是空的；每个都需要名称",
    ),
    "task.thresholds": (
        "{n} thresholds for {labels} labels; give one each",
        "{labels} 个标签却有 {n} 个阈值；请各给一个",
    ),
    "task.threshold": (
        "threshold {threshold}; a probability in 0..1 is needed",
        "阈值 {threshold}；需要 0..1 之间的概率",
    ),
    "task.nothing": ("nothing", "空的结果"),
    "task.no_output": (
        "the model gave {found}; an output named {name} is needed.",
        "模型给出的是 {found}；需要名为 {name} 的输出。",
    ),
    "task.output_shape": (
        "the model gave {name} of the shape {shape}; (pictures, {width}) is needed, one for each label. The "
        "model file and its labels do not belong together; export it again.",
        "模型给出的 {name} 形状为 {shape}；需要（图片数, {width}），每个标签一个。模型文件与标签不相配，请重新导出。",
    ),
    "task.not_finite": (
        "the model gave {name} that are NaN or infinite, so it has no answer. Train again with a lower "
        "learning rate, or run it in fp32.",
        "模型给出的 {name} 是 NaN 或无穷大，因此没有答案。请用更低的学习率重新训练，或以 fp32 运行。",
    ),
    "task.no_such": (
        "There is no task {task!r}. Did you mean {near}? There are: {known}.",
        "没有任务 {task!r}。是否指 {near}？可用的有：{known}。",
    ),
    "parity.figures": (
        "the same answer on {agreement:.1%} of {n} pictures, {measure} within {difference:.3f}",
        "{n} 张图片中 {agreement:.1%} 答案相同，{measure}相差不超过 {difference:.3f}",
    ),
    "parity.few": (
        "something was found in {told} of the pictures that were compared, {needed} are needed to know",
        "比较过的图片中只有 {told} 张找到物体，需要 {needed} 张才能确定",
    ),
    "metrics.regression": (
        "predictions {predicted} and truths {truth}; finite (N,) is needed for both.",
        "预测值 {predicted} 与真值 {truth}；二者都需要有限的 (N,)。",
    ),
    "measure.spreads": ("values, in deviations of the validation values,", "数值（以验证值的标准差计）"),
    "regress.values": (
        "{labels} quantities with centre {centre}, spread {spread}, margins {margins} and coverage {coverage}; finite numbers, one "
        "each, spreads above 0, margins of 0 or more and a coverage between 0 and 1 are needed",
        "{labels} 个量，centre 为 {centre}，spread 为 {spread}，margins 为 {margins}，coverage 为 {coverage}；每个量各需一个有限数，"
        "spread 大于 0，margins 不小于 0，coverage 在 0 与 1 之间",
    ),
    "measure.thresholds": ("scores, in thresholds,", "分数（以阈值计）"),
    "anomaly.values": (
        "good class {good!r}, threshold {threshold}, a rate of false alarms of {false_alarms} by {held_out} held-out pictures; a "
        "name, a finite threshold above 0 and a rate between 0 and 1 for which so many pictures are enough are needed",
        "合格类别 {good!r}，阈值 {threshold}，误报率 {false_alarms}，留出图片 {held_out} 张；需要类别名、大于 0 的有限阈值，"
        "以及 0 与 1 之间、这些图片足以保证的误报率",
    ),
    "anomaly.output_sides": (
        "the model gave {name} of the shape {shape}; {sides} sides are needed, pictures first. The model file and its "
        "manifest do not belong together; export it again.",
        "模型给出的 {name} 形状为 {shape}；需要 {sides} 维，第一维是图片。模型文件与清单不相配，请重新导出。",
    ),
    "anomaly.only_good": (
        "{data} has good pictures alone: false alarms are counted, but not what is missed.",
        "{data} 只有合格图片：能统计误报，但不知道漏检。",
    ),
    "anomaly.only_defects": (
        "{data} has no good picture: what is found is counted, but not false alarms. If its class of good pictures has "
        "another name, say it: --good CLASS.",
        "{data} 没有合格图片：能统计检出，但不知道误报。若其合格类别另有名称，请用 --good 类别名 说明。",
    ),
    "measure.probabilities": ("probabilities", "概率"),
    # what truths are
    "task.one_answer": (
        "a clip is answered with `classes` or with `numbers`, one of the two",
        "片段的答案是 `classes` 或 `numbers`，二者取其一",
    ),
    "kind.class": ("one label a picture", "一图一个标签"),
    "kind.numbers": ("numbers for a picture", "一图若干数值"),
    "kind.boxes": ("boxes around things", "目标的边框"),
    "kind.quality": ("good pictures, and defects to score on", "合格图片，以及用于评分的缺陷"),
    "kind.labels": ("any number of labels a picture", "一图任意多个标签"),
    # scores
    "score.empty": ("{data} has no samples to score.", "{data} 没有可评分的样本。"),
    "score.other_kind": (
        "{data} has {theirs}; the model was trained on {ours}. Use data of the same kind (of a table, "
        "--labels-per-picture says it), or train on this data.",
        "{data} 是{theirs}；模型是在{ours}的数据上训练的。请使用同类数据（表格可用 --labels-per-picture 说明），"
        "或用这些数据训练。",
    ),
    "score.unknown_classes": (
        "{data} has {classes} that the model does not know: {names}. It knows: {known}. Rename or remove "
        "these classes, or train on this data.",
        "{data} 中有 {classes}是模型不认识的：{names}。它认识：{known}。请改名或去掉这些类别，或用这些数据训练。",
    ),
    "score.unknown_quantities": (
        "{data} has {quantities} that the model does not give: {names}. It gives: {known}. Call the columns "
        "like these.",
        "{data} 中有 {quantities}是模型不给出的：{names}。它给出：{known}。请把列改成这些名称。",
    ),
    "result.no_quantity": (
        "there is no quantity {label}; the model gives {known}",
        "没有名为 {label} 的量；模型给出的是 {known}",
    ),
    "score.not_measured": (
        "{data} does not say {names}, which the model gives. Score it on a table with all of its quantities: "
        "--label-column {known}.",
        "{data} 没有给出 {names}，而模型会给出它。请用含有全部数量的表来评分：--label-column {known}。",
    ),
    "score.near": ("{name} (near: {near})", "{name}（相近：{near}）"),
    "score.unshown_classes": (
        "no picture of {data} shows {labels}, which the model knows: the scores are those of the other "
        "classes.",
        "{data} 中没有 {labels} 的图片，而模型认识它：分数只是其他类别的。",
    ),
    "score.unshown_labels": (
        "no picture of {data} has {labels}, which the model knows: wherever it gives such a label, that "
        "counts as wrong. If nobody looked for it, these scores say nothing.",
        "{data} 中没有图片带 {labels}，而模型认识它：凡给出这种标签都算错。如果没有人标注过它，这些分数就没有意义。",
    ),
    "ship.differs": (
        "The exported model gives the trained network's answer on {agreement:.2%} of {n} validation pictures "
        "(needed: {needed:.1%}), with {measure} up to {difference:.2g} apart (allowed: {allowed:g}). No model was "
        "written; {report} holds the worst picture. Another --model, or another PyTorch or onnxruntime, may export "
        "well.",
        "导出的模型在 {n} 张验证图片中的 {agreement:.2%} 上与训练的网络答案相同（需要 {needed:.1%}），{measure}相差"
        "最多 {difference:.2g}（允许 {allowed:g}）。没有写出模型；{report} 中有差别最大的图片。换一个 --model，"
        "或换一个版本的 PyTorch 或 onnxruntime，也许可以导出。",
    ),
    "ship.figure_differs": (
        "The exported model shows the trained network's answers on {n} validation pictures, but changes {figure} "
        "there by {change:+.4f}. No model was written; {report} holds the worst picture. Another --model, or "
        "another PyTorch or onnxruntime, may export well.",
        "导出的模型在 {n} 张验证图片上给出与训练的网络相同的答案，但使 {figure} 改变了 {change:+.4f}。没有写出模型；{report} "
        "中有差别最大的图片。换一个 --model，或换一个版本的 PyTorch 或 onnxruntime，也许可以导出。",
    ),
    "export.differs": (
        "The export agrees with the trained network on {agreement:.1%} of {n} pictures, with {measure} up to "
        "{difference:.2g} apart. Nothing was written.",
        "导出的模型与训练的网络在 {n} 张图片中的 {agreement:.1%} 上一致，{measure}相差最多 {difference:.2g}。"
        "没有写出任何文件。",
    ),
    "score.unreadable": (
        "None of the {n} pictures of {data} could be read; the first, {source}: {reason}",
        "{data} 的 {n} 张图片全都无法读取；第一张 {source}：{reason}",
    ),
}
