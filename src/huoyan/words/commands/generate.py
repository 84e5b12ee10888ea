"""What `huoyan generate` says: its help, and what a call of it lacks."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "command.generate": (
        "learn to make pictures like those of DATA, and make some",
        "学习生成与 DATA 相似的图片，并生成图片",
    ),
    "does.generate": (
        "train: learns to make pictures like those of the training part of DATA (a GAN), proves the export and tells whether "
        "it copies. sample: makes pictures with such a run; each file says in its text that it was made.",
        "train：学习生成与 DATA 训练部分相似的图片（GAN），证明导出的生成器，并说明它是否照抄。sample：用这样的运行生成图片；"
        "每个文件的文本中都标明图片是生成的。",
    ),
    "flag.generate_action": (
        "train: learn a generator; sample: make pictures",
        "train：训练生成器；sample：生成图片",
    ),
    "flag.generate_named": (
        "to train: the data, as for huoyan train; to sample: the run",
        "train 时：数据，与 huoyan train 相同；sample 时：运行目录",
    ),
    "flag.generate_out": (
        "to train: the folder of the run (default: runs/...); to sample: a new folder for the pictures",
        "train 时：运行目录（默认 runs/...）；sample 时：存放图片的新文件夹",
    ),
    "flag.generate_n": ("so many pictures (sample; default: 100)", "生成多少张图片（sample；默认 100）"),
    "flag.generate_resume": (
        "go on with the run in --out that was cut off (train)",
        "接着训练 --out 中被中断的运行（train）",
    ),
    "flag.generate_class": (
        "a class to make, once for each (default: all)",
        "要生成的类别，每个写一次（默认：全部）",
    ),
    "generate.model": (
        "the pair of networks: residual (light, for few pictures too), dcgan (Radford's values), dense (the tutorials')",
        "两个网络的组合：residual（轻巧，图片少时也可用）、dcgan（Radford 的取值）、dense（教程中的）",
    ),
    "generate.weights": (
        "a network of which this file is, with a card, judges the pictures (default: descriptions without a network)",
        "由此文件（附卡片）的网络评判图片（默认：不用网络的描述）",
    ),
    "generate.lr": ("learning rate of both networks", "两个网络的学习率"),
    "recipe.objective": ("what the two networks play for", "两个网络争夺的目标"),
    "recipe.slopes": (
        "how steep the discriminator may be at real and at made pictures: the weight of its squared slope",
        "判别器在真实与生成图片处可以多陡：其斜率平方的权重",
    ),
    "recipe.vary": (
        "vary what the discriminator sees in colour, place and by cuts, so that few pictures are not learnt by heart",
        "对判别器所见的图片变化颜色、位置并遮挡，使少量图片不被死记硬背",
    ),
    "example.generate": ("ten minutes of learning", "学习十分钟"),
    "example.generate_class": ("one class alone", "只学一个类别"),
    "example.generate_resume": ("go on after a break", "中断之后继续"),
    "example.generate_sample": ("200 pictures, and made.jsonl", "200 张图片，以及 made.jsonl"),
    "generate.flag_of_sample": (
        "{flag} is for: huoyan generate sample RUN. Leave it away to train.",
        "{flag} 用于：huoyan generate sample RUN。训练时请去掉它。",
    ),
    "generate.flags_of_train": (
        "{flags}: for huoyan generate train DATA. Leave them away to make pictures.",
        "{flags}：用于 huoyan generate train DATA。生成图片时请去掉。",
    ),
    "generate.no_data": (
        "No data are given: huoyan generate train DATA, or --resume --out RUN.",
        "没有给出数据：huoyan generate train DATA，或 --resume --out RUN。",
    ),
    "generate.no_run": (
        "No run is given: huoyan generate sample RUN --out FOLDER.",
        "没有给出运行目录：huoyan generate sample RUN --out 文件夹。",
    ),
    "generate.no_out": (
        "Where shall the pictures go? Give --out FOLDER, a new one.",
        "图片要放到哪里？请给出 --out 文件夹（新的）。",
    ),
    "generate.ended": (
        "KID {kid:.4f} ± {deviation:.4f} in the features of {judge}, precision {precision:.2f}, recall {recall:.2f} ({n:,} "
        "made, {real:,} real)",
        "KID {kid:.4f} ± {deviation:.4f}（{judge} 的特征），查准率 {precision:.2f}，查全率 {recall:.2f}（生成 {n:,} 张，真实 "
        "{real:,} 张）",
    ),
    "generate.recognised": (
        "a classifier that learnt {classes} from {learnt:,} real pictures takes {made:.0%} of {n:,} made pictures for their class, "
        "and {real:.0%} of {n_real:,} real ones that it had not seen; least of all {name}: {least:.0%}",
        "从 {learnt:,} 张真实图片学习了{classes}的分类器，把 {n:,} 张生成图片中的 {made:.0%} 认作其类别，没有见过的 {n_real:,} 张真实图片"
        "为 {real:.0%}；最低的是 {name}：{least:.0%}",
    ),
    "generate.next": (
        "make pictures: huoyan generate sample {folder} --n 200 --out made/",
        "生成图片：huoyan generate sample {folder} --n 200 --out made/",
    ),
    "generate.made": ("{n:,} pictures and made.jsonl in {out}", "{n:,} 张图片与 made.jsonl 已写入 {out}"),
    "generate.marked": (
        "Each file says in its text that its picture was made. Whoever passes such pictures on may have to say so, too.",
        "每个文件的文本中都标明图片是生成的。传播这样的图片时，可能也需要说明。",
    ),
}
