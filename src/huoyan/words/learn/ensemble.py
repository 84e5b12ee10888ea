"""What is said of finished runs that are joined to one model, and of those that cannot be."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "ensemble.joins": (
        "{n} finished runs answer as one, by the mean of their probabilities or numbers: {names}. Nothing is trained",
        "{n} 个已完成的运行集成为一个模型，以其概率或数值的平均作答：{names}。不再训练",
    ),
    "ensemble.no_runs": (
        "--model ensemble joins finished runs. Name them: huoyan train --ensemble runs/one runs/other.",
        "--model ensemble 把已完成的运行集成为一个模型。请写出它们：huoyan train --ensemble runs/one runs/other。",
    ),
    "ensemble.one_run": (
        "{n} run given; an ensemble joins two or more: huoyan train --ensemble runs/one runs/other. A word that "
        "names no finished run is taken for DATA.",
        "给出了 {n} 个运行；集成至少需要两个：huoyan train --ensemble runs/one runs/other。不是已完成运行的词会被当作 DATA。",
    ),
    "ensemble.twice": (
        "{run} is given twice: its answers would count double. Name each run once.",
        "{run} 给出了两次：它的回答会被计算两遍。每个运行请只写一次。",
    ),
    "ensemble.same": (
        "{first} and {second} are or hold the same model: its answers would count double. Name each model once.",
        "{first} 与 {second} 是或含有同一个模型：它的回答会被计算两遍。每个模型请只写一次。",
    ),
    "ensemble.int8": (
        "{run} is a model in int8, whose answers hang on the processor. Join the runs that such models were made of, and write the "
        "ensemble in int8: huoyan export RUN --int8 --out DIR.",
        "{run} 是 int8 模型，它的回答取决于处理器。请合并生成它的原运行，再把合并后的模型写成 int8：huoyan export RUN --int8 --out DIR。",
    ),
    "ensemble.model": (
        "--model {model} would have to be trained, and --ensemble joins runs that are finished. Give one of the two.",
        "--model {model} 需要训练，而 --ensemble 集成的是已完成的运行。请只用其中之一。",
    ),
    "ensemble.not_trained": (
        "{names}: this is of a training, and where --ensemble joins finished runs nothing is trained. Leave it out.",
        "{names}：这是训练用的设置，而 --ensemble 只集成已完成的运行，不再训练。请去掉。",
    ),
    "ensemble.task_of_runs": (
        "{run} is a run of {task}, and --task {asked} was asked for. Leave --task out, or name runs of {asked}.",
        "{run} 是 {task} 的运行，而要求的是 --task {asked}。请去掉 --task，或给出 {asked} 的运行。",
    ),
    "ensemble.no_data": (
        "{run} has no recipe.toml that names its data. Name them: huoyan train DATA --ensemble ....",
        "{run} 没有写明数据的 recipe.toml。请写出数据：huoyan train DATA --ensemble ...。",
    ),
    "ensemble.no_mean": (
        "The answers of several runs of {task} have no mean that is an answer. Runs of these tasks can be joined: {known}.",
        "{task} 的多个运行的回答取平均后不再是回答。可以集成的任务：{known}。",
    ),
    "ensemble.other_task": (
        "{first} is a run of {task}, {second} one of {other}: their answers have no mean. Join runs of one task.",
        "{first} 是 {task} 的运行，{second} 是 {other} 的：它们的回答不能平均。请集成同一任务的运行。",
    ),
    "ensemble.other_labels": (
        "{first} and {second} answer with different labels: only one of them knows {only}. Join runs that were trained on the "
        "same labels.",
        "{first} 与 {second} 的标签不同：{only} 只有其中一个认识。请集成在相同标签上训练的运行。",
    ),
    "ensemble.other_pictures": (
        "{first} and {second} see their pictures otherwise ({values}), and an ensemble prepares each picture once, for all. "
        "Train them with the same values.",
        "{first} 与 {second} 看图片的方式不同（{values}），而集成模型只把每张图片处理一次，供所有成员使用。"
        "请用相同的值训练它们。",
    ),
    "ensemble.apart": ("{name} {one} and {two}", "{name} 分别为 {one} 与 {two}"),
    "ensemble.other_mix": (
        "The runs have done unlike things about classes of unequal size ({done}): the mean of probabilities for different mixes "
        "of classes holds for none. Join runs with the same --imbalance.",
        "各运行对类别不均的处理不同（{done}）：适用于不同类别比例的概率，其平均对哪一种都不成立。请集成 --imbalance 相同的运行。",
    ),
    "ensemble.other_data": (
        "{run} and {data} do not have the same labels: only one of them knows {only}. Give the data that the run was trained "
        "on.",
        "{run} 与 {data} 的标签不同：{only} 只有其中一个有。请给出该运行训练所用的数据。",
    ),
    "ensemble.unknown_pictures": (
        "{run} does not tell which pictures it was trained on, so that nothing is known to be new to it: it can be in no ensemble "
        "that is calibrated and scored. Train it with this version.",
        "{run} 没有记录用哪些图片训练，无从知道哪些图片对它是新的：集成模型需要校准和评分，因此不能包含它。请用本版本重新训练它。",
    ),
    "ensemble.head": (
        "{run} is a head, {network}, and once its settings were chosen it has learnt from validation, too: {n:,} pictures of the "
        "validation part here ({names}), which the ensemble is calibrated on. Join networks, or give a validation part that no "
        "member has seen: --splits FILE.",
        "{run} 是分类头 {network}，选定设置后也学习了验证部分：包括这里验证部分的 {n:,} 张图片（{names}），而集成模型要用它们校准。"
        "请集成网络，或给出任何成员都没有见过的验证部分：--splits FILE。",
    ),
    "ensemble.seen": (
        "{run} was trained on {n:,} pictures that are in the {part} part here ({names}): calibration and score would be of what it "
        "knows. Train all runs on one split: --splits RUN/splits.csv with another --seed, or the same --seed with another model.",
        "{run} 训练时用过这里{part}部分的 {n:,} 张图片（{names}）：校准和分数就会来自它已知的图片。请让所有运行使用同一划分："
        "用 --splits RUN/splits.csv 配不同的 --seed，或用相同的 --seed 配不同的模型。",
    ),
}
