"""What is said while it is measured whether made pictures help."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "trial.arm_nothing": ("nothing", "不处理"),
    "trial.arm_oversampling": ("oversampling", "过采样"),
    "trial.arm_strong": ("strong variation", "强增强"),
    "trial.arm_mixup": ("MixUp", "MixUp 混合"),
    "trial.arm_gan": ("made pictures", "生成图片"),
    "trial.begins": (
        "--synthesise auto: whether made pictures help is measured first, in {pairs} divisions of the training part. Each "
        "takes a generator ({minutes:g} min) and {arms} short trainings of {model}: {generators:.0f} min for the generators, "
        "and {trainings} trainings, of which the first will tell how long they take",
        "--synthesise auto：先在训练部分的 {pairs} 种划分上测量生成图片是否有用。每种划分训练一个生成器（{minutes:g} 分钟）和 {model} 的 {arms} "
        "次短训练：生成器共 {generators:.0f} 分钟，另有 {trainings} 次训练，第一次训练后即可估计其用时",
    ),
    "trial.goes_on": (
        "--synthesise auto: the trial goes on in division {done} of {pairs}; what was measured before the interruption counts",
        "--synthesise auto：从第 {done} 种划分（共 {pairs} 种）继续；中断前测得的结果仍然有效",
    ),
    "trial.left": ("about {minutes:.0f} min left", "约剩 {minutes:.0f} 分钟"),
    "trial.left_unknown": ("first training", "第一次训练"),
    "trial.phase_generator": ("Trial {pair}: a generator ({left})", "试验 {pair}：生成器（{left}）"),
    "trial.phase_arm": ("Trial {pair}: {arm} ({left})", "试验 {pair}：{arm}（{left}）"),
    "trial.phase_last_generator": (
        "The generator of the whole training part",
        "整个训练部分的生成器",
    ),
    "terminal.tried": (
        "{pair:>2}/{pairs}  {arm}: balanced accuracy {balanced:.1%}, short classes {recall:.1%}, {seconds:.0f} s; about "
        "{minutes:.0f} min left",
        "{pair:>2}/{pairs}  {arm}：平衡准确率 {balanced:.1%}，图片少的类别 {recall:.1%}，{seconds:.0f} 秒；约剩 {minutes:.0f} 分钟",
    ),
    "trial.nothing_short": (
        "--synthesise auto: no class of {data} has fewer training pictures than the median of its classes, so there is "
        "nothing to measure; no picture is made",
        "--synthesise auto：{data} 的每个类别的训练图片都不少于各类别的中位数，无须测量；不生成图片",
    ),
    "trial.one_process": (
        "--synthesise auto measures in one process; {n} train together. Let one process measure first, then give the "
        "generator that it kept: --synthesise RUN/synthesis/generator.",
        "--synthesise auto 在一个进程里测量；现有 {n} 个进程一起训练。请先用一个进程测量，再给出它留下的生成器：--synthesise "
        "RUN/synthesis/generator。",
    ),
    "trial.paused": (
        "The trial of made pictures in {folder} is paused after {pairs} divisions; the same command goes on with it.",
        "{folder} 中对生成图片的试验在 {pairs} 种划分后暂停；同一命令会继续。",
    ),
    "trial.points": (
        "{value:+.1f} points [{low:+.1f}, {high:+.1f}]",
        "{value:+.1f} 个百分点 [{low:+.1f}, {high:+.1f}]",
    ),
    "trial.one_unit": (
        "Made pictures are left out: a class that is short has all its training pictures in one group, or only one, so "
        "nothing can be held back to measure by. Add pictures of it, of another group.",
        "不采用生成图片：有一个图片少的类别，其训练图片只有一张或都在同一组，无法留出图片来测量。请补充该类别其他组的图片。",
    ),
    "trial.too_few": (
        "Made pictures are left out: the trial ended after {pairs} of {wanted} divisions, and fewer than ten tell nothing. The "
        "training goes on without.",
        "不采用生成图片：试验在 {wanted} 种划分中只完成 {pairs} 种，少于十种说明不了什么。训练照常继续。",
    ),
    "trial.no_generator": (
        "Made pictures are left out: in {pairs} divisions they were better than every other way to help, but the generator of the "
        "whole training part was stopped before its end. The training goes on without.",
        "不采用生成图片：在 {pairs} 种划分中它们胜过其他每种办法，但整个训练部分的生成器在结束前被停止。训练照常继续。",
    ),
    "trial.failed": (
        "Made pictures are left out: after {pairs} divisions the trial could not go on. {reason}",
        "不采用生成图片：完成 {pairs} 种划分后试验无法继续。{reason}",
    ),
    "trial.kept": (
        "Made pictures are kept: in {pairs} divisions they were better than every other way to help. Against the best of "
        "these, {best}: recall of short classes {recall_by}, balanced accuracy {balanced_by}",
        "采用生成图片：在 {pairs} 种划分中，它们胜过其他每种办法。与其中最好的（{best}）相比：图片少的类别的查全率 {recall_by}，平衡准确率 "
        "{balanced_by}",
    ),
    "trial.not_better": (
        "Made pictures are left out: in {pairs} divisions they were not surely better than every other way to help. Against "
        "the best of these, {best}: recall of short classes {recall_by}, balanced accuracy {balanced_by}",
        "不采用生成图片：在 {pairs} 种划分中，它们没有确切地胜过其他每种办法。与其中最好的（{best}）相比：图片少的类别的查全率 {recall_by}，平衡准确率 "
        "{balanced_by}",
    ),
    "trial.worse": (
        "Made pictures are left out: in {pairs} divisions they were surely worse than another way to help. Against the best "
        "of these, {best}: recall of short classes {recall_by}, balanced accuracy {balanced_by}",
        "不采用生成图片：在 {pairs} 种划分中，它们确切地不如另一种办法。与最好的（{best}）相比：图片少的类别的查全率 {recall_by}，平衡准确率 "
        "{balanced_by}",
    ),
    "trial.flags": (
        "Best was {best} ({flags}); this training stays as its recipe says",
        "最好的是{best}（{flags}）；本次训练仍按配方进行",
    ),
    "trial.left_out": ("{told}. {flags}", "{told}。{flags}"),
}
