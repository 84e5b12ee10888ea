"""What the plan of a training says: the choices that it makes, and why."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "plan.beside_one_process": (
        "--beside {choices} takes one process, and {n} were started. Leave it away, or start one process.",
        "--beside {choices} 只能用一个进程，而启动了 {n} 个。请去掉它，或只启动一个进程。",
    ),
    "plan.choice": ("{name} {value}: {because}", "{name} {value}：{because}"),
    "plan.pretrained": ("small, fast and good with pretrained weights", "小而快，配合预训练权重效果好"),
    "plan.small_pictures": (
        "pictures of {side} px need no larger network",
        "{side} 像素的图片不需要更大的网络",
    ),
    "plan.no_weights": (
        "no weights were given. Photos usually gain much from pretrained ones: --model mobilenetv3_large_100 "
        "--pretrained (downloads them), or --weights FILE",
        "没有给出权重。照片用预训练权重通常好得多：--model mobilenetv3_large_100 --pretrained（会下载），"
        "或 --weights 文件",
    ),
    "plan.knows_things": (
        "weights of the cache folder that know things, for {n:,} training pictures",
        "缓存文件夹中已认识物体的权重，用于 {n:,} 张训练图片",
    ),
    "plan.of_the_weights": ("the network of the weights", "权重所属的网络"),
    "plan.of_the_backbone": (
        "the weights are for its backbone",
        "权重用于它的主干网络",
    ),
    "plan.boxes_need_a_detector": (
        "{flags}: this learns one class a picture. Where things are is learnt by a detector: leave that out, or say --model "
        "with one of {known}.",
        "{flags}：这样只能为每张图片学习一个类别。物体在哪里要由检测网络来学：请去掉它，或用 --model 指定其一：{known}。",
    ),
    "plan.detectors_detect": (
        "--model {model} learns from boxes where things are, not {task}. Leave --model out, or name a network for whole "
        "pictures (huoyan models).",
        "--model {model} 从框学习物体在哪里，不能用于 {task}。请去掉 --model，或指定用于整张图片的网络（huoyan models）。",
    ),
    "plan.weights_of_which_detector": (
        "weights {file}: nothing says of which detector these are. Say it, --model NAME, or of which backbone, --option "
        "backbone=NAME. Without either, a file of YOLOX's authors (.onnx) is taken, or the weights of a detector that was "
        "trained here (RUN/model/weights.safetensors).",
        "权重 {file}：看不出属于哪个检测网络。请用 --model NAME 指定，或用 --option backbone=NAME 指定它所属的主干网络。"
        "二者都不给时，可用 YOLOX 作者的文件（.onnx），或在这里训练出的检测网络的权重（RUN/model/weights.safetensors）。",
    ),
    "plan.weights_of_no_detector": (
        "weights {file}: these are of {name}, which is no detector. A detector can see with it: --option backbone={name}.",
        "权重 {file}：属于 {name}，它不是检测网络。检测网络可以用它作主干：--option backbone={name}。",
    ),
    "plan.detector_of_folder": (
        "weights {folder}: this is a folder, and a detector begins with one file. Name it: --weights {file}.",
        "权重 {folder}：这是文件夹，而检测网络从一个文件开始。请指明：--weights {file}。",
    ),
    "plan.detector_of_no_folder": (
        "weights {folder}: this is a folder without weights of a detector. Give a file of YOLOX's authors (.onnx), the "
        "weights of a detector that was trained here (RUN/model/weights.safetensors), or, with --model or --option "
        "backbone=NAME, those of that network.",
        "权重 {folder}：这个文件夹里没有检测网络的权重。请给出 YOLOX 作者的文件（.onnx）、在这里训练出的检测网络的权重"
        "（RUN/model/weights.safetensors），或与 --model 或 --option backbone=NAME 一起给出该网络的权重。",
    ),
    "plan.no_detector_weights": (
        "no weights were given. With few pictures much is gained from some that know things: "
        "--weights yolox_nano.onnx",
        "没有给出权重。图片少时，用已认识物体的权重好得多：--weights yolox_nano.onnx",
    ),
    "plan.things_seen": (
        "three of four things are at least {px} px wide in it",
        "其中四分之三的目标至少有 {px} 像素宽",
    ),
    "plan.found_before": (
        "the file finds these things before it learns any: ap {ap:.3f} on {n} training pictures",
        "该文件在学习之前就能找到这些目标：在 {n} 张训练图片上 ap 为 {ap:.3f}",
    ),
    "plan.learnt_at": ("that of the pictures that the file learnt from", "即该文件学习时所用图片的边长"),
    "plan.keeps_shapes": ("things keep their shapes", "目标保持原来的形状"),
    "plan.widths": ("widths {widths}: known to suit {name}", "widths {widths}：已知适合 {name}"),
    "plan.flow": (
        "what moves, and whither, tells most clips apart; --motion frames for what is shown",
        "多数片段靠运动及其方向区分；若要看画面内容，请用 --motion frames",
    ),
    "plan.frozen_shift": (
        "freeze looks at each frame by itself, and tsm within those before it: its weights have to be trained. Leave "
        "freeze away, or read the frames over time with --over-time gru.",
        "freeze 逐帧单独处理，而 tsm 要结合前面的帧：其权重必须训练。请去掉 freeze，或用 --over-time gru 按时间读取各帧。",
    ),
    "plan.sequences": ("sequences with {values:,} numbers a row", "每行 {values:,} 个数的序列"),
    "plan.no_picture_of_sequences": (
        "{name} {value} is of pictures, and these clips are sequences of numbers (.npy). Leave it away.",
        "{name} {value} 只用于图片，而这些片段是数值序列（.npy）。请去掉它。",
    ),
    "plan.no_sequences": (
        "{name} {value} is of sequences of numbers (.npy), and these clips are filmed. Leave it away.",
        "{name} {value} 只用于数值序列（.npy），而这些片段是视频。请去掉它。",
    ),
    "plan.looking_at_motion": ("looking at what tells the clips apart", "查看靠什么区分片段"),
    "plan.motion_looked": (
        "told by a quick look at {n:,} training clips, each group by the others ({groups:,} groups): {found}",
        "快速查看 {n:,} 个训练片段（共 {groups:,} 组，每组由其余各组预测）：{found}",
    ),
    "plan.motion_share": ("{motion} {share:.1%}", "{motion} {share:.1%}"),
    "plan.motion_cnn": ("motion needs no larger network", "运动信息不需要更大的网络"),
    "plan.stride": (
        "every {stride}nd frame tells as much, and a stream is answered as it comes",
        "每 {stride} 帧取一帧已经足够，并且可以边播放边回答",
    ),
    "plan.frames_of": ("frames of {height} x {width} pixels", "每帧 {height} x {width} 像素"),
    "plan.training_clips": ("for {n:,} training clips", "训练片段 {n:,} 个"),
    "plan.mirrored_motion": (
        "a motion to the left is another one than to the right",
        "向左的运动与向右的运动不同",
    ),
    "plan.nothing_known_to_freeze": (
        "--freeze keeps what a network knows of single frames, and this one would begin with random weights. "
        "Give --weights FILE or --pretrained, or leave --freeze away.",
        "--freeze 保留网络对单帧已有的知识，而此网络将从随机权重开始。请给出 --weights 文件 或 --pretrained，或去掉 --freeze。",
    ),
    "plan.clips_trained": (
        "as of pictures, what knows single frames is trained, too; --freeze looks at each frame once, which is "
        "many times as fast",
        "与图片一样，认识单帧的部分也一起训练；--freeze 让每一帧只看一遍，快许多倍",
    ),
    "plan.clips_in_steps": (
        "{name} {value} is of pictures: clips are not trained so. Leave it away.",
        "{name} {value} 只用于图片，片段不这样训练。请去掉它。",
    ),
    "plan.no_model_of_clips": (
        "{model} does not see single frames as clips need it. Use a classifier, for example motion_cnn or "
        "mobilenetv3_large_100.",
        "{model} 不能用来看片段中的单帧。请用分类网络，例如 motion_cnn 或 mobilenetv3_large_100。",
    ),
    "plan.loss_of_numbers": (
        "loss {loss} is of classes, and these clips have numbers: use mse, huber or l1, or have the labels taken as "
        "classes: --clip-labels classes",
        "损失 {loss} 用于类别，而这些片段标的是数值：请用 mse、huber 或 l1，或把标签当作类别：--clip-labels classes",
    ),
    "plan.loss_of_classes": (
        "loss {loss} is of numbers, and these clips have classes: use cross-entropy, or, of a table whose labels are "
        "numbers, --clip-labels numbers",
        "损失 {loss} 用于数值，而这些片段标的是类别：请用 cross-entropy；若是标签为数字的表，请用 --clip-labels numbers",
    ),
    "plan.smoothing_of_numbers": (
        "label_smoothing is of classes, and these clips have numbers. Leave it away.",
        "label_smoothing 用于类别，而这些片段标的是数值。请去掉它。",
    ),
    "plan.suits": ("known to suit {name}", "已知适合 {name}"),
    "plan.half": ("model cnn_half: --fast halves the network", "model cnn_half：--fast 使网络减半"),
    "plan.own_size": ("the pictures' own size", "图片本身的大小"),
    "plan.enough": ("enough for most photos, and quick from scratch", "对多数照片足够，从头训练也快"),
    "plan.sees_best": (
        "a little larger than what it was trained on is where such a network sees best",
        "比训练时略大的尺寸，这类网络看得最清楚",
    ),
    "plan.from_head": (
        "training begins with the best linear answer to what the weights see, and can only become better on "
        "validation",
        "训练从权重所见特征的最佳线性解开始，在验证集上只会变好",
    ),
    "plan.no_head_start": (
        "start head needs weights that know pictures (--weights FILE or --pretrained), and one process. Give "
        "some, or use --start random.",
        "start head 需要已认识图片的权重（--weights 文件 或 --pretrained），且只用一个进程。请给出权重，或用 "
        "--start random。",
    ),
    "plan.made_for": ("what such networks were made for", "这类网络就是为此设计的"),
    "plan.grey": ("all pictures looked at are grey", "看过的图片都是灰度的"),
    "plan.window": (
        "16-bit pictures: {low:g} becomes black, {high:g} white",
        "16 位图片：{low:g} 变为黑，{high:g} 变为白",
    ),
    "plan.minutes": (
        "minutes {minutes:g}: time decides how many epochs there are",
        "minutes {minutes:g}：由时间决定轮数",
    ),
    "plan.training_pictures": ("{n:,} training pictures", "{n:,} 张训练图片"),
    "plan.busy_cores": ("other programs keep the rest of the cores busy", "其余的核正被别的程序占用"),
    "plan.bf16": ("this machine has bf16 arithmetic", "这台机器支持 bf16 运算"),
    "plan.several_labels": ("a picture may have several labels", "一张图片可以有多个标签"),
    "plan.one_character": (
        "classes of one character would change when mirrored",
        "单个字符的类别镜像后会变",
    ),
    "plan.sides": ("left and right are classes", "左和右是不同的类别"),
    "plan.sided_quantity": ("mirrored pictures have another {names}", "镜像后的图片，{names} 会变"),
    "plan.other_kind": (
        "task {task} learns from {wanted}, and {data} has {found}. Use --task {fitting}, or leave it away.",
        "任务 {task} 学习的是{wanted}，而 {data} 是{found}。请用 --task {fitting}，或去掉它。",
    ),
}
