"""Figures: what cannot be computed, and which pictures may be scored."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "metric.lacks_samples": (
        "needs {needed} test pictures or more, there are {found}",
        "需要 {needed} 张或更多测试图片，现有 {found} 张",
    ),
    "metric.lacks_groups": (
        "needs test pictures of {needed} groups or more, there are {found}",
        "需要 {needed} 组或更多的测试图片，现有 {found} 组",
    ),
    "metric.lacks_positive": (
        "needs {needed} test pictures or more of each class, {label} has {found}",
        "每个类别需要 {needed} 张或更多测试图片，{label} 有 {found} 张",
    ),
    "metric.lacks_negative": (
        "needs {needed} test pictures or more that are not {label}, there are {found}",
        "需要 {needed} 张或更多不属于 {label} 的测试图片，现有 {found} 张",
    ),
    "metric.lacks_positive_groups": (
        "needs test pictures of {needed} groups or more of each class, {label} has {found}",
        "每个类别需要 {needed} 组或更多的测试图片，{label} 有 {found} 组",
    ),
    "metric.lacks_negative_groups": (
        "needs pictures of {needed} groups or more that are not {label}, there are {found}",
        "需要 {needed} 组或更多不属于 {label} 的图片，现有 {found} 组",
    ),
    "metric.lacks_good": (
        "needs good test pictures, at least {needed}; there are {found}",
        "需要合格的测试图片至少 {needed} 张，现有 {found} 张",
    ),
    "metric.lacks_good_groups": (
        "needs good test pictures of at least {needed} groups; there are {found}",
        "需要至少 {needed} 组的合格测试图片，现有 {found} 组",
    ),
    "metric.lacks_defects": (
        "needs test pictures of defects, at least {needed}; there are {found}",
        "需要缺陷的测试图片至少 {needed} 张，现有 {found} 张",
    ),
    "metric.lacks_defects_groups": (
        "needs test pictures of defects of at least {needed} groups; there are {found}",
        "需要至少 {needed} 组的缺陷测试图片，现有 {found} 组",
    ),
    "metric.lacks_kept": (
        "needs all probabilities, and {found:,} are more than the {needed:,} that are kept",
        "需要全部概率，而 {found:,} 个超过了保留的上限 {needed:,} 个",
    ),
    "metric.lacks_unequal_truths": (
        "needs true values that differ, whichever picture or group is left out",
        "需要彼此不同的真实值，无论去掉哪一张图片或哪一组",
    ),
    "metric.lacks_unequal_answers": (
        "needs predicted values that differ, whichever picture or group is left out",
        "需要彼此不同的预测值，无论去掉哪一张图片或哪一组",
    ),
    "metric.lacks_margins": (
        "needs prediction intervals, for which the validation part of training was too small",
        "需要预测区间，而训练时的验证部分太小，没有得到区间",
    ),
    "generated.shapes": (
        "features of made pictures {made} and of real ones {real}; needed are rows of one width, (N, D) and (M, D).",
        "生成图片的特征为 {made}，真实图片的为 {real}；应为同样宽度的行，即 (N, D) 与 (M, D)。",
    ),
    "generated.few": (
        "{n} pictures are too few for this figure; needed are {least} on each side.",
        "{n} 张图片不足以计算该数字；每一边至少需要 {least} 张。",
    ),
    "generated.not_finite": (
        "features hold NaN or infinite values. Look at the network that they come from.",
        "特征中含有 NaN 或无穷大。请检查得出特征的网络。",
    ),
    "metric.shape": (
        "probabilities have the shape {shape}; (samples, classes) is needed. Give one row a sample.",
        "概率的形状是 {shape}；应为 (samples, classes)。请为每个样本给出一行。",
    ),
    "metric.no_samples": (
        "there are 0 samples, and no figure rests on nothing. Give at least one sample.",
        "有 0 个样本，没有样本就没有数字。请至少给出一个样本。",
    ),
    "metric.no_column": (
        "probabilities have no column; at least one class is needed.",
        "概率没有列；至少需要一个类别。",
    ),
    "metric.nan": (
        "probabilities hold NaN or infinity; the network's outputs are broken before this point.",
        "概率中有 NaN 或无穷；网络的输出在此之前就已损坏。",
    ),
    "metric.range": (
        "probabilities lie in {low:.4g}..{high:.4g}; 0..1 is needed. Put logits through softmax or "
        "sigmoid first.",
        "概率在 {low:.4g}..{high:.4g}；应为 0..1。请先让 logits 经过 softmax 或 sigmoid。",
    ),
    "metric.sum": (
        "a row of probabilities is {off:.3g} away from the sum 1. Use softmax, or multilabel=True "
        "where each class stands alone.",
        "有一行概率之和与 1 相差 {off:.3g}。请使用 softmax；如果各类别彼此独立，用 multilabel=True。",
    ),
    "metric.targets_shape": (
        "targets have the shape {shape}; ({n},) is needed: one class index for each sample.",
        "targets 的形状是 {shape}；应为 ({n},)：每个样本一个类别序号。",
    ),
    "metric.targets_type": (
        "targets are {dtype}; class indices (integers) are needed.",
        "targets 是 {dtype}；应为类别序号（整数）。",
    ),
    "metric.matrix_shape": (
        "multi-label targets have the shape {found}; {shape} is needed.",
        "多标签 targets 的形状是 {found}；应为 {shape}。",
    ),
    "metric.matrix_values": (
        "multi-label targets hold something else than 0 and 1.",
        "多标签 targets 中有 0 和 1 以外的值。",
    ),
    "metric.bins": (
        "{bins} bins were asked for; at least one is needed.",
        "要求 {bins} 个区间；至少需要一个。",
    ),
    "metric.confidence": (
        "confidence {confidence} and correct {correct} must be the same (N,).",
        "confidence {confidence} 与 correct {correct} 的形状必须同为 (N,)。",
    ),
    "metric.top_k": ("top-{k} was asked for; k >= 1 is needed.", "要求 top-{k}；k 应 >= 1。"),
    "metric.matrices": (
        "predicted {predicted} and targets {targets} must be the same (N, C), N >= 1.",
        "predicted {predicted} 与 targets {targets} 的形状必须同为 (N, C)，N >= 1。",
    ),
    "metric.pair": (
        "predicted {predicted} and targets {targets} must be the same (N,), N >= 1.",
        "predicted {predicted} 与 targets {targets} 的形状必须同为 (N,)，N >= 1。",
    ),
    "metric.folds": (
        "An interval over folds needs two of them at least, with pictures to learn from and to answer: there are {n}, "
        "with {taught:g} and {answered:g}. Cross-validate with more parts.",
        "对各折求区间至少需要两折，且要有学习与作答的图片：现有 {n} 折，分别为 {taught:g} 与 {answered:g}。请用更多折交叉验证。",
    ),
    "metric.proportion": (
        "{successes} of {n}; a proportion needs n >= 1 and 0 <= successes <= n.",
        "{n} 中的 {successes}；比例要求 n >= 1 且 0 <= successes <= n。",
    ),
    "metric.rate": (
        "{events} events in an exposure of {exposure}; a rate needs events >= 0 and exposure > 0.",
        "在 {exposure} 的观察量中有 {events} 个事件；比率要求事件数 >= 0 且观察量 > 0。",
    ),
    "metric.scores": (
        "scores {scores} and truth {truth} must be the same (N,), N >= 1.",
        "scores {scores} 与 truth {truth} 的形状必须同为 (N,)，N >= 1。",
    ),
    "metric.scores_nan": (
        "scores hold NaN, which has no place in an order.",
        "scores 中有 NaN，它无法排序。",
    ),
    "metric.roc": (
        "a ROC curve needs positives and negatives; there are {p} and {n}.",
        "ROC 曲线需要正样本和负样本；现有 {p} 个和 {n} 个。",
    ),
    "metric.precision_recall": (
        "a precision-recall curve needs positives; there are none.",
        "查准率-查全率曲线需要正样本；现在没有。",
    ),
    "metric.columns": (
        "probabilities {probabilities} and targets {targets} must share N >= 1.",
        "probabilities {probabilities} 与 targets {targets} 的 N 必须相同且 >= 1。",
    ),
    "metric.names": (
        "{names} class names for {columns} columns; one different name each is needed.",
        "{columns} 列却有 {names} 个类别名；每列需要一个不同的名字。",
    ),
    "metric.groups": (
        "{groups} groups for {n} samples; a name or None is needed for each.",
        "{n} 个样本却有 {groups} 个组；每个样本需要一个名字或 None。",
    ),
    "metric.thresholds": (
        "{thresholds} thresholds for {classes} classes; one each is needed.",
        "{classes} 个类别却有 {thresholds} 个阈值；每个类别需要一个。",
    ),
    "metric.targets_range": (
        "class index {wrong} among the targets; 0..{last} is needed for {classes} classes.",
        "targets 中有类别序号 {wrong}；{classes} 个类别应为 0..{last}。",
    ),
    "unseen.both_sides": (
        "{some:,} of {pictures} lie in the training data on both sides of the split: the score flatters",
        "{pictures}中有 {some:,} 张同时在训练数据划分的两侧：分数偏高",
    ),
    "unseen.left_out": (
        "{some:,} of {pictures} were used in training and are left out",
        "{pictures}中有 {some:,} 张用于训练，已略去",
    ),
    "unseen.made": (
        "{some:,} of {pictures} were made by a program, and are left out: a score on them says nothing of real ones",
        "{pictures}中有 {some:,} 张由程序生成，已略去：在它们上面的分数不能说明真实图片",
    ),
    "unseen.of_training": (
        "a score on the pictures of training says nothing about new ones",
        "在训练用过的图片上得到的分数不能说明对新图片的表现",
    ),
    "unseen.of_validation": (
        "the validation pictures also chose the weights and any temperature or thresholds: their "
        "score flatters a little",
        "验证图片还用于选择权重，以及可能有的温度和阈值：它们的分数略微偏高",
    ),
    "unseen.unknown": (
        "this model does not tell which pictures it was trained on: make sure that it has not seen these",
        "该模型没有记录用哪些图片训练：请确认它没有见过这些图片",
    ),
    "unseen.only_training": (
        "{name} has only a part 'train' ({n:,} pictures), no test. To score it: --split train.",
        "{name} 只有 'train' 部分（{n:,} 张图片），没有测试部分。如要给它打分：--split train。",
    ),
    "unseen.no_part": (
        "{name} has no part {part!r} (found: {found}). Leave --split away to score what there is.",
        "{name} 没有 {part!r} 部分（有：{found}）。去掉 --split 就能给现有的图片打分。",
    ),
    "unseen.same_data": (
        "these are the pictures of the training run: only its {part} part is scored",
        "这些就是训练时的图片：只给其中的 {part} 部分打分",
    ),
    "unseen.not_used": (
        "{pictures} that the run did not use left out; to score them, put them into a folder of their own",
        "{pictures}没有用于该次运行，略去；如要给它们打分，请放进单独的文件夹",
    ),
    "unseen.none_left": (
        "This model was trained on every picture of {name}: a score on them says nothing about others. "
        "Give new pictures, or name the part yourself with --split.",
        "该模型用 {name} 的所有图片训练过：在它们上面的分数不能说明对其他图片的表现。请给出新的图片，"
        "或用 --split 自己指定部分。",
    ),
}
