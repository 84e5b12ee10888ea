"""What `--help` says of each choice of a recipe: `recipe.FIELD`."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "recipe.task": ("what to learn", "学习的任务"),
    "recipe.model": (
        "a network: cnn, rnn, or any timm name (see: huoyan models); a head on features: ridge, logistic, svm, "
        "knn, forest, mlp; or, of boxes, a detector: yolo, yolox, faster_rcnn, rcnn; of good pictures alone, patchcore. Left out: the best of all that time "
        "allows",
        "网络：cnn、rnn，或 timm 的任一名称（见 huoyan models）；特征之上的分类头：ridge、logistic、svm、knn、forest、mlp；"
        "或用于框的检测器：yolo、yolox、faster_rcnn、rcnn；只有合格图片时为 patchcore。不写：时间允许之内最好的",
    ),
    "recipe.features": (
        "what a head or rcnn learns from: hog, lbp, colour, edges, shape, pixels, several joined by +, or a network's name "
        "(with --weights)",
        "分类头或 rcnn 所学的特征：hog、lbp、colour、edges、shape、pixels，可用 + 连接多个，或一个网络的名称（配合 --weights）",
    ),
    "recipe.ensemble": (
        "joins these finished runs to one model that answers with the mean of their probabilities or numbers; nothing is trained",
        "把这些已完成的运行集成为一个模型，以它们概率或数值的平均作答；不再训练",
    ),
    "recipe.options": (
        "values of the network or head, as NAME=VALUE (cnn: widths=32,64,64 kernel=5 ...; svm: kernel=rbf C=10)",
        "网络或分类头的参数，写成 名=值（cnn：widths=32,64,64 kernel=5 ...；svm：kernel=rbf C=10）",
    ),
    "recipe.weights": (
        "start from this file (.safetensors, or a PyTorch state dict); without --model also a folder of such files",
        "从此文件的权重开始（.safetensors，或 PyTorch state dict）；不写 --model 时也可以是存放这类文件的文件夹",
    ),
    "recipe.card": (
        "what that file is (default: FILE.toml beside it; see: huoyan weights describe)",
        "说明该文件的卡片（默认：旁边的 FILE.toml；见 huoyan weights describe）",
    ),
    "recipe.pretrained": ("start from timm's own weights (downloads them)", "从 timm 的权重开始（会下载）"),
    "recipe.fast": (
        "a smaller network and fewer epochs: an answer soon",
        "较小的网络、较少的遍数：很快有结果",
    ),
    "recipe.epochs": ("passes over the training pictures; 1.5 is allowed", "训练图片过几遍；可以是 1.5"),
    "recipe.minutes": ("stop in time for a finished model after M minutes", "在 M 分钟内完成整个运行"),
    "recipe.patience": (
        "stop after this many epochs without a better validation score",
        "验证分数这么多遍没有变好就停止",
    ),
    "recipe.size": ("side of the network's picture in pixels", "网络所见图片的边长（像素）"),
    "recipe.fit": ("how a picture is made square", "怎样把图片变成正方形"),
    "recipe.interpolation": ("resampling, antialiased", "重采样方式（抗锯齿）"),
    "recipe.colour": ("colour or grey pictures", "彩色或灰度图片"),
    "recipe.steps": (
        "classical steps in order, as NAME or NAME=VALUE (contrast, denoise, edges ...)",
        "按顺序的传统步骤，写成 名 或 名=值（contrast、denoise、edges ...）",
    ),
    "recipe.window": (
        "grey values of 16-bit pictures that become black and white",
        "16 位图片中变为黑与白的灰度值",
    ),
    "recipe.crop_ratio": (
        "share of the side that fit=crop keeps (default: that of the network)",
        "fit=crop 保留的边长比例（默认：网络自己的）",
    ),
    "recipe.mean": (
        "mean of each channel, 0..1 (default: that of the weights, or of the data)",
        "各通道均值，0..1（默认：权重的，或数据的）",
    ),
    "recipe.std": ("deviation of each channel, 0..1", "各通道标准差，0..1"),
    "recipe.augment": ("how much training pictures are varied", "训练图片变化的强度"),
    "recipe.flip": ("mirrored training pictures", "训练图片的镜像"),
    "recipe.shift": (
        "largest shift of training pictures, as a share of the side",
        "训练图片的最大平移，占边长的比例",
    ),
    "recipe.mixup": (
        "alpha of MixUp, 0 = off; of detection the share of the pictures that are mixed",
        "MixUp 的 alpha，0 为关闭；检测任务中为混合图片所占的比例",
    ),
    "recipe.scale": (
        "0.4: training pictures become 0.6 to 1.4 times as large",
        "0.4：训练图片缩放到 0.6 至 1.4 倍",
    ),
    "recipe.mosaic": (
        "share of the training pictures that are put together of four; none in the last part of the training",
        "由四张拼成的训练图片所占的比例；训练的最后一段不用",
    ),
    "recipe.copy_paste": (
        "share of the training pictures into which things of others are pasted",
        "粘贴了其他图片中目标的训练图片所占的比例",
    ),
    "recipe.turns": (
        "turn training pictures by right angles: where no side is up, as from above or under a microscope",
        "把训练图片随机旋转 90 度的倍数：适合没有上下之分的图片，如航拍与显微图片",
    ),
    "recipe.nms": (
        "boxes of one class that overlap by more are one thing (default: chosen on validation)",
        "同类的框重叠超过此值即视为同一目标（默认：由验证集选定）",
    ),
    "recipe.motion": (
        "what of a clip's frames is seen: the frames, how each differs from the one before, or what moves whither; "
        "none: sequences of numbers (.npy) (default: what tells the training clips apart best, by cross-validation)",
        "从片段的帧中看什么：帧本身（frames）、与前一帧之差（difference），或运动的方向与大小（flow）；"
        "none：数值序列（.npy）（默认：由训练片段的交叉验证选定）",
    ),
    "recipe.row_values": (
        "numbers in a row of sequences (.npy); by itself those of the first",
        "数值序列（.npy）每行的数值个数；默认取第一个序列的",
    ),
    "recipe.frames": (
        "equal steps that each clip is cut into; then the whole clip is needed, and a stream cannot be answered",
        "把每个片段切成多少等份；此时需要完整片段，不能用于实时流",
    ),
    "recipe.stride": ("take the first of every so many frames", "每若干帧取第一帧"),
    "recipe.rate": (
        "frames a second that are taken, in place of a stride",
        "每秒取多少帧，代替 stride",
    ),
    "recipe.frame_height": ("height of a clip's frame in pixels", "片段中每帧的高度，像素"),
    "recipe.frame_width": ("width of a clip's frame in pixels", "片段中每帧的宽度，像素"),
    "recipe.cell": (
        "side in pixels of the squares over which a flow is averaged",
        "对光流取平均的方格边长，像素",
    ),
    "recipe.over_time": (
        "what reads the frames of a clip in their order; tsm: the network of a frame looks back itself; "
        "mean: nothing, their mean",
        "按时间顺序读取各帧的网络；tsm：单帧网络自身回看前一帧；mean：不看顺序，只取平均",
    ),
    "recipe.hidden": ("values of a step over time", "时间上每一步的数值个数"),
    "recipe.layers": ("layers over time", "时间上的层数"),
    "recipe.past": (
        "steps of the past that a Transformer over time sees",
        "时间 Transformer 能看到的过去步数",
    ),
    "recipe.pool": (
        "an answer rests on the mean of the steps so far, or on the last one",
        "答案依据至今各步的平均，或仅最后一步",
    ),
    "recipe.dropout": (
        "share of the values over time that are dropped in training",
        "训练时丢弃的时间数值比例",
    ),
    "recipe.cutmix": ("alpha of CutMix, 0 = off", "CutMix 的 alpha，0 为关闭"),
    "recipe.batch": ("pictures a step", "每步的图片数"),
    "recipe.loss": ("loss", "损失函数"),
    "recipe.start": (
        "how the last layer begins, on weights that know pictures: as the best linear answer to their features, "
        "or at random",
        "在已认识图片的权重之上，最后一层如何开始：特征的最佳线性解（head），或随机（random）",
    ),
    "recipe.imbalance": ("what is done about classes of unequal size", "怎样对待大小不等的类别"),
    "recipe.tune": (
        "try so many settings of what is left open (network, rate, variation, regularisation) and train by the best; scored on "
        "validation alone",
        "对未指定的选项（网络、学习率、增强、正则化）尝试这么多组设置，并按最好的训练；只用验证部分评分",
    ),
    "recipe.tune_minutes": ("minutes for the search at most", "搜索最多用多少分钟"),
    "recipe.tune_epochs": (
        "epochs of each setting of the search (as many as the run has)",
        "搜索中每组设置训练的轮数（与本次训练相同）",
    ),
    "recipe.tune_models": ("networks that the search compares", "搜索所比较的网络"),
    "recipe.tune_sampler": (
        "how settings are drawn: tpe learns from those before",
        "怎样抽取设置：tpe 从先前的设置中学习",
    ),
    "recipe.storage": (
        "where the search is kept (RUN/search): a file or the URL of a database, shared by processes that search together",
        "搜索存放在哪里（RUN/search）：文件或数据库 URL，可由共同搜索的多个进程共用",
    ),
    "recipe.synthesise": (
        "fill up classes that are short of pictures with what the generator of this run makes (see: huoyan generate); "
        "auto: only where cross-validation shows that it helps",
        "用此运行目录中的生成器为缺少图片的类别补充图片（见 huoyan generate）；auto：仅在交叉验证表明有用时才补充",
    ),
    "recipe.synthesise_minutes": (
        "minutes for each generator of --synthesise auto (3)",
        "--synthesise auto 中每个生成器的分钟数（3）",
    ),
    "recipe.synthesise_pairs": (
        "divisions in which --synthesise auto measures (10); fewer tell nothing, and no made picture is kept",
        "--synthesise auto 测量所用的划分数（10）；更少则说明不了什么，不会采用生成图片",
    ),
    "recipe.teacher": (
        "a finished run on the same classes, whose answers are learnt beside the labels: a small network comes nearer to it",
        "同样类别的一个已完成的运行：除标签外也学习它的回答，小网络因此更接近它",
    ),
    "recipe.distil_temperature": (
        "how soft the teacher's answers are made (default: 2)",
        "教师的回答软化到什么程度（默认 2）",
    ),
    "recipe.distil_weight": (
        "how much of the loss is the teacher's answers, 0..1; the labels are the rest (default: 0.9)",
        "损失中教师的回答所占的比重，0..1；其余为标签（默认 0.9）",
    ),
    "recipe.distil_on": (
        "what the teacher answers for: the varied pictures that the network is learning from (views), or each picture once, "
        "as it is (plain)",
        "教师对什么作答：网络正在学习的、变化后的图片（views），或每张原图只答一次（plain）",
    ),
    "recipe.beside": (
        "train once more each, for a figure beside the run's: on a random split; without the remedy "
        "for imbalance (plain; the default where that is soon done)",
        "各再训练一次，把数字与本次运行并列：在随机划分上；不处理类别不均（plain；很快能完成时为默认）",
    ),
    "recipe.label_smoothing": ("label smoothing of cross-entropy", "交叉熵的标签平滑"),
    "recipe.optimizer": ("optimiser", "优化器"),
    "recipe.lr": ("highest learning rate", "最高学习率"),
    "recipe.momentum": (
        "momentum of SGD (Nesterov), Muon; beta1 of Adam",
        "SGD（Nesterov）、Muon 的动量；Adam 的 beta1",
    ),
    "recipe.beta2": ("second beta of Adam and AdamW", "Adam 与 AdamW 的第二个 beta"),
    "recipe.weight_decay": ("weight decay", "权重衰减"),
    "recipe.schedule": ("learning rate over time", "学习率随时间的变化"),
    "recipe.warmup": ("share of the steps over which the rate rises", "学习率上升所占步数的比例"),
    "recipe.final": ("share of the learning rate that is left at the end", "结束时剩下的学习率比例"),
    "recipe.clip": ("largest norm of the gradient", "梯度的最大范数"),
    "recipe.ema": ("decay of the moving average of the weights, 0 = off", "权重滑动平均的衰减，0 为关闭"),
    "recipe.freeze": ("train the last layer only", "只训练最后一层"),
    "recipe.val": ("share for validation, where the data brings none", "数据没有验证部分时所分出的比例"),
    "recipe.test": ("share for the test, where the data brings none", "数据没有测试部分时所分出的比例"),
    "recipe.exclude": (
        "leave out the pictures that this list names (huoyan check --fix)",
        "去掉此清单所列的图片（huoyan check --fix）",
    ),
    "recipe.splits": (
        "divide the pictures as this file says (splits.csv of a run)",
        "按此文件划分图片（某次运行的 splits.csv）",
    ),
    "recipe.allow_outside": (
        "pages may show pictures from outside the data's folder",
        "页面可以显示数据文件夹之外的图片",
    ),
    "recipe.max_broken": (
        "stop when more than this share of the pictures is broken",
        "损坏的图片超过此比例就停止",
    ),
    "recipe.max_pixels": (
        "largest picture that is decoded, in pixels (100 million; JPEG five times as many)",
        "解码的最大图片（像素数，默认 1 亿；JPEG 可达其五倍）",
    ),
    "recipe.path_column": ("the column of files", "文件所在的列"),
    "recipe.label_column": (
        "the column of labels, or the columns of 0 and 1 (A,B,C), one a class",
        "标签所在的列，或每个类别一列的 0/1 列（A,B,C）",
    ),
    "recipe.split_column": (
        "the column of parts; none: there is no such column",
        "划分所在的列；none：没有这样的列",
    ),
    "recipe.group_column": (
        "the column of what stays together; none: there is no such column",
        "分组所在的列；none：没有这样的列",
    ),
    "recipe.label_separator": (
        "what stands between several labels in a cell; blank: white space; none: nothing",
        "一格中多个标签之间的分隔符；blank：空白；none：不分隔",
    ),
    "recipe.labels_per_picture": ("whether a picture has one label", "一张图片是否只有一个标签"),
    "recipe.missing_labels": (
        "rows whose label is a word such as nan, None or N/A",
        "标签为 nan、None、N/A 等词的行怎么办",
    ),
    "recipe.encoding": (
        "of the text, where it is not UTF-8 (cp1252, big5 ...)",
        "文本的编码，若不是 UTF-8（cp1252、big5 等）",
    ),
    "recipe.class_folders": (
        "of folders in folders: whether the outer ones are the classes, or the inner",
        "文件夹套文件夹时：外层是类别，还是内层是类别",
    ),
    "recipe.box_origin": (
        "the number of the first pixel in boxes of Pascal VOC and of tables (1: both corners are inside)",
        "Pascal VOC 与表中的框从几开始数像素（1：两个角都在框内）",
    ),
    "recipe.good": (
        "the class of good pictures; all others are of defects, and only score the model (default: the only class, or "
        "the one called good, ok or normal)",
        "合格图片的类别；其余类别都是缺陷，只用来评分（默认：唯一的类别，或名为 good、ok、normal 的类别）",
    ),
    "recipe.false_alarms": (
        "share of new good pictures that may be called defects; the threshold follows from it by held-out good pictures "
        "(default: the lowest that they can vouch for, 0.01 or more)",
        "新的合格图片可以被判为缺陷的比例；阈值由留出的合格图片据此确定（默认：它们所能保证的最低值，不低于 0.01）",
    ),
    "recipe.clip_labels": (
        "what the labels in a table of clips are: names of classes, or numbers to learn (auto: numbers, if they are "
        "many and have fractions)",
        "片段表中的标签是什么：类别名，还是要学习的数值（auto：数量多且带小数的作为数值）",
    ),
    "recipe.seed": (
        "the same seed gives the same weights on one machine, with the same --threads",
        "同一台机器上，同样的种子和同样的 --threads 得到同样的权重",
    ),
    "recipe.device": ("cpu, cuda, cuda:1, mps", "cpu、cuda、cuda:1、mps"),
    "recipe.threads": ("CPU threads of training", "训练用的 CPU 线程数"),
    "recipe.precision": (
        "arithmetic of training (fp64: slow, to compare runs)",
        "训练的数值精度（fp64：较慢，用于比较两次训练）",
    ),
    "recipe.parallel": (
        "several processes: each holds the whole network (DDP), or a share of it (FSDP2)",
        "多个进程时：每个进程持有整个网络（DDP），或其中一份（FSDP2）",
    ),
    "recipe.compile": (
        "torch.compile (pays in long runs on a GPU)",
        "torch.compile（在 GPU 上长时间训练时合算）",
    ),
    "recipe.feed": (
        "pictures from one array, a cache file of decoded pictures, or worker processes",
        "图片来自一个数组、解码后的缓存文件，或工作进程",
    ),
    "recipe.workers": ("worker processes of --feed workers", "--feed workers 的工作进程数"),
    "recipe.checkpoint_s": ("seconds between two checkpoints", "两次检查点之间的秒数"),
    "recipe.on_full_disk": ("when a checkpoint cannot be written", "检查点写不下时怎么办"),
    "recipe.tensorboard": ("also write TensorBoard events", "同时写 TensorBoard 事件"),
}
