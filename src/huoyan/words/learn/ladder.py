"""What is said while the ladder is climbed, and of heads on features."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "ladder.begins": (
        "no model asked for: from cheap recognisers to dear ones, as far as each pays, in at most {minutes:g} min "
        "(--minutes)",
        "没有指定模型：从便宜的识别器到昂贵的，逐级尝试，只要划算就继续，最多 {minutes:g} 分钟（--minutes）",
    ),
    "ladder.phase_features": ("features: {features}", "特征：{features}"),
    "ladder.phase_heads": ("heads on {features}", "{features} 上的分类头"),
    "ladder.not_finite": ("{name} gives values that are not finite", "{name} 给出的值不是有限数"),
    "ladder.tried": (
        "{model}: {share:.1%} right of {n:,} pictures that it had not seen",
        "{model}：对 {n:,} 张未见过的图片，{share:.1%} 正确",
    ),
    "ladder.no_backbone": (
        "frozen and fine-tuned networks are left out: no weights that know pictures. Give a file with --weights, or "
        "let them be fetched with --pretrained",
        "略去冻结的与微调的网络：没有认识图片的权重。请用 --weights 给出文件，或用 --pretrained 下载",
    ),
    "ladder.no_weights": (
        "There are no weights at {file}. --weights takes a file of weights, or a folder of such files.",
        "{file} 处没有权重。--weights 需要一个权重文件，或存放这类文件的文件夹。",
    ),
    "ladder.no_card": (
        "{file} is left out: no card says which network it is of. huoyan weights describe drafts one; or say --model or "
        "--features",
        "略去 {file}：没有卡片说明它属于哪个网络。huoyan weights describe 可以起草一份；也可以用 --model 或 --features 指明",
    ),
    "ladder.not_a_backbone": (
        "{file} is left out: {network} gives no features of pictures",
        "略去 {file}：{network} 不提供图片特征",
    ),
    "ladder.failed": ("{model} is left out: {reason}", "略去 {model}：{reason}"),
    "ladder.no_other_head": (
        "{heads} were no better than {model} on {features}",
        "在 {features} 上，{heads} 都不比 {model} 好",
    ),
    "ladder.no_time_for": ("left out, for the time is nearly over: {model}", "略去 {model}：时间快到了"),
    "ladder.no_time_for_more": (
        "{model}: not all that it could be was tried, for the time is nearly over",
        "{model}：时间快到了，没有试完它的全部可能",
    ),
    "ladder.few_for_scratch": (
        "a network from random weights is left out: of photos like these it needs {many:,} and more, there are {n:,}",
        "略去从随机权重开始的网络：这样的照片它需要 {many:,} 张以上，现有 {n:,} 张",
    ),
    "ladder.not_compared": (
        "{model} is left out: there was no time to compare it on pictures that it had not seen",
        "略去 {model}：没有时间用它未见过的图片来比较",
    ),
    "ladder.cut_short": (
        "{model} is not taken after all: its training was stopped before its end",
        "最终不采用 {model}：它的训练在结束前被停止",
    ),
    "ladder.lost": (
        "{n} of the pictures that could be used before cannot be used now, the first is {name}: {reason}",
        "{n} 张先前可用的图片现在不能用了，第一张是 {name}：{reason}",
    ),
    "ladder.not_parted": (
        "no class has pictures of two groups: recognisers are compared on groups that they have learnt from, which "
        "flatters them",
        "没有一个类别的图片来自两个组：只能在学过的组上比较各识别器，结果会偏高",
    ),
    "ladder.one_a_class": (
        "each class has one picture to learn from: where it is kept for comparison nothing of its class is left",
        "每个类别只有一张图片可学：留出它来比较，就没有可学的了",
    ),
    "ladder.too_few_to_tell": (
        "{n:,} pictures are too few to tell recognisers apart",
        "{n:,} 张图片太少，分不出识别器的好坏",
    ),
    "ladder.first": ("the first", "第一个"),
    "ladder.better": (
        "taken: {won:.4g} pictures right that {model} had wrong, {lost:.4g} the other way",
        "采用：{model} 错而它对的图片 {won:.4g} 张，反过来 {lost:.4g} 张",
    ),
    "ladder.not_better": (
        "not taken: {won:.4g} pictures right that {model} had wrong, {lost:.4g} the other way",
        "不采用：{model} 错而它对的图片 {won:.4g} 张，反过来 {lost:.4g} 张",
    ),
    "ladder.ended": ("climbed no further: {ended}", "不再继续：{ended}"),
    "ladder.ended_at_top": ("there is no further rung to try", "没有更多的梯级可试"),
    "ladder.interrupted": ("stopped by hand: the best so far is taken", "被手动停止：采用目前最好的"),
    "ladder.out_of_time": (
        "the time is over: the best so far is taken. --minutes gives more",
        "时间已到：采用目前最好的。--minutes 可以多给时间",
    ),
    "ladder.nothing_to_win": (
        "with {wrong} of {n:,} pictures wrong no dearer recogniser could show that it is better",
        "{n:,} 张图片中只错 {wrong} 张，更贵的识别器无法证明自己更好",
    ),
    "ladder.phase_costs": ("time and size of each rung", "各梯级的耗时与大小"),
    "ladder.phase_growth": ("what more pictures would bring", "更多图片能带来什么"),
    "ladder.no_time_for_growth": (
        "what more pictures would bring was not measured: no time was left",
        "没有测量更多图片能带来什么：没有剩余时间",
    ),
    "ladder.too_few_for_growth": (
        "what more pictures would bring cannot be told from {n:,}: too few of each class",
        "{n:,} 张图片看不出更多图片能带来什么：每个类别的图片太少",
    ),
    "ladder.twice": (
        "twice the pictures would bring about {share:.1%} right [{low:.1%}, {high:.1%}], by a curve through all sizes that "
        "says {now:.1%} of these",
        "图片加倍时约 {share:.1%} 正确 [{low:.1%}, {high:.1%}]；同一条拟合曲线给现有图片 {now:.1%}",
    ),
    "rung.classical": ("classical features", "传统特征"),
    "rung.frozen": ("frozen network", "冻结的网络"),
    "rung.heads": ("other heads", "其他分类头"),
    "rung.tuned": ("fine-tuned network", "微调的网络"),
    "rung.scratch": ("network from random weights", "从随机权重开始的网络"),
    "terminal.rung": (
        "{kind}: {model}   {share:.1%} [{low:.1%}, {high:.1%}]   {seconds:.1f} s",
        "{kind}：{model}   {share:.1%} [{low:.1%}, {high:.1%}]   {seconds:.1f} 秒",
    ),
    "chosen.head": ("the settings of the head", "分类头的设置"),
    "plan.rows_weigh": (
        "the largest class has {most:,} pictures, the smallest {least:,}: every class counts alike",
        "最大的类别有 {most:,} 张图片，最小的有 {least:,} 张：每个类别同等重要",
    ),
    "plan.weights_of_what": (
        "--model {model} with weights needs the network that they are of. Say --features NETWORK, such as "
        "--features mobilenetv2_100.",
        "--model {model} 配合权重时，需要知道它们属于哪个网络。请写 --features 网络名，例如 --features mobilenetv2_100。",
    ),
    "plan.heads_classify": (
        "--model {model} learns one class a picture, not {task}. Leave --model out, or name a network.",
        "--model {model} 只学习每张图片一个类别，不能用于 {task}。请去掉 --model，或指定一个网络。",
    ),
    "plan.not_in_steps": (
        "--model {model} is not trained in steps and has no {names}. Leave these out.",
        "--model {model} 不是逐步训练的，没有 {names}。请去掉它们。",
    ),
    "plan.imbalance_of_heads": (
        "imbalance {value} is not known to --model {model}. Use none or weights.",
        "--model {model} 不支持 imbalance {value}。请用 none 或 weights。",
    ),
    "plan.features_of_heads": (
        "features {features} are for a head. Say --model with one of {heads}, or leave --features out.",
        "features {features} 用于分类头。请用 --model 指定其一：{heads}，或去掉 --features。",
    ),
}
