"""Phrases of the page of a generator: what it makes, whether it copies, how it became so."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "made.page": ("generator", "生成器"),
    "made.title": ("What it makes", "它生成的图片"),
    "made.new": (
        "Of {n:,} made pictures {share:.0%} lie nearer to a training picture than training pictures lie to each other, "
        "and of real pictures that it has not seen {chance:.0%}: it does not copy.",
        "在 {n:,} 张生成的图片中，{share:.0%} 离某张训练图片比训练图片彼此之间更近；它没有见过的真实图片为 {chance:.0%}："
        "它没有照抄。",
    ),
    "made.new_alone": (
        "Of {n:,} made pictures {share:.0%} lie nearer to a training picture than training pictures lie to each other. "
        "There are too few other real pictures to tell what chance gives.",
        "在 {n:,} 张生成的图片中，{share:.0%} 离某张训练图片比训练图片彼此之间更近。其他真实图片太少，无法得知偶然会有多少。",
    ),
    "made.copies": (
        "It copies: of {n:,} made pictures {share:.0%} lie nearer to a training picture than training pictures lie to "
        "each other, and of real pictures that it has not seen only {chance:.0%}.",
        "它在照抄：在 {n:,} 张生成的图片中，{share:.0%} 离某张训练图片比训练图片彼此之间更近，而它没有见过的真实图片只有 "
        "{chance:.0%}。",
    ),
    "made.copies_alone": (
        "It seems to copy: of {n:,} made pictures {share:.0%} lie nearer to a training picture than training pictures "
        "lie to each other. There are too few other real pictures to tell what chance gives.",
        "它似乎在照抄：在 {n:,} 张生成的图片中，{share:.0%} 离某张训练图片比训练图片彼此之间更近。其他真实图片太少，"
        "无法得知偶然会有多少。",
    ),
    "made.marked": (
        "Every file that huoyan generate sample writes says within it that its picture was made.",
        "huoyan generate sample 写出的每个文件内部都标明图片是生成的。",
    ),
    "made.by": ("{name}, {parameters:,} parameters", "{name}，{parameters:,} 个参数"),
    "made.figures": ("figures of made pictures", "生成图片的指标"),
    "made.judged": (
        "Seen by {judge}: figures in the features of another network cannot be compared with these.",
        "由 {judge} 观察：不能与用其他网络的特征得出的数字相比较。",
    ),
    "made.of_both": ("{n} made, {real} of {part}", "生成 {n} 张，{part} {real} 张"),
    "made.of_training": ("beside {n} of training", "对照 {n} 张训练图片"),
    "made.of_others": ("real, not learnt from", "真实，未用于训练"),
    "made.kid": ("KID", "KID（核距离）"),
    "made.precision": ("precision", "查准率"),
    "made.recall": ("recall", "查全率"),
    "made.diversity": ("diversity within classes", "类内多样性"),
    "made.memorised": ("nearer to training than it is to itself", "比训练图片彼此更近"),
    "made.by_chance": ("the same of real pictures", "真实图片的同一数字"),
    "made.mean_kid": (
        "distance of made pictures from real ones as a whole; 0 is none",
        "生成图片整体与真实图片的距离；0 为没有差别",
    ),
    "made.mean_precision": ("of made pictures, how many are like real ones", "生成的图片中有多少像真实的"),
    "made.mean_recall": ("of real pictures, how many are like made ones", "真实的图片中有多少像生成的"),
    "made.mean_diversity": (
        "how much made pictures of a class differ, beside real ones",
        "同类生成图片之间的差异，与真实图片相比",
    ),
    "made.mean_memorised": ("far above the next line: it copies", "远高于下一行：它在照抄"),
    "made.mean_by_chance": ("what chance gives", "偶然会有多少"),
    "made.read": (
        "Made of latents that no judgement during the training has seen, none picked out. Below them real pictures of "
        "training.",
        "由训练期间任何评判都没有见过的隐变量生成，未经挑选。下面是训练用的真实图片。",
    ),
    "made.some_classes": ("{shown} of {of} classes are shown.", "展示 {of} 个类别中的 {shown} 个。"),
    "made.all": ("all", "全部"),
    "made.real": ("Real ones:", "真实的："),
    "made.alt": ("made picture {n}", "生成的图片 {n}"),
    "made.alt_real": ("real picture {n}", "真实的图片 {n}"),
    "opinion.title": ("What a classifier takes them for", "分类器把它们认作什么"),
    "opinion.read": (
        "A small network learnt the classes from {learnt:,} real pictures before, and never from a made one. Made pictures of a "
        "class can be taken for it no more often than real ones of validation are: their share is beside it, each with its 95% "
        "interval. Over all classes: {made:.0%} of {n:,} made pictures, {real:.0%} of {n_real:,} real ones.",
        "一个小网络事先从 {learnt:,} 张真实图片学习了这些类别，从未学过生成的图片。生成的图片被认作本类的比例，至多与验证用的真实图片"
        "相当：后者的比例列在旁边，各附 95% 区间。所有类别合计：生成的 {n:,} 张中 {made:.0%}，真实的 {n_real:,} 张中 {real:.0%}。",
    ),
    "opinion.table": ("made and real pictures taken for their class", "被认作本类的生成图片与真实图片"),
    "opinion.class": ("class", "类别"),
    "opinion.made": ("made pictures taken for it", "生成图片中被认作本类的"),
    "opinion.real": ("real pictures taken for it", "真实图片中被认作本类的"),
    "opinion.remark": ("remark", "备注"),
    "opinion.short": ("far fewer than of real ones", "远少于真实图片"),
    "opinion.share": (
        "{value:.0%} [{low:.0%} – {high:.0%}] of {n:,}",
        "{n:,} 张中 {value:.0%} [{low:.0%} – {high:.0%}]",
    ),
    "copies_of_training.title": ("The nearest training pictures", "最近的训练图片"),
    "copies_of_training.read": (
        "Left a made picture, right the training picture at which it lies, those that are nearest first. Below: its "
        "distance in that from the training picture to its own nearest neighbour; a copy has 0.",
        "左边是生成的图片，右边是离它最近的训练图片，最近的在前。下面的数字：它们的距离与该训练图片到自己最近邻居的距离之比；"
        "照抄为 0。",
    ),
    "copies_of_training.alt": ("the nearest training picture", "最近的训练图片"),
    "copies_of_training.near": ("{near} of a neighbour's distance from", "邻居距离的 {near}，来自"),
    "became.title": ("How it became so", "它是怎样变成这样的"),
    "became.read": (
        "KID in the features of {judge} at each judgement, with its deviation, and pictures of the same latents at some of "
        "them. The weights of the lowest KID are kept.",
        "每次评判时以 {judge} 的特征得出的 KID 及其偏差，以及其中几次由同样的隐变量生成的图片。保留 KID 最低的权重。",
    ),
    "became.epoch": ("epoch {epoch}", "第 {epoch} 轮"),
    "became.alt": ("made at epoch {epoch}", "第 {epoch} 轮生成"),
    "between.title": ("From one picture to another", "从一张图片到另一张"),
    "between.read": (
        "Each row goes in even steps from one latent to another of the same class. Pictures between that are as good as "
        "those at the ends are a sign that it has learnt more than a list.",
        "每一行以均匀的步子从一个隐变量走到同类的另一个。中间的图片若与两端的一样好，说明它学到的不只是一份清单。",
    ),
    "between.alt": ("step {n}", "第 {n} 步"),
}
