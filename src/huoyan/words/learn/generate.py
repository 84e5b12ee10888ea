"""What a GAN says: its players, its training, its figures."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "pair.unknown": (
        "no pair of generator and discriminator is called {pair!r}. Use one of {known}.",
        "没有名为 {pair!r} 的生成器与判别器。请用：{known}。",
    ),
    "pair.unknown_near": (
        "no pair of generator and discriminator is called {pair!r}. Nearest: {near}. Use one of {known}.",
        "没有名为 {pair!r} 的生成器与判别器。最接近的：{near}。请用：{known}。",
    ),
    "pair.size": (
        "pictures of {size} x {size} pixels are no side doubled {times} times, as this generator makes them. Use "
        "--size {near}, or other widths.",
        "{size} x {size} 像素不是某个边长翻倍 {times} 次的结果，而这个生成器正是这样生成图片的。请用 --size {near}，"
        "或换用其他 widths。",
    ),
    "generate.collapsed": (
        "the {n} pictures made now differ from each other {diversity:.0%} as much as real ones: the generator makes the "
        "same few pictures again and again. Weights of before are kept where they were better. {remedy}",
        "现在生成的 {n} 张图片之间的差异只有真实图片的 {diversity:.0%}：生成器在反复生成少数几张图片。若先前的权重更好，"
        "则保留先前的。{remedy}",
    ),
    "generate.vary": (
        "More pictures, a smaller --lr or --vary all help.",
        "更多图片、更小的 --lr 或 --vary all 会有帮助。",
    ),
    "generate.varies_already": (
        "More pictures or a smaller --lr help; what the discriminator sees is varied already.",
        "更多图片或更小的 --lr 会有帮助；判别器所见的图片已经在变化。",
    ),
    "generate.diverged": (
        "The loss became {value} again, at learning rate {rate:.2g}: training diverges. Try --lr {lower:.1g}.",
        "损失再次变为 {value}，学习率为 {rate:.2g}：训练发散。请试 --lr {lower:.1g}。",
    ),
    "generate.diverged_kept": (
        "The loss became {value} again, at learning rate {rate:.2g}: training diverges. The batch is kept in {batch}. "
        "Try --lr {lower:.1g}.",
        "损失再次变为 {value}，学习率为 {rate:.2g}：训练发散。该批图片保存在 {batch}。请试 --lr {lower:.1g}。",
    ),
    "generate.no_argument": (
        "a generator has no choice {name!r}. Nearest: {near}.",
        "生成器没有选项 {name!r}。最接近的：{near}。",
    ),
    "generate.kind": (
        "{data} holds {found}: a generator learns from pictures of classes. Give a folder with a folder for each class, or a "
        "table with one label a picture.",
        "{data} 中是{found}：生成器从有类别的图片学习。请给出每类一个文件夹的文件夹，或每张图片一个标签的表。",
    ),
    "generate.few": (
        "training has {pictures} of {classes}, too few to learn from: at least {least} are needed, and some hundreds for "
        "pictures that are new. Add pictures.",
        "训练部分只有{pictures}（{classes}），太少而无法学习：至少需要 {least} 张；要得到新的图片需要几百张。请增加图片。",
    ),
    "generate.few_of_asked": (
        "training has {pictures} of {classes}, too few to learn from: at least {least} are needed, and some hundreds for "
        "pictures that are new. Add pictures, or leave --class away.",
        "训练部分只有{pictures}（{classes}），太少而无法学习：至少需要 {least} 张；要得到新的图片需要几百张。请增加图片，或去掉 --class。",
    ),
    "generate.no_class": (
        "{data} has no class {name!r}. It has {known}.",
        "{data} 没有类别 {name!r}。它有：{known}。",
    ),
    "generate.made_left_out": (
        "{pictures} that a program made, as their files say, are left out: learning from them would repeat it",
        "{pictures}由程序生成（文件中有标记），已略去：从它们学习只会重复生成的内容",
    ),
    "generate.side": ("pictures have {side} px", "图片为 {side} 像素"),
    "generate.minutes": ("neither --minutes nor --epochs was given", "没有给出 --minutes 或 --epochs"),
    "generate.few_pictures": (
        "{n:,} pictures would be learnt by heart",
        "{n:,} 张图片会被死记硬背",
    ),
    "generate.no_weights": (
        "There is no file of weights at {file}. --weights takes one file, of a network that is to judge pictures.",
        "{file} 处没有权重文件。--weights 接受一个文件，即用来评判图片的网络的权重。",
    ),
    "generate.unknown_judge": (
        "What network {file} is of is not known, so it cannot judge pictures. Write a card: huoyan weights describe {file} "
        "--out {file}.toml",
        "不知道 {file} 是哪个网络的权重，因此不能用来评判图片。请写一张卡片：huoyan weights describe {file} --out {file}.toml",
    ),
    "generate.begins": (
        "{model}: a generator of {generator:,} parameters and a discriminator of {discriminator:,} learn from {n:,} pictures "
        "of {classes} at {size} px; judged by KID in the features of {judge}, beside {part}",
        "{model}：{generator:,} 个参数的生成器与 {discriminator:,} 个参数的判别器，从{classes}的 {n:,} 张 {size} 像素图片学习；"
        "用 {judge} 的特征以 KID 评判，对照{part}",
    ),
    "generate.part_val": ("pictures of validation", "验证图片"),
    "generate.part_train": ("those of training, as there are few others", "训练图片，因为其他图片很少"),
    "generate.memorises": (
        "{share:.0%} of {n:,} made pictures lie nearer to a training picture than training pictures lie to each other: the "
        "generator copies. Such pictures add nothing new, and show what was to stay private. {remedy}",
        "{n:,} 张生成的图片中有 {share:.0%} 离某张训练图片比训练图片彼此之间更近：生成器在照抄。这样的图片没有带来新东西，还会泄露"
        "本应保密的内容。{remedy}",
    ),
    "generate.copies_less": (
        "More pictures, --vary all or a shorter training help.",
        "更多图片、--vary all 或更短的训练会有帮助。",
    ),
    "generate.copies_less_varied": (
        "More pictures or a shorter training help; what the discriminator sees is varied already.",
        "更多图片或更短的训练会有帮助；判别器所见的图片已经在变化。",
    ),
    "generate.short_classes": (
        "made pictures of {n} of {of} classes are taken for their class far less often than real ones: {shown}. A classifier that "
        "learnt from real pictures alone says so; look at them on the page before they are used. A longer training and more "
        "pictures of these classes help.",
        "{of} 个类别中有 {n} 个，其生成的图片被认作本类的比例远低于真实图片：{shown}。这是只学过真实图片的分类器的判断；使用前请在"
        "页面上查看。更长的训练和这些类别的更多图片会有帮助。",
    ),
    "generate.no_opinion": (
        "how many made pictures are taken for their class cannot be told, as the classes could not be learnt: {reason}",
        "无法说明有多少生成的图片被认作本类，因为未能学习这些类别：{reason}",
    ),
    "generate.short_class": (
        "{name} ({made:.0%} of {n:,} made, {real:.0%} of {n_real:,} real)",
        "{name}（生成的 {n:,} 张中 {made:.0%}，真实的 {n_real:,} 张中 {real:.0%}）",
    ),
    "generate.differs": (
        "The exported generator makes other pictures than the trained one: of {n} pictures values differ by up to "
        "{difference} of 255, {changed:.1%} of them. Nothing was written as a generator; the worst picture is in {report}. "
        "Please report this.",
        "导出的生成器生成的图片与训练好的不同：{n} 张图片的数值相差最多 {difference}（共 255），有 {changed:.1%} 不同。没有写出生成器；"
        "差别最大的图片在 {report} 中。请报告此问题。",
    ),
    "generate.nothing_to_resume": (
        "{out} holds no generator to go on with (no {file} of a run). Start it without --resume.",
        "{out} 中没有可接着训练的生成器（没有运行的 {file}）。请去掉 --resume 重新开始。",
    ),
    "generate.other_run": (
        "{out} holds another run, and a run never overwrites. Choose another --out, or move it away.",
        "{out} 中已有别的运行，而运行从不覆盖。请另选 --out，或把它移走。",
    ),
    "generate.exists_finished": (
        "{out} holds a finished generator, and a run never overwrites. Choose another --out, or move it away; huoyan "
        "generate sample makes pictures with it.",
        "{out} 中已有完成的生成器，而运行从不覆盖。请另选 --out，或把它移走；可用 huoyan generate sample 生成图片。",
    ),
    "generate.data_are_gone": (
        "The generator in {out} was learnt from {data}, where nothing is now. Say where the data are: huoyan generate train "
        "DATA --resume --out {named}",
        "{out} 中的生成器是从 {data} 学习的，那里现在什么都没有。请指明数据在哪里：huoyan generate train DATA --resume --out {named}",
    ),
}
