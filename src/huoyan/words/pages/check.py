"""Phrases of check.html: the kinds of findings, and what to think of each."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "check.page": ("Data check", "数据检查"),
    "check.skip": ("Skip to the findings", "跳到检查结果"),
    "check.pictures": ("Pictures", "图片"),
    "check.clips": ("Clips", "片段"),
    "check.classes": ("Classes", "类别"),
    "check.parts": ("Parts", "划分"),
    "check.time": ("Checked in", "检查用时"),
    "check.unsplit": ("not split", "未划分"),
    "check.seconds": ("{n} s", "{n} 秒"),
    "check.clean": (
        "Nothing here would spoil a training or its score.",
        "没有发现会影响训练或评分的问题。",
    ),
    "check.trouble": (
        "Look at this before you train: {kinds}.",
        "训练之前请先处理：{kinds}。",
    ),
    "check.much": (
        "Look at this before you train: {kinds}, and {n} more.",
        "训练之前请先处理：{kinds}等，另有 {n} 类问题。",
    ),
    "check.only_notes": (
        "Nothing here has to be mended; some things are worth knowing.",
        "没有必须处理的问题，但有些情况值得了解。",
    ),
    "check.fine": ("Nothing found:", "未发现："),
    "check.unseen": ("Not looked for", "未检查"),
    "check.unseen_why": (
        "left out by --quick",
        "因使用了 --quick",
    ),
    "check.shown": ("Showing {shown} of {n}.", "共 {n} 项，显示 {shown} 项。"),
    "check.more": ("{n} more", "再看 {n} 项"),
    "check.rest": ("+{n}", "另有 {n} 张"),
    "check.alt": ("{source}, labelled {label}", "{source}，标签为{label}"),
    "check.gone": ("cannot be shown", "无法显示"),
    "check.outside": (
        "lies outside the data's folder: not embedded (--allow-outside embeds it)",
        "位于数据文件夹之外：未嵌入页面（--allow-outside 可嵌入）",
    ),
    "check.error": ("error", "错误"),
    "check.warning": ("warning", "警告"),
    "check.note": ("note", "提示"),
    # kinds: title, and what to think of it
    "unreadable.title": ("Unreadable files", "无法读取的文件"),
    "unreadable.read": (
        "These cannot be decoded, so no network will ever see them. Mend them or leave them out.",
        "这些文件无法解码，网络永远看不到它们。请修复或剔除。",
    ),
    "leak.title": ("Leaks between the parts", "划分之间的泄漏"),
    "leak.read": (
        "The same picture, or the same group, stands on both sides of the split: the score then counts what "
        "was learned by heart.",
        "同一张图片或同一组图片出现在划分的两边：评分会把死记硬背的也算作认对。",
    ),
    "contradiction.title": ("Contradicting labels", "标签互相矛盾"),
    "contradiction.read": (
        "Copies of one picture under different labels. At most one of them can be right.",
        "同一张图片的副本带有不同的标签，其中至多一个是对的。",
    ),
    "duplicate.title": ("Exact duplicates", "完全重复"),
    "duplicate.read": (
        "Files with the same content. Each copy counts once more in training or in the score.",
        "内容完全相同的文件。每多一份，在训练或评分中就多算一次。",
    ),
    "near-duplicate.title": ("Near-duplicates", "近似重复"),
    "near-duplicate.read": (
        "The same picture resized, cropped, compressed or brightened. A split that is drawn here keeps them "
        "on one side.",
        "同一张图片经过缩放、裁剪、压缩或调亮。由火眼抽取的划分会把它们放在同一边。",
    ),
    "near-duplicate.read_clips": (
        "Clips whose frames are nearly the same: cut or compressed anew, or of one place. A split that is drawn here "
        "does not keep them together by itself, as training does not compare frames: give them a common group.",
        "各帧几乎相同的片段：重新剪辑或压缩过，或在同一处拍摄。训练时不比较各帧，所以由火眼抽取的划分不会自动把它们放在一起："
        "请给它们同一个分组。",
    ),
    "mirrored.title": ("Mirrored copies", "镜像副本"),
    "mirrored.read": (
        "Pictures that are each other turned left to right.",
        "左右翻转后相同的图片。",
    ),
    "alike.title": ("The same thing", "同一场景"),
    "alike.read": (
        "No copies, but pictures of the same thing: a larger crop, a turn, or another shot. On both sides of "
        "a split they make the score flatter; give them a common group.",
        "不是副本，但拍的是同一事物：较大的裁剪、旋转，或另拍的一张。分在划分两边会让评分虚高；请给它们同一个分组。",
    ),
    "label.title": ("Probably wrong labels", "可能标错的标签"),
    "label.read": (
        "A quick model that never saw these pictures would name them differently: the given label, then its "
        "own, and how sure it is. The most doubtful come first. It is no judge: look at each picture, then "
        "decide.",
        "一个没见过这些图片的快速模型给出了不同的答案：先是给定标签，再是模型的答案和把握。最可疑的排在最前。"
        "模型不是裁判，请看过图片再决定。",
    ),
    "label.agreement": (
        "It agrees with {share} of all labels, so take its word for that much.",
        "它与 {share} 的标签一致，请据此判断它的意见有多可靠。",
    ),
    "label.by_looks": (
        "It looked at colours and edges; with --backbone it sees more.",
        "它只看颜色和边缘；用 --backbone 会看得更准。",
    ),
    "label.by_backbone": (
        "It looked at colours and edges, and through {name}.",
        "它看颜色和边缘，也通过 {name} 来看。",
    ),
    "label.not_by_backbone": (
        "It looked at colours and edges: the backbone {name} was trained on {n} of these pictures and knows "
        "their labels by heart.",
        "它只看颜色和边缘：主干网络 {name} 用其中 {n} 张图片训练过，已经记住了它们的标签。",
    ),
    "label.arrow": ("looks like", "看起来像"),
    "label.alt": ("Labelled {given}, looks like {suggested}", "标签为{given}，看起来像{suggested}"),
    "shortcut.title": ("Shortcuts", "捷径"),
    "shortcut.read": (
        "A small model named each picture by one property alone, without looking at what it shows. Where the "
        "bar passes the mark of guessing, a network can do the same instead of learning the object.",
        "小模型只凭一个属性、不看内容就给图片分类。横条超过“瞎猜”标记的部分，说明网络也可能走这条捷径，"
        "而不去学习物体本身。",
    ),
    "shortcut.right": ("right by this alone", "只凭它的正确率"),
    "shortcut.chance": ("guessing {share}", "瞎猜 {share}"),
    "shortcut.range": ("95% interval {low} – {high}", "95% 区间 {low} – {high}"),
    "shortcut.given": ("It gives away above all “{label}”.", "最容易暴露的类别是“{label}”。"),
    "shortcut.of": ("{label}, by this property", "凭此属性认出的{label}"),
    "shortcut.others": ("Other classes", "其他类别"),
    "shortcut.typical": (
        "Typical: {here} in “{label}”, {there} elsewhere.",
        "典型值（“{label}”）：{here}；其他：{there}。",
    ),
    "shortcut.content": (
        "This may be what the classes are about. Make sure that it holds for new pictures too.",
        "这可能正是类别的特征。请确认新图片也是如此。",
    ),
    "shortcut.mask": (
        "Make it alike in all classes, or mask it.",
        "请让它在各类中保持一致，或将其遮盖。",
    ),
    "property.size": ("Size in pixels", "像素尺寸"),
    "property.aspect": ("Aspect", "长宽比"),
    "property.format": ("File format", "文件格式"),
    "property.mode": ("Grey, colour or depth", "灰度、彩色或位深"),
    "property.camera": ("Camera", "相机"),
    "property.border": ("Border", "边框"),
    "property.corners": ("Mark in a corner", "角落里的标记"),
    "property.bytes": ("Bits a pixel", "每像素比特数"),
    "property.brightness": ("Brightness", "亮度"),
    "property.contrast": ("Contrast", "对比度"),
    "property.sharpness": ("Sharpness", "清晰度"),
    "property.colour": ("Mean colour", "平均颜色"),
    "unit.size": ("{n} px on the shorter side", "短边 {n} 像素"),
    "unit.aspect": ("width {n} times the height", "宽为高的 {n} 倍"),
    "unit.border": ("{n}% of the side", "边长的 {n}%"),
    "unit.bytes": ("{n} bits", "{n} 比特"),
    "unit.brightness": ("{n} of 255", "{n}（满值 255）"),
    "unit.contrast": ("a spread of {n} of 255", "标准差 {n}（满值 255）"),
    # classes
    "balance.title": ("The classes", "类别"),
    "balance.read": (
        "How many pictures each class has, and in which part.",
        "每一类有多少图片，分在哪一部分。",
    ),
    "imbalance.title": ("Imbalance", "类别不平衡"),
    "imbalance.says": (
        "“{most}” has {ratio} times as many pictures as “{least}” ({n} and {m}). A network may neglect the "
        "small class, and accuracy will not show it.",
        "“{most}”的图片是“{least}”的 {ratio} 倍（{n} 张和 {m} 张）。网络可能忽视小类，而准确率看不出来。",
    ),
    "too-few.title": ("Classes with too few pictures", "图片过少的类别"),
    "too-few.nowhere": (
        "Only in the list of classes, in no picture: {classes}.",
        "只列在类别表里，没有任何图片：{classes}。",
    ),
    "too-few.learn": (
        "Too few to learn from in {part}: {classes}.",
        "{part}部分过少，不足以学习：{classes}。",
    ),
    "too-few.unseen": (
        "In {part}, but not in training: {classes}.",
        "{part}部分有、训练部分没有：{classes}。",
    ),
    "too-few.unscored": (
        "Not in {part}, so their score stays unknown: {classes}.",
        "{part}部分没有，无从评分：{classes}。",
    ),
    "too-few.score": (
        "Few in {part}, so their score is rough: {classes}.",
        "{part}部分很少，评分粗略：{classes}。",
    ),
    "split-shares.title": ("Parts with other shares of the classes", "各部分的类别比例不同"),
    "split-shares.says": (
        "{distance} of {part} would need another class to match {first}; chance explains {chance}. "
        "Most: {worst}.",
        "{part}部分要有 {distance} 的图片换类才能与{first}一致，偶然只能解释 {chance}。差别最大：{worst}。",
    ),
    "split-shares.worst": ("“{label}” {a} → {b}", "“{label}” {a} → {b}（占比）"),
    "class-names.title": ("Class names that look alike", "相似的类别名"),
    "class-names.case": (
        "{classes} differ only in case, blanks or accents.",
        "{classes}只在大小写、空格或重音上不同。",
    ),
    "class-names.spelling": ("{classes} differ by one letter.", "{classes}只差一个字母。"),
    "label.count": ("“{label}” ({n})", "“{label}”（{n} 张）"),
    "part.all": ("the data", "全部数据"),
    # oddities
    "clips.title": ("The clips", "片段"),
    "clips.read": (
        "How long the readable clips of each class are (least, median, most), and their most frequent rates and sizes. "
        "Classes that differ in these are told apart by them, too.",
        "各类别可读片段的长度（最短、中位、最长），以及最常见的帧率和尺寸。类别若在这些方面不同，也会被据此区分。",
    ),
    "clips.class": ("Class", "类别"),
    "clips.n": ("Clips", "片段"),
    "clips.seconds": ("Seconds", "秒"),
    "clips.frames": ("Frames", "帧"),
    "clips.rates": ("Frames a second", "每秒帧数"),
    "clips.sizes": ("Width × height", "宽 × 高"),
    "odd.title": ("Odd pictures", "异常图片"),
    "odd.read": (
        "Nothing forbids these, but they differ from the rest. Look whether they belong.",
        "这些图片并非不可用，但与其他的不同。请看看它们是否应当保留。",
    ),
    "odd.blank": ("One even colour", "单一颜色"),
    "odd.dark": ("Nearly black", "几乎全黑"),
    "odd.blurred": ("Blurred", "模糊"),
    "odd.tiny": ("Tiny", "极小"),
    "odd.huge": ("Huge", "极大"),
    "odd.aspect": ("Very long or very high", "过长或过高"),
    "odd.turned": ("Turned by EXIF", "由 EXIF 旋转"),
    "odd.cmyk": ("CMYK, made for print", "印刷用 CMYK"),
    "odd.deep": ("More than 8 bits", "超过 8 位"),
    "odd.grey": ("Grey among colour", "彩色中的灰度图"),
    "odd.damaged": ("Damaged", "损坏"),
    "odd.short": ("Very short", "过短"),
    "odd.still": ("Nothing moves", "没有动静"),
    "odd.rates": ("Another frame rate", "帧率不同"),
    "odd.animated": ("Animated, or several pages", "动画或多页"),
    "odd.unlike": ("Unlike all other good pictures", "与其他合格图片都不像"),
    # made by a program
    "made-picture.title": ("Made by a program", "程序生成的图片"),
    "made-picture.read": (
        "Their files say so. Such pictures may train; validated and tested is on real ones alone.",
        "文件中有这样的标记。这些图片可以用于训练；验证与测试只能用真实图片。",
    ),
    "made-picture.part": ("Part", "部分"),
    # beside the pictures
    "passed-over.title": ("Files passed over", "略过的文件"),
    "passed-over.read": (
        "These lie among the pictures and were not read. Pictures in a format that cannot be read here count "
        "once they are converted.",
        "这些文件与图片放在一起，没有读取。若是这里读不了的图片格式，转换之后才会被使用。",
    ),
    "passed-over.kind": ("Kind", "种类"),
    "passed-over.files": ("Files", "文件数"),
    "passed-over.no_ending": ("without an ending", "无扩展名"),
    "passed-over.hidden": ("hidden", "隐藏文件"),
    "passed-over.inside": ("pictures in {folder}", "{folder} 里的图片"),
    # what to do
    "next.title": ("What to do", "接下来"),
    "next.read": (
        "Pictures that need no second look (unreadable ones, and copies but the first) can be written to a "
        "list that training obeys. No file is changed. Wrong labels are for you to correct.",
        "不需要再看的图片（无法读取的，以及除第一份之外的副本）可以写进清单，训练时照此剔除，不改动任何文件。"
        "标错的标签请自己更正。",
    ),
    "next.list": ("{n} pictures to leave out", "可剔除的 {n} 张图片"),
    "next.none": ("No picture can be left out without a look.", "没有可以直接剔除的图片。"),
    "next.reason": ("Reason", "原因"),
}
