"""Phrases of report.html: its parts, and what to look for in each."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "html.lang": ("en", "zh-Hans"),
    "page.skip": ("Skip to the report", "跳到报告正文"),
    "page.contents": ("Contents", "目录"),
    "page.theme": ("Switch between light and dark", "切换浅色和深色"),
    "page.copy": ("Copy", "复制"),
    "page.copied": ("Copied", "已复制"),
    "page.sort": ("Sort by this column", "按此列排序"),
    "page.made": (
        "Made by huoyan on {created}. This file needs no network.",
        "由火眼生成于 {created}。此文件不需要联网。",
    ),
    "page.report": ("Training report", "训练报告"),
    "label.none": ("no label", "无标签"),
    # the summary
    "hero.data": ("Data", "数据"),
    "hero.created": ("Created", "时间"),
    "hero.network": ("Model", "模型"),
    "hero.measured": ("Measured on", "测量于"),
    "verdict.classes": (
        "Of {n} {split} pictures it named {right} correctly.",
        "在 {n} 张{split}图片中，模型认对了 {right} 张。",
    ),
    "verdict.labels": (
        "For {right} of {n} {split} pictures, every label was right.",
        "在 {n} 张{split}图片中，有 {right} 张的标签全部正确。",
    ),
    "verdict.baseline": (
        "Always answering “{label}” would be right for {share}.",
        "如果永远回答“{label}”，正确率是 {share}。",
    ),
    "verdict.test": (
        "The model never saw these pictures in training, and nothing was chosen by them.",
        "训练时模型没有见过这些图片，也没有用它们做过任何选择。",
    ),
    "verdict.val": (
        "These pictures may also have helped to choose the model, so the figures can be a little too friendly.",
        "这些图片也可能参与了模型的选择，所以数字可能略微偏高。",
    ),
    "verdict.train": (
        "The model was trained on these very pictures, so the figures say little about new ones.",
        "模型正是用这些图片训练的，所以这些数字不能说明它对新图片的表现。",
    ),
    "card.interval": ("95% interval {low} – {high}", "95% 区间 {low} – {high}"),
    "metrics.more": ("All figures", "全部指标"),
    "metrics.read": (
        "The interval says where the figure would probably lie with other pictures of the same kind.",
        "区间表示：如果换一批同类图片，数值大概会落在哪里。",
    ),
    "metrics.name": ("Figure", "指标"),
    "metrics.value": ("Value", "数值"),
    "metrics.low": ("Low", "下限"),
    "metrics.high": ("High", "上限"),
    "metrics.n": ("n", "n"),
    "metrics.meaning": ("Meaning", "含义"),
    "notes.title": ("Please note", "请注意"),
    # mistakes
    "mistakes.title": ("What it got wrong", "认错的图片"),
    "mistakes.read": (
        "The most confident errors come first: the true class, then the model's answer and how sure it was. "
        "Look for wrong labels, odd pictures and classes that really look alike.",
        "最自信的错误排在最前：先是真实类别，再是模型的回答和把握。请留意标错的、异常的，以及确实相像的图片。",
    ),
    "mistakes.strips": (
        "A strip shows frames of the clip in the order of time.",
        "每条图是该片段按时间先后排列的若干帧。",
    ),
    "mistakes.count": ("Showing {shown} of {n}.", "共 {n} 张，显示 {shown} 张。"),
    "mistakes.none": ("Not one of the {n} pictures was answered wrongly.", "{n} 张图片全部认对，没有错误。"),
    "mistakes.unseen": (
        "{n} pictures were wrong; none was kept to be shown.",
        "有 {n} 张认错，但没有保存可供显示的图片。",
    ),
    "mistakes.alt": ("Picture of {truth}, taken for {predicted}", "实为{truth}，被认作{predicted}的图片"),
    "mistakes.arrow": ("taken for", "被认作"),
    # classes
    "classes.title": ("Class by class", "逐类表现"),
    "classes.read": (
        "The dot is the share of a class that was found; the line is how uncertain that is. A short line "
        "needs many pictures. Orange classes are clearly below the average.",
        "圆点是该类被找到的比例，横线是不确定的范围：图片越多，线越短。橙色的类别明显低于平均水平。",
    ),
    "classes.level": ("mean", "平均"),
    "classes.part": (
        "The chart shows the {shown} weakest of {n} classes.",
        "图中是 {n} 类里最弱的 {shown} 类。",
    ),
    "classes.table": ("Figures of all classes", "全部类别的数值"),
    "classes.name": ("Class", "类别"),
    "class.support": ("Pictures", "图片数"),
    "class.precision": ("Precision", "查准率"),
    "class.recall": ("Recall", "查全率"),
    "class.f1": ("F1", "F1"),
    "class.interval": ("95% interval of recall", "查全率的 95% 区间"),
    # confusions
    "confusion.title": ("What it mixes up", "容易混淆的类别"),
    "confusion.read": (
        "A row is what the picture shows, a column what the model said. Blue on the diagonal is right; "
        "orange beside it is a mix-up, and the deeper the colour, the larger the share of the row.",
        "行是图片的真实类别，列是模型的回答。对角线上的蓝色是认对的，旁边的橙色是混淆；颜色越深，占该行的比例越大。",
    ),
    "confusion.many": (
        "With {n} classes a matrix is too large to read, so these are the pairs that were mixed up most.",
        "共有 {n} 类，矩阵太大不便阅读，因此列出最常混淆的类别对。",
    ),
    "confusion.truth": ("Truth", "真实"),
    "confusion.predicted": ("Answer", "回答"),
    "confusion.count": ("Pictures", "图片数"),
    "confusion.share": ("Of the class", "占该类"),
    "confusion.pairs": ("Most common mix-ups", "最常见的混淆"),
    "confusion.none": ("No two classes were mixed up.", "没有任何两类被混淆。"),
    # trust
    "trust.title": ("Can its confidence be believed?", "它的把握可信吗？"),
    "trust.read": (
        "Of the answers given with 80% confidence, 80% should be right. Dots on the dashed line keep that "
        "promise; below it the model is too sure of itself, above it too modest. The small bars show how "
        "common each confidence is.",
        "把握为 80% 的回答，应当有 80% 是对的。圆点落在虚线上说明言行一致，偏下是过于自信，偏上是过于谦虚。"
        "下方小柱表示各种把握出现的多少。",
    ),
    "trust.read_labels": (
        "A label given with 80% probability should be there in 80% of such pictures. Dots on the dashed line "
        "keep that promise; below it the model is too sure of itself, above it too modest. The small bars "
        "show how common each probability is.",
        "以 80% 的概率给出的标签，应当在 80% 的此类图片中确实存在。圆点落在虚线上说明言行一致，"
        "偏下是过于自信，偏上是过于谦虚。下方小柱表示各种概率出现的多少。",
    ),
    "trust.share_labels": ("Share that has the label", "确实带有该标签的比例"),
    "trust.confidence": ("Confidence", "把握"),
    "trust.share": ("Share that was right", "实际正确的比例"),
    "trust.ideal": ("what an honest confidence gives", "完全可信时的情形"),
    "trust.pictures": ("answers", "个回答"),
    "accept.title": ("If it may say “I do not know”", "如果允许它说“不知道”"),
    "accept.read": (
        "Accept only answers of at least this confidence, and leave the others to a person.",
        "只接受把握不低于此值的回答，其余的交给人来判断。",
    ),
    "accept.any": ("any", "不限"),
    "accept.limit": ("Confidence from", "最低把握"),
    "accept.share": ("Answered", "作答比例"),
    "accept.count": ("n", "n"),
    "accept.right": ("Right", "正确率"),
    "accept.interval": ("95% interval", "95% 区间"),
    "ranking.title": ("Telling one class from the rest", "区分一类与其余"),
    "ranking.read": (
        "First chart: the earlier a line climbs to the top, the fewer false alarms a class costs. Second: a line "
        "that stays high keeps its answers right while finding more. Point at a line to see its class.",
        "第一张图：曲线越早升到顶，误报越少。第二张图：曲线一直保持在高处，说明找得更多时仍然准确。"
        "指向一条线可看它的类别。",
    ),
    "ranking.fpr": ("False alarms", "误报率"),
    "ranking.tpr": ("Found (recall)", "找到的比例（查全率）"),
    "ranking.recall": ("Found (recall)", "找到的比例（查全率）"),
    "ranking.precision": ("Right when named (precision)", "说对的比例（查准率）"),
    "ranking.average": ("mean", "平均"),
    "ranking.weakest": ("weakest:", "最弱："),
    "ranking.part": (
        "Of {n} classes the three best and the three weakest are drawn.",
        "{n} 类中只画出最好的三类和最弱的三类。",
    ),
    # training
    "training.title": ("How it learned", "学习过程"),
    "training.read": (
        "Both losses should fall and level off. If training keeps falling while validation rises, the model "
        "is learning its pictures by heart: more pictures or stronger variation help.",
        "两条损失曲线都应下降并趋于平稳。"
        "如果训练损失继续下降而验证损失上升，说明模型在死记硬背，需要更多图片或更强的变化。",
    ),
    "training.epoch": ("Epoch", "轮次"),
    "training.loss": ("Loss", "损失"),
    "training.train": ("training", "训练"),
    "training.validation": ("validation", "验证"),
    "training.epochs": ("Epochs", "轮数"),
    "training.time": ("Time", "用时"),
    "training.speed": ("Pictures a second", "每秒图片数"),
    "training.lr": ("Last learning rate", "最后的学习率"),
    "training.seconds": ("{n} s", "{n} 秒"),
    "training.minutes": ("{n} min", "{n} 分钟"),
    "training.hours": ("{n} h", "{n} 小时"),
    "batch.title": ("What the model saw", "模型看到的图片"),
    "batch.read": (
        "Training pictures after they were varied. You should still recognise every one of them.",
        "经过随机变化的训练图片。你应当仍能认出其中每一张。",
    ),
    "batch.plain": (
        "Training pictures as the model takes them. You should recognise every one of them.",
        "模型所接收的训练图片。你应当能认出其中每一张。",
    ),
    "batch.alt": ("Varied training picture {n}", "变化后的训练图片 {n}"),
    # data
    "data.title": ("The data", "数据"),
    "data.read": (
        "How many pictures each class has, and in which part. Classes with few pictures are learned and "
        "measured less surely.",
        "每一类有多少图片，分在哪一部分。图片少的类别，学得和测得都不太可靠。",
    ),
    "data.table": ("Counts of all classes", "全部类别的数量"),
    "data.total": ("Total", "合计"),
    "split.train": ("training", "训练"),
    "split.made": ("training, made", "训练（生成）"),
    "split.val": ("validation", "验证"),
    "split.test": ("test", "测试"),
    "split.all": ("all", "全部"),
    "split.unseen": ("unseen", "未见过的"),
    "examples.title": ("Examples of each class", "每类的例子"),
    "examples.read": ("Training pictures as the files show them.", "训练图片的原样。"),
    "examples.alt": ("Example of {label}", "{label}的例子"),
    "examples.part": ("Showing {shown} of {n} classes.", "共 {n} 类，显示 {shown} 类。"),
    "quarantine.title": ("Pictures that could not be used", "无法使用的图片"),
    "quarantine.read": (
        "These files were set aside, each for the reason given; none of them was changed.",
        "这些文件因所列原因被搁置，没有一个被改动。",
    ),
    "quarantine.source": ("File", "文件"),
    "quarantine.code": ("Code", "代码"),
    "quarantine.message": ("Reason", "原因"),
    # model
    "model.title": ("The model", "模型"),
    "model.read": (
        "What was exported. The same weights always give the same hash, so two models can be compared by it.",
        "导出的内容。相同的权重总是得到相同的哈希值，可用它比对两个模型。",
    ),
    "model.network": ("Model", "模型"),
    "model.parameters": ("Parameters", "参数量"),
    "model.input": ("Input (height × width × channels)", "输入（高 × 宽 × 通道）"),
    "model.licence": ("Licence of the weights", "权重许可"),
    "model.temperature": ("Calibration temperature", "校准温度"),
    "model.weights": ("Weights (sha256)", "权重（sha256）"),
    "speed.title": ("Speed", "速度"),
    "speed.read": (
        "Time for one picture on the machine that trained, once it is decoded; other machines differ.",
        "在训练所用机器上，处理一张已解码图片的时间；其他机器会有不同。",
    ),
    "speed.engine": ("Engine", "引擎"),
    "speed.precision": ("Precision", "精度"),
    "speed.batch": ("Batch", "批大小"),
    "speed.threads": ("Threads", "线程"),
    "speed.milliseconds": ("ms a picture", "毫秒/张"),
    "speed.rate": ("Pictures/s", "张/秒"),
    "parity.title": ("Does the export answer as the trained model did?", "导出后的回答与训练时一致吗？"),
    "parity.read": (
        "Real pictures went through both. Agreement is the share with the same answer.",
        "真实图片分别通过两者。一致率是回答相同的比例。",
    ),
    "parity.n": ("Pictures", "图片数"),
    "parity.agreement": ("Agreement", "一致率"),
    "parity.difference": ("Largest difference", "最大差异"),
    "parity.result": ("Result", "结果"),
    "parity.passed": ("passed", "通过"),
    "parity.failed": ("failed", "未通过"),
    "parity.unproven": ("too few pictures to tell", "图片太少，无法判断"),
    "files.title": ("Files", "文件"),
    "files.read": (
        "What the run folder holds, with the checksum of each file.",
        "运行文件夹的内容及各文件的校验和。",
    ),
    "files.name": ("File", "文件"),
    "files.size": ("Size", "大小"),
    # recipe
    "recipe.title": ("How to repeat it", "如何重现"),
    "recipe.read": (
        "The command starts the same run again; below it stands what was decided automatically, "
        "and every setting.",
        "用这条命令可以重新开始同样的训练；下面是自动作出的决定和全部设置。",
    ),
    "recipe.winner": (
        "The command climbs again, and where it has more or less time it may end at another model. The recipe beside "
        "this page trains the chosen one alone:",
        "这条命令会重新逐级尝试，时间多少不同时可能得到另一个模型。本页旁边的配方只训练被选中的那个：",
    ),
    "recipe.choices": ("Decided automatically", "自动作出的决定"),
    "recipe.settings": ("All settings", "全部设置"),
    "recipe.key": ("Setting", "设置"),
    "recipe.value": ("Value", "值"),
}
