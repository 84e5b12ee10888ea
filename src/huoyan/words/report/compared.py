"""Phrases that set a run beside others, and say for which classes its probabilities hold."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # before and after the remedy for imbalance
    "remedy.title": ("Rare classes, before and after", "稀少类别：处理之前与之后"),
    "remedy.sampling": (
        "In training every class was drawn equally often, however few pictures it has (sampling).",
        "训练时不论图片多少，各类被抽到的次数相同（sampling）。",
    ),
    "remedy.weights": (
        "In training a picture of a rare class weighed more, so that every class counted alike (weights).",
        "训练时稀少类别的图片权重更大，使各类同等重要（weights）。",
    ),
    "remedy.focal": (
        "In training pictures that were easy already counted less (focal loss).",
        "训练时已经容易认出的图片权重较小（focal 损失）。",
    ),
    "remedy.logit-adjustment": (
        "In training the loss, and only the loss, was told how frequent each class is (logit adjustment).",
        "训练时只有损失函数知道各类的多少（logit adjustment）。",
    ),
    "remedy.trained": (
        "Before: a second network, trained by the same recipe on the same pictures, with nothing done about "
        "the sizes of the classes.",
        "“之前”：用同样的配方、同样的图片另外训练的网络，对类别大小不作任何处理。",
    ),
    "remedy.exact": (
        "Before: the same network, with the shares of the classes that its loss was told added to its "
        "answers again. A network that is trained without may answer otherwise; --beside plain trains it.",
        "“之前”：同一个网络，把损失函数所知的类别比例加回到回答里。"
        "另外不作处理训练的网络回答可能不同；用 --beside plain 可以训练它。",
    ),
    "remedy.thresholds": (
        "Before: every label given from a probability of 0.5 on. After: from a threshold of its own, chosen "
        "on validation. A lower threshold finds more and is wrong more often; F1 weighs both.",
        "“之前”：概率达到 0.5 就给出标签。“之后”：每个标签用在验证集上选定的阈值。"
        "阈值越低，找到的越多，也越常出错；F1 兼顾两者。",
    ),
    "remedy.unknown": (
        "How much of each class would be found without it, this network cannot tell: estimates from its "
        "answers proved too far off. --beside plain trains a second network that shows it.",
        "不作处理时每一类能找到多少，无法从这个网络得知：由它的回答作出的估计偏差太大。"
        "用 --beside plain 训练第二个网络即可看到。",
    ),
    "remedy.read": (
        "The rarest class comes first. Hollow dots: before; full dots: after; orange where less is found "
        "than before. The lines are 95% intervals.",
        "最稀少的类别在最前。空心点是之前，实心点是之后；橙色表示找到的比之前少。横线是 95% 区间。",
    ),
    "remedy.part": (
        "The chart shows the {shown} rarest of {n} classes.",
        "图中是 {n} 类里最稀少的 {shown} 类。",
    ),
    "remedy.before": ("before", "之前"),
    "remedy.after": ("after", "之后"),
    "compared.table": ("Recall of all classes", "全部类别的查全率"),
    "compared.figures": ("The same in figures", "具体数值"),
    "compared.trained": ("Training pictures", "训练图片数"),
    "compared.change": ("Change in points", "变化（百分点）"),
    "compared.change_of_values": ("Change", "变化"),
    # a random split beside the run's own
    "random.title": ("What a random split would claim", "随机划分会得到怎样的分数"),
    "random.read": (
        "The same recipe was trained once more on a split drawn at random from all pictures, with parts of "
        "the same sizes. Copies and groups may lie on both sides there. Of that network only the figures "
        "were kept; the model of this run is the other one.",
        "用同样的配方在完全随机的划分上又训练了一次，各部分大小不变，副本和同组图片可能落在两侧。"
        "那个网络只保留了数字；本次运行的模型是另一个。",
    ),
    "random.higher": (
        "{metric} there is {there} (n = {n}), here {here} (n = {m}), that is {gap} points more there (95% "
        "interval {low} to {high}). So much of such a score is owed to pictures whose copies "
        "or kin were trained on, or to parts that differ otherwise. Judge by the figure of this run.",
        "那里的{metric}为 {there}（n = {n}），这里为 {here}（n = {m}），"
        "那里高出 {gap} 个百分点（95% 区间 {low} 至 {high}）。"
        "随机划分的分数里，这一部分来自训练时见过副本或同组的图片，或来自各部分本身的不同。请以本次运行的数字为准。",
    ),
    "random.chance": (
        "{metric} there is {there} (n = {n}), here {here} (n = {m}), a difference of {gap} points (95% "
        "interval {low} to {high}) that chance alone can explain. It neither shows nor rules "
        "out that copies or groups flatter a random split.",
        "那里的{metric}为 {there}（n = {n}），这里为 {here}（n = {m}），"
        "相差 {gap} 个百分点（95% 区间 {low} 至 {high}），这可能只是偶然。"
        "它既不能说明、也不能排除副本或同组图片抬高了随机划分的分数。",
    ),
    "random.lower": (
        "{metric} there is {there} (n = {n}), here {here} (n = {m}), a difference of {gap} points (95% "
        "interval {low} to {high}). The test part of this run is easier than a random one.",
        "那里的{metric}为 {there}（n = {n}），这里为 {here}（n = {m}），"
        "相差 {gap} 个百分点（95% 区间 {low} 至 {high}）。本次运行的测试部分比随机抽取的更容易。",
    ),
    "random.higher_value": (
        "{metric} there is {there} (n = {n}), here {here} (n = {m}), that is {gap} more there (95% interval "
        "{low} to {high}). So much of such a score is owed to pictures whose copies or kin were trained on, or "
        "to parts that differ otherwise. Judge by the figure of this run.",
        "那里的{metric}为 {there}（n = {n}），这里为 {here}（n = {m}），那里高出 {gap}（95% 区间 {low} 至 {high}）。"
        "随机划分的分数里，这一部分来自训练时见过副本或同组的图片，或来自各部分本身的不同。请以本次运行的数字为准。",
    ),
    "random.chance_value": (
        "{metric} there is {there} (n = {n}), here {here} (n = {m}), a difference of {gap} (95% interval {low} "
        "to {high}) that chance alone can explain. It neither shows nor rules out that copies or groups flatter "
        "a random split.",
        "那里的{metric}为 {there}（n = {n}），这里为 {here}（n = {m}），相差 {gap}（95% 区间 {low} 至 {high}），"
        "这可能只是偶然。它既不能说明、也不能排除副本或同组图片抬高了随机划分的分数。",
    ),
    "random.lower_value": (
        "{metric} there is {there} (n = {n}), here {here} (n = {m}), a difference of {gap} (95% interval {low} "
        "to {high}). The test part of this run is easier than a random one.",
        "那里的{metric}为 {there}（n = {n}），这里为 {here}（n = {m}），相差 {gap}（95% 区间 {low} 至 {high}）。"
        "本次运行的测试部分比随机抽取的更容易。",
    ),
    "random.there": ("random split", "随机划分"),
    "random.here": ("this run", "本次运行"),
    # the models that a run came of
    "others.title": ("Beside the runs that it came of", "与来源运行并列"),
    "others.phase": ("comparing with {n} runs that it came of", "与 {n} 个来源运行作比较"),
    "others.members": (
        "This model is {n} finished runs that answer as one. On the same {pictures} pictures, which none of them was trained "
        "on, each stands beside it with what it costs; times are of one picture on the same engine, in turns.",
        "本模型由 {n} 个已完成的运行集成。在同样的 {pictures} 张图片上（任何一个都没有用它们训练），各成员与它并列，并列出代价；"
        "时间为同一引擎上轮流测得的单张图片用时。",
    ),
    "others.teacher": (
        "This network has learnt the answers of another run beside the labels. On the same {pictures} pictures, which neither was "
        "trained on, its teacher stands beside it with what both cost; times are of one picture on the same engine, in turns.",
        "此网络除标签外还学习了另一个运行的回答。在同样的 {pictures} 张图片上（两者都没有用它们训练），教师模型与它并列，并列出两者的代价；"
        "时间为同一引擎上轮流测得的单张图片用时。",
    ),
    "others.pairs": ("Every two of them", "两两比较"),
    "others.not_compared": (
        "The run is not set beside those that it came of: {reason}",
        "没有与来源运行并列比较：{reason}",
    ),
    # for which classes the probabilities hold
    "trust.as_trained": (
        "The probabilities hold for pictures whose classes are as frequent as in the training part.",
        "这些概率适用于类别多少与训练部分相同的图片。",
    ),
    "trust.even": (
        "As every class counted alike in training, the probabilities are those of a world in which all "
        "classes are equally common. Where a class is rare, answers that name it are right less often than "
        "they say.",
        "训练时各类同等重要，所以这些概率适用于各类同样常见的情形。"
        "在某一类稀少的地方，认作该类的回答没有概率所说的那样可靠。",
    ),
    "trust.even_labels": (
        "In training each label was taken to be there as often as not, and so do the probabilities. Where a "
        "label is rare it is there less often than they say.",
        "训练时假定每个标签有与没有同样常见，这些概率也是如此。标签稀少时，它实际存在的机会低于概率所说。",
    ),
    "trust.rarest": (
        "Here, answers of “{label}”, the rarest class in training, had a mean probability of {said}, and "
        "{right} of them were right (n = {n}).",
        "在这里，认作训练中最少的类别“{label}”的回答，平均概率为 {said}，其中 {right} 是对的（n = {n}）。",
    ),
}
