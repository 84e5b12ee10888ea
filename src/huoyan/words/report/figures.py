"""Figures of the report: their names, what they mean, and on how many pictures they rest."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "metric.accuracy": ("Accuracy", "准确率"),
    "mean.accuracy": ("share of the pictures that were named correctly", "认对的图片所占的比例"),
    "metric.balanced_accuracy": ("Balanced accuracy", "平衡准确率"),
    "mean.balanced_accuracy": ("accuracy if every class were equally common", "各类图片一样多时的准确率"),
    "metric.top_5": ("Top-5 accuracy", "前五准确率"),
    "mean.top_5": ("the truth is among the five best guesses", "正确答案在前五个猜测之中的比例"),
    "metric.macro_f1": ("Macro F1", "宏平均 F1"),
    "mean.macro_f1": (
        "precision and recall in one, each class counting the same",
        "兼顾查准与查全，各类同等重要",
    ),
    "metric.micro_f1": ("Micro F1", "微平均 F1"),
    "mean.micro_f1": (
        "precision and recall in one, each label counting the same",
        "兼顾查准与查全，各标签同等重要",
    ),
    "metric.weighted_f1": ("Weighted F1", "加权 F1"),
    "mean.weighted_f1": ("F1 of the classes, weighted by how common they are", "按类别多少加权的 F1"),
    "metric.macro_precision": ("Macro precision", "宏平均查准率"),
    "mean.macro_precision": (
        "how far an answer can be believed, mean of the classes",
        "答案可信的程度，各类平均",
    ),
    "metric.macro_recall": ("Macro recall", "宏平均查全率"),
    "mean.macro_recall": (
        "how much of a class is found, mean of the classes",
        "每一类被找到的比例，各类平均",
    ),
    "metric.roc_auc": ("ROC AUC", "ROC 曲线下面积"),
    "mean.roc_auc": (
        "chance that a picture of a class scores above one that is not; 0.5 is guessing",
        "某类图片得分高于其他图片的概率，0.5 等于瞎猜",
    ),
    "metric.average_precision": ("Average precision", "平均精度"),
    "mean.average_precision": ("area under the precision-recall curve", "查准率-查全率曲线下的面积"),
    "metric.mean_average_precision": ("Mean average precision", "平均精度均值"),
    "mean.mean_average_precision": (
        "how well each label ranks its pictures",
        "每个标签把相关图片排在前面的能力",
    ),
    "metric.log_loss": ("Log loss", "对数损失"),
    "mean.log_loss": ("punishes confident errors; lower is better", "惩罚自信的错误，越低越好"),
    "metric.brier": ("Brier score", "布里尔分数"),
    "mean.brier": ("squared error of the probabilities; lower is better", "概率的平方误差，越低越好"),
    "metric.ece": ("Calibration error", "校准误差"),
    "mean.ece": (
        "gap between confidence and being right; lower is better",
        "置信度与实际正确率的差距，越低越好",
    ),
    "metric.exact_match": ("Exact match", "完全匹配"),
    "mean.exact_match": ("pictures for which every label was right", "标签全部正确的图片比例"),
    "metric.hamming_accuracy": ("Label accuracy", "标签准确率"),
    "mean.hamming_accuracy": ("yes-or-no answers that were right", "逐个标签判断正确的比例"),
    # on how many pictures a figure rests, and which figures have too few
    "hero.pictures": ("{split}, {n} pictures", "{split}，{n} 张图片"),
    "hero.groups": ("{split}, {n} pictures of {groups} groups", "{split}，{groups} 组共 {n} 张图片"),
    "card.n": ("n = {n}", "n = {n}"),
    "card.groups": ("n = {n} of {groups} groups", "n = {n}，来自 {groups} 组"),
    "left.title": (
        "Too little for an interval that holds, so left out:",
        "数量太少，区间不可靠，因此略去：",
    ),
    "left.samples": (
        "{figures}: {needed} pictures or more are needed, there are {found}.",
        "{figures}：至少需要 {needed} 张图片，现有 {found} 张。",
    ),
    "left.groups": (
        "{figures}: pictures of {needed} groups or more are needed, there are {found}.",
        "{figures}：至少需要 {needed} 组的图片，现有 {found} 组。",
    ),
    "left.positive": (
        "{figures}: {needed} pictures or more of each class are needed, {label} has {found}.",
        "{figures}：每类至少需要 {needed} 张图片，{label} 有 {found} 张。",
    ),
    "left.negative": (
        "{figures}: {needed} pictures or more that are not {label} are needed, there are {found}.",
        "{figures}：至少需要 {needed} 张不属于 {label} 的图片，现有 {found} 张。",
    ),
    "left.positive_groups": (
        "{figures}: pictures of {needed} groups or more of each class are needed, {label} has {found}.",
        "{figures}：每类至少需要 {needed} 组的图片，{label} 有 {found} 组。",
    ),
    "left.kept": (
        "{figures}: all probabilities are needed, and {found} are more than the {needed} that are kept.",
        "{figures}：需要全部概率，而 {found} 个超过了保留的上限 {needed} 个。",
    ),
    "left.unequal_truths": (
        "{figures}: true values that differ are needed, whichever picture or group is left out.",
        "{figures}：需要彼此不同的真实值，无论去掉哪一张图片或哪一组。",
    ),
    "left.unequal_answers": (
        "{figures}: predicted values that differ are needed, whichever picture or group is left out.",
        "{figures}：需要彼此不同的预测值，无论去掉哪一张图片或哪一组。",
    ),
    "left.margins": (
        "{figures}: prediction intervals are needed, for which the validation part of training was too small.",
        "{figures}：需要预测区间，而训练时的验证部分太小，没有得到区间。",
    ),
    "left.negative_groups": (
        "{figures}: pictures of {needed} groups or more that are not {label} are needed, there are {found}.",
        "{figures}：至少需要 {needed} 组不属于 {label} 的图片，现有 {found} 组。",
    ),
}
