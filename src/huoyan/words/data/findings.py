"""What a check of the data says: a finding a sentence or two; and what training says of its data in short."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "count.class has": ("{n:,} class has|{n:,} classes have", "{n:,} 个类别"),
    "count.more label": ("{n:,} more label|{n:,} more labels", "另有 {n:,} 个标签"),
    # a check that cannot be made
    "checking.none_readable": (
        "not one of the {n:,} pictures of {data} can be read: {reason}",
        "{data} 的 {n:,} 张图片没有一张能读取：{reason}",
    ),
    "checking.no_clip_readable": (
        "not one of the {n:,} clips of {data} can be read: {reason}",
        "{data} 的 {n:,} 个片段没有一个能读取：{reason}",
    ),
    "checking.no_frame": ("there is no frame to compare.", "没有可比较的帧。"),
    "checking.backbone_of_clips": (
        "A backbone and embeddings are of pictures, and these data are clips. Leave them out.",
        "主干网络和嵌入用于图片，而这些数据是片段。请去掉它们。",
    ),
    "checking.no_picture": ("{data} holds no picture to check.", "{data} 中没有可检查的图片。"),
    "checking.embeddings_shape": (
        "embeddings are {shape}; expected a row a picture, ({n}, D).",
        "embeddings 的形状为 {shape}；应为每张图片一行，即 ({n}, D)。",
    ),
    "checking.embeddings_and_backbone": (
        "embeddings and a backbone are given; give one of them.",
        "同时给出了 embeddings 和 backbone；请只给其中之一。",
    ),
    "checking.given_embeddings": ("the given embeddings", "给出的嵌入"),
    "checking.backbone_met": (
        "{name} was trained on {seen:,} of these {n:,} pictures and knows their labels by heart: wrong "
        "labels are looked for by colours and edges instead. Give a backbone that was trained on other "
        "pictures.",
        "{name} 用这 {n:,} 张图片中的 {seen:,} 张训练过，已经记住了它们的标签：改为凭颜色和边缘查找错误标签。"
        "请给出用别的图片训练的主干网络。",
    ),
    "needs.labels_and_shortcuts": (
        "Looking for wrong labels and shortcuts (not part of --quick)",
        "查找错误标签与捷径（--quick 不做）",
    ),
    "needs.labels": ("Looking for wrong labels (left out by --quick)", "查找错误标签（--quick 略去）"),
    "needs.shortcuts": ("Looking for shortcuts (left out by --quick)", "查找捷径（--quick 略去）"),
    # files
    "finding.made": (
        "{pictures} that a program made, as their files say (part: {part}). They only ever train.",
        "{pictures}由程序生成（文件中有标记；部分：{part}）。它们只用于训练。",
    ),
    "finding.made_tested": (
        "{pictures} that a program made, as their files say, in the part {part}: a score on them says nothing of real ones.",
        "{part}部分有 {pictures}由程序生成（文件中有标记）：在它们上面的分数不能说明真实图片。",
    ),
    "finding.unreadable": ("{reason}", "{reason}"),
    "finding.odd_blank": (
        "{pictures}: one even colour, nothing to learn from.",
        "{pictures}只有单一颜色，学不到东西。",
    ),
    "finding.odd_dark": (
        "{pictures}: nearly black. Look whether they show anything.",
        "{pictures}几乎全黑。请看看上面有没有东西。",
    ),
    "finding.odd_blurred": (
        "{pictures}: no sharp edge anywhere. Look whether they show what they should.",
        "{pictures}没有一处清晰的边缘。请看看是否拍到了应有的内容。",
    ),
    "finding.odd_tiny": ("{pictures}: a side below {tiny} pixels.", "{pictures}有一边不足 {tiny} 像素。"),
    "finding.odd_huge": (
        "{pictures}: more than {huge:,} pixels: reading takes most of the time. Scale them down once.",
        "{pictures}超过 {huge:,} 像素：大部分时间花在读取上。请一次性缩小。",
    ),
    "finding.odd_aspect": (
        "{pictures}: one side over {aspect:g} times the other: squashing or cropping changes them much.",
        "{pictures}的一边是另一边的 {aspect:g} 倍以上：压缩或裁剪会使它们变化很大。",
    ),
    "finding.odd_turned": (
        "{pictures}: stored turned, with an EXIF mark: upright here, but not in every other program.",
        "{pictures}存储时是转过的，带 EXIF 标记：在这里是正的，在别的程序里未必。",
    ),
    "finding.odd_cmyk": (
        "{pictures}: in CMYK, for print: converted without an ink profile.",
        "{pictures}是印刷用 CMYK：转换时不用油墨配置文件。",
    ),
    "finding.odd_deep": (
        "{pictures}: more than 8 bits a channel, mapped to 8.",
        "{pictures}每通道超过 8 位，已映射为 8 位。",
    ),
    "finding.odd_grey": ("{pictures}: grey among pictures in colour.", "{pictures}是彩色图片中的灰度图。"),
    "finding.odd_unlike": (
        "{pictures} that should be good: unlike all others, so perhaps with a defect, which would be learnt as good. Look at "
        "them first.",
        "{pictures}本应合格，却与其他图片都不像，可能含有缺陷，会被当作合格来学习。请先查看。",
    ),
    "finding.odd_animated": (
        "{pictures}: several frames or pages ({frames:,} in all), of which the first is taken.",
        "{pictures}有多帧或多页（共 {frames:,}），只取第一帧。",
    ),
    "finding.clip_damaged": (
        "{clips} with damage that was passed over ({reason}). Replace them by intact copies.",
        "{clips}有损坏，读取时跳过了损坏处（{reason}）。请换成完好的副本。",
    ),
    "finding.clip_short": (
        "{clips} of fewer than {few} frames: too short to show a motion.",
        "{clips}不足 {few} 帧：太短，看不出动作。",
    ),
    "finding.clip_still": (
        "{clips} in which nothing moves, as far as brightness tells: {shown} frames of each are nearly the same. Look "
        "whether they show what they should.",
        "{clips}从亮度看没有动静：各取 {shown} 帧几乎一样。请看看是否拍到了应有的内容。",
    ),
    "finding.clip_rates": (
        "the clips have {low:.3g} to {high:.3g} frames a second: the same number of frames is another time in each. "
        "Sample them by a rate, not by a stride.",
        "各片段每秒 {low:.3g} 到 {high:.3g} 帧：同样的帧数在各片段中是不同的时长。请按帧率采样，"
        "而不是按步长。",
    ),
    # copies
    "finding.clip_leak_same": (
        "the same clip in {parts}: the score counts what was learnt by heart. Leave out the copies on the side of "
        "training, or let the split be drawn here.",
        "同一片段出现在{parts}部分：评分把死记硬背的也算作认对。请剔除训练一侧的副本，或由火眼抽取划分。",
    ),
    "finding.clip_leak_nearly": (
        "clips of one recording, or of one place, in {parts}: up to {shared} of {shown} frames compared are nearly the "
        "same. What was learnt of the background counts as recognised: name recordings in a column group, and split by "
        "it.",
        "同一录像或同一地点的片段出现在{parts}部分：所比较的 {shown} 帧中多达 {shared} 帧几乎相同。"
        "从背景学到的也会算作认出：请用 group 列注明录像，并按它划分。",
    ),
    "finding.clip_contradiction": (
        "the same clip under different labels: {labels}. Decide which is right and remove the others.",
        "同一片段带有不同的标签：{labels}。请判定哪个对，删去其余的。",
    ),
    "finding.clip_near_duplicate": (
        "{clips} show nearly the same: all {shown} frames compared have their like (cut or compressed anew, or a camera "
        "that stands still).",
        "{clips}几乎相同：所比较的 {shown} 帧都有相似的帧（重新剪切或压缩，或摄像机不动）。",
    ),
    "finding.label": ("{label}", "“{label}”"),
    "finding.no_label": ("no label", "无标签"),
    "finding.duplicate": (
        "{files} with the same content: it counts so often in training or in the score. Keep one.",
        "{files}内容相同：在训练或评分中就算这么多次。请只留一个。",
    ),
    "finding.near_duplicate": (
        "{pictures} are nearly the same (resized, cropped, compressed or brightened). They are kept on one "
        "side when a split is drawn here.",
        "{pictures}几乎相同（缩放、裁剪、压缩或调亮）。由火眼抽取划分时，它们留在同一侧。",
    ),
    "finding.edited": (
        "{pictures} are the same but for one place (a mark, a caption, a thing that moved). They are kept on "
        "one side when a split is drawn here.",
        "{pictures}除一处外相同（标记、文字，或移动了的东西）。由火眼抽取划分时，它们留在同一侧。",
    ),
    "finding.mirrored": (
        "{pictures} mirror one another left to right{across}.",
        "{pictures}互为左右镜像{across}。",
    ),
    "finding.across": (", on both sides of the split ({parts})", "，分在划分的两边（{parts}）"),
    "finding.contradiction_same": (
        "the same picture under different labels: {labels}. Decide which is right and remove the others.",
        "同一张图片带有不同的标签：{labels}。请判定哪个对，删去其余的。",
    ),
    "finding.contradiction_nearly": (
        "nearly the same picture under different labels: {labels}. Decide which is right and remove the "
        "others.",
        "几乎相同的图片带有不同的标签：{labels}。请判定哪个对，删去其余的。",
    ),
    "finding.leak_same": (
        "the same picture in {parts}: the score counts what was learnt by heart. Leave out the copies on the "
        "side of training, or let the split be drawn here.",
        "同一张图片出现在{parts}部分：评分把死记硬背的也算作认对。请剔除训练一侧的副本，或由火眼抽取划分。",
    ),
    "finding.leak_nearly": (
        "nearly the same picture in {parts}: the score counts what was learnt by heart. Leave out the copies "
        "on the side of training, or let the split be drawn here.",
        "几乎相同的图片出现在{parts}部分：评分把死记硬背的也算作认对。请剔除训练一侧的副本，"
        "或由火眼抽取划分。",
    ),
    "finding.leak_group": (
        "group {group!r} ({pictures}) is in {parts}: what was learnt of it counts as recognised. Split the "
        "data by group.",
        "分组“{group}”（{pictures}）出现在{parts}部分：从中学到的也算作认出。请按组划分数据。",
    ),
    "finding.alike": (
        "{pictures} show the same thing (a larger crop, a turn, or another shot){across}{differ}. Look "
        "whether they belong on one side; a column group keeps them there.",
        "{pictures}拍的是同一事物（较大的裁剪、旋转，或另拍的一张）{across}{differ}。请看看是否应在同一侧；"
        "用 group 列可使它们留在一侧。",
    ),
    "finding.differ": (", under different labels ({labels})", "，标签不同（{labels}）"),
    # labels
    "finding.wrong_label": (
        "{source} is labelled {given!r} but looks like {suggested!r} ({certainty:.0%} against {chance:.0%}). "
        "Look at it, and correct the label if it is wrong.",
        "{source} 的标签为“{given}”，看起来却像“{suggested}”（{certainty:.0%} 对 {chance:.0%}）。"
        "请查看，标签若错请更正。",
    ),
    "finding.missing_label": (
        "{source} is labelled {given!r} but looks as if it showed {name!r} ({sure:.0%}){more}. Look at it, "
        "and correct the labels if they are wrong.",
        "{source} 的标签为“{given}”，看起来却像还有“{name}”（{sure:.0%}）{more}。请查看，标签若错请更正。",
    ),
    "finding.extra_label": (
        "{source} is labelled {given!r} but looks not as if it showed {name!r} ({sure:.0%}){more}. Look at "
        "it, and correct the labels if they are wrong.",
        "{source} 的标签为“{given}”，看起来却不像有“{name}”（{sure:.0%}）{more}。请查看，标签若错请更正。",
    ),
    "finding.more_in_doubt": ("; {labels} in doubt", "；{labels}存疑"),
    # shortcuts
    "finding.shortcut": (
        "{subject} alone tells the class of {value:.0%} of pictures (95 % interval {low:.0%} to {high:.0%}, "
        "classes counting alike; guessing: {chance:.0%}), {label!r} above all. {advice}",
        "仅凭{subject}就能说对 {value:.0%} 图片的类别（95% 区间 {low:.0%} 至 {high:.0%}，各类同等计算；"
        "瞎猜：{chance:.0%}），尤其是“{label}”。{advice}",
    ),
    "finding.shortcut_of_label": (
        "{subject} alone tells of {value:.0%} of pictures whether they have the label {label!r} (95 % "
        "interval {low:.0%} to {high:.0%}, with and without counting alike; guessing: {chance:.0%}){more}. "
        "{advice}",
        "仅凭{subject}就能说对 {value:.0%} 图片有没有标签“{label}”（95% 区间 {low:.0%} 至 {high:.0%}，"
        "有与没有同等计算；瞎猜：{chance:.0%}）{more}。{advice}",
    ),
    "finding.tells_more": (", and tells {labels}", "，还能看出{labels}"),
    "finding.advice_content": (
        "That may be what the classes are about; make sure that it holds for new pictures too.",
        "这可能正是类别的特征；请确认新图片也是如此。",
    ),
    "finding.advice_mask": (
        "A network may learn it instead of the object. Make it alike in all classes, or mask it.",
        "网络可能学它而不学物体。请让它在各类中保持一致，或将其遮盖。",
    ),
    "finding.advice_content_of_label": (
        "That may be what the label is about; make sure that it holds for new pictures too.",
        "这可能正是该标签的特征；请确认新图片也是如此。",
    ),
    "finding.advice_alike": (
        "A network may learn it instead of the object. Make it alike with and without the label.",
        "网络可能学它而不学物体。请让它在有与没有该标签时保持一致。",
    ),
    "subject.size": ("The size of a picture in pixels", "图片的像素尺寸"),
    "subject.aspect": ("The aspect of a picture, width to height,", "图片的长宽比"),
    "subject.format": ("The file format", "文件格式"),
    "subject.mode": ("Being grey or in colour, or the bit depth,", "灰度、彩色或位深"),
    "subject.camera": ("The camera that the file names", "文件中记录的相机"),
    "subject.border": ("An even border around the picture", "图片四周的单色边框"),
    "subject.corners": (
        "Something in a corner (a date, a logo, a watermark)",
        "角落里的东西（日期、徽标、水印）",
    ),
    "subject.bytes": ("The bytes a pixel", "每像素的字节数"),
    "subject.brightness": ("Brightness", "亮度"),
    "subject.contrast": ("Contrast", "对比度"),
    "subject.sharpness": ("Sharpness", "清晰度"),
    "subject.colour": ("Mean colour", "平均颜色"),
    # classes
    "finding.imbalance": (
        "{most!r} has {ratio:.1f} times as many pictures as {least!r} ({n:,} and {m:,}): a network may "
        "neglect the small class, and accuracy will not show it. Look at the recall of each class; collect "
        "more, or train with --imbalance auto.",
        "“{most}”的图片是“{least}”的 {ratio:.1f} 倍（{n:,} 张和 {m:,} 张）：网络可能忽视小类，"
        "而准确率看不出来。请看各类的查全率；补充图片，或用 --imbalance auto 训练。",
    ),
    "finding.few_nowhere": (
        "{classes} no picture at all. What stands only in the list of classes cannot be learned: add pictures of it, "
        "or take it off the list. {names}.",
        "{classes}一张图片也没有。只列在类别表里的类别无法学习：请补充它的图片，或把它从表中去掉。{names}。",
    ),
    "finding.few_learn": (
        "{classes} fewer than {least} pictures to learn from. Collect more, or merge classes. {names}.",
        "{classes}可供学习的图片不足 {least} 张。请补充，或合并类别。{names}。",
    ),
    "finding.few_unseen": (
        "{classes} no picture in training, but some in {part}: none of these can be answered rightly. Add "
        "training pictures, or take the class out. {names}.",
        "{classes}在训练部分没有图片，在{part}部分却有：这些都不可能答对。请补充训练图片，或去掉该类别。"
        "{names}。",
    ),
    "finding.few_unscored": (
        "{classes} no picture in {part}: how well they are recognised will not be known. Add some. {names}.",
        "{classes}在{part}部分没有图片：无从得知认得多好。请补充一些。{names}。",
    ),
    "finding.few_score": (
        "{classes} fewer than {least} pictures in {part}: their recall is known to about ±{margin:.0%} only. "
        "Add some before you compare models by it. {names}.",
        "{classes}在{part}部分的图片不足 {least} 张：查全率只能精确到约 ±{margin:.0%}。"
        "据此比较模型之前请补充一些。{names}。",
    ),
    "finding.shares": (
        "the classes are not shared alike: {distance:.0%} of {part} would need another class to match "
        "{first}, where chance explains {chance:.0%} ({worst}). Its scores do not tell how the model does "
        "on data like that of training. Split by class, unless it is meant so.",
        "各部分的类别比例不同：{part}部分要有 {distance:.0%} 的图片换类才能与{first}部分一致，偶然只能解释 "
        "{chance:.0%}（{worst}）。它的分数说明不了模型在类似训练数据上的表现。请按类别划分，除非有意如此。",
    ),
    "finding.share": ("{name!r} {a:.0%} and {b:.0%}", "“{name}” {a:.0%} 与 {b:.0%}"),
    "finding.names_case": (
        "classes {names} differ only in case, blanks or the spelling of accents. Give them one name if they "
        "are one class.",
        "类别{names}只在大小写、空格或重音写法上不同。如果是同一类，请用同一个名称。",
    ),
    "finding.names_spelling": (
        "classes {one!r} and {other!r} differ by one letter. Join them if it is a slip.",
        "类别“{one}”和“{other}”只差一个字母。若是笔误，请合并。",
    ),
    # training, in short
    "brief.same": (
        "{n:,} pictures are the same as others with another label: one of each at most is right.",
        "{n:,} 张图片与别的图片相同而标签不同：其中至多一个是对的。",
    ),
    "brief.nearly": (
        "{n:,} pictures are nearly the same as others with another label: one of each at most is right.",
        "{n:,} 张图片与别的图片几乎相同而标签不同：其中至多一个是对的。",
    ),
    "brief.blank": (
        "{pictures} of one even colour: nothing to learn from.",
        "{pictures}只有单一颜色：学不到东西。",
    ),
    "brief.animated": (
        "{pictures} of several frames or pages: only the first of each is taken.",
        "{pictures}有多帧或多页：各只取第一帧。",
    ),
    "brief.learn": (
        "{classes} with fewer than 10 training pictures: {names}.",
        "{classes}的训练图片不足 10 张：{names}。",
    ),
    "brief.unscored": (
        "{classes} without a picture in {part}, not to be scored: {names}.",
        "{classes}在{part}部分没有图片，无从评分：{names}。",
    ),
    "brief.score": (
        "{classes} with fewer than 10 pictures in {part}, scored roughly: {names}.",
        "{classes}在{part}部分不足 10 张，评分粗略：{names}。",
    ),
    "brief.shares": (
        "the classes are shared otherwise in {part} than in {first}: {name!r} {b:.0%} and {a:.0%}.",
        "各类的比例在{part}部分与{first}部分中不同：“{name}”分别为 {b:.0%} 与 {a:.0%}。",
    ),
    "brief.pointer": (
        "to see which: huoyan check {data} --out check.html",
        "查看具体图片：huoyan check {data} --out check.html",
    ),
}
