"""What a run says from its start to its report: phases, the network it starts from, and why it cannot go on."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # phases
    "phase.reading": ("reading", "读取"),
    "phase.training": ("training", "训练"),
    "phase.learning_classes": (
        "learning the classes, to tell what made pictures are of",
        "学习类别，以判断生成的图片属于哪一类",
    ),
    "phase.exporting": ("exporting", "导出"),
    "phase.scoring": ("scoring", "评分"),
    "phase.reporting": ("reporting", "写报告"),
    # the device, and several processes
    "device.unknown": ("no device is called so", "没有这样的设备"),
    "device.no_computing": ("nothing is computed there", "那里不能计算"),
    "device.refused": (
        "Device {name!r} cannot be used here ({reason}). Use cpu, cuda, cuda:0 ..., or auto. huoyan doctor shows "
        "what is there.",
        "这里不能使用设备 {name!r}（{reason}）。请用 cpu、cuda、cuda:0 等，或 auto。huoyan doctor 列出现有的设备。",
    ),
    "device.refused_meant": (
        "Device {name!r} cannot be used here ({reason}). Did you mean {meant}? Use cpu, cuda, cuda:0 ..., or auto. "
        "huoyan doctor shows what is there.",
        "这里不能使用设备 {name!r}（{reason}）。是否想用 {meant}？请用 cpu、cuda、cuda:0 等，或 auto。"
        "huoyan doctor 列出现有的设备。",
    ),
    "shard.divided": (
        "the network is divided among {n} processes",
        "网络分给 {n} 个进程",
    ),
    "shard.muon": (
        "--parallel shard divides matrices that --optimizer muon needs whole. Use adamw.",
        "--parallel shard 会拆分 --optimizer muon 需要完整的矩阵。请用 adamw。",
    ),
    "shard.no_processes": (
        "--parallel shard divides the network among processes: start them with torchrun --nproc-per-node N -m "
        "huoyan train ...",
        "--parallel shard 把网络分给多个进程：请用 torchrun --nproc-per-node N -m huoyan train ... 启动它们",
    ),
    "shard.shared_gpus": (
        "--parallel shard needs a GPU for each process, and {n} processes share {gpus} here. Start as many as "
        "there are GPUs.",
        "--parallel shard 要求每个进程各有一块 GPU，而这里 {n} 个进程共用 {gpus} 块。请按 GPU 的数量启动进程。",
    ),
    # the network that training starts from
    "start.weights": ("{file}: {loaded}", "{file}：{loaded}"),
    "start.kept_statistics": (
        "batch norms keep the statistics that the weights came with",
        "批归一化保留权重自带的统计量",
    ),
    "start.frozen": (
        "freeze: only the last layer trains ({n:,} parameters)",
        "freeze：只训练最后一层（{n:,} 个参数）",
    ),
    "start.frozen_frames": (
        "freeze: of what sees a frame only the last layer trains, and all that reads the frames over time "
        "({n:,} parameters)",
        "freeze：看单帧的网络只训练最后一层，并训练按时间读取各帧的部分（共 {n:,} 个参数）",
    ),
    "start.frozen_stages": (
        "the first {n} of {of} stages do not train: what they know, any photo needs",
        "前 {n} 个阶段（共 {of} 个）不训练：它们所知的，任何照片都用得上",
    ),
    "start.head": (
        "the last layer begins as the best linear answer to {n:,} features of the training pictures",
        "最后一层从训练图片 {n:,} 个特征的最佳线性解开始",
    ),
    "start.no_linear_end": (
        "the network does not end in one linear layer, so that none can be fitted first. Use --start random.",
        "网络末端不是单个线性层，无法先行拟合。请用 --start random。",
    ),
    "phase.frames": ("looking at each frame once", "把每一帧各看一遍"),
    "phase.views": ("preparing views of the pictures", "准备图片的多个视图"),
    "start.nothing_to_freeze": (
        "{name} ends in no linear layer, so --freeze has nothing to train.",
        "{name} 末端没有线性层，--freeze 之后没有可训练的部分。",
    ),
    "start.mean_of_channels": (
        "mean {mean} is for {n} channels, and the pictures have {channels}. Give one number a channel, or one "
        "for all.",
        "mean {mean} 用于 {n} 个通道，而图片有 {channels} 个。请每个通道给一个数，或给一个共用的数。",
    ),
    # training
    "learn.no_validation": (
        "There is no picture to validate on. Give the data a val/ part, or raise --val.",
        "没有可用于验证的图片。请给数据加上 val/ 部分，或调高 --val。",
    ),
    "learn.diverged": (
        "The loss became {value} again, at learning rate {rate:.2g}: training diverges. Try --lr {lower:.1g}, "
        "--clip 1, or --precision fp32.",
        "损失再次变为 {value}，学习率为 {rate:.2g}：训练发散。请试 --lr {lower:.1g}、--clip 1 或 --precision fp32。",
    ),
    "learn.diverged_kept": (
        "The loss became {value} again, at learning rate {rate:.2g}: training diverges. The batch is kept in "
        "{batch}. Try --lr {lower:.1g}, --clip 1, or --precision fp32.",
        "损失再次变为 {value}，学习率为 {rate:.2g}：训练发散。该批图片保存在 {batch}。"
        "请试 --lr {lower:.1g}、--clip 1 或 --precision fp32。",
    ),
    "learn.goes_back": (
        "the loss became {value} at step {step}: back to step {back}, with {factor:g} times the learning rate.",
        "第 {step} 步损失变为 {value}：回到第 {back} 步，学习率乘以 {factor:g}。",
    ),
    "learn.goes_back_kept": (
        "the loss became {value} at step {step}: back to step {back}, with {factor:g} times the learning rate. "
        "The batch is kept in {batch}.",
        "第 {step} 步损失变为 {value}：回到第 {back} 步，学习率乘以 {factor:g}。该批图片保存在 {batch}。",
    ),
    "learn.memory_is_short": (
        "memory is short: {share} pictures at a time; the batch stays {n}",
        "内存不足：每次 {share} 张图片；批大小仍为 {n}",
    ),
    "learn.too_little_memory": (
        "Memory is short in process {rank} for its {share} pictures of a batch. Use a smaller --batch or --size, "
        "more processes, or --parallel shard.",
        "进程 {rank} 的内存不足以容纳每批中它的 {share} 张图片。请用更小的 --batch 或 --size、更多进程，"
        "或 --parallel shard。",
    ),
    "learn.paused": (
        "The training in {folder} is paused at step {step:,}; the same command goes on with it. (Only without "
        "--resume-if-any Ctrl-C finishes a run early.)",
        "{folder} 中的训练在第 {step:,} 步暂停；用同样的命令即可继续。（只有不带 --resume-if-any 时，"
        "Ctrl-C 才会提前结束运行。）",
    ),
    "learn.unfinished": (
        "warning: the training in {folder} is done, its model and report are not: --resume finishes them.",
        "警告：{folder} 中的训练已完成，但模型与报告尚未完成：用 --resume 可以完成它们。",
    ),
    "learn.cannot_write": (
        "The run cannot be written to {folder}: {reason}. {remedy} --resume takes the training up again.",
        "运行无法写到 {folder}：{reason}。{remedy}--resume 可接着训练。",
    ),
    "learn.plain_follows": (
        "--beside plain follows, to show what the remedy for imbalance does (--beside none leaves it out)",
        "接着进行 --beside plain，以显示处理类别不均的效果（--beside none 则不做）",
    ),
    "learn.no_test": (
        "no test part: the score is that of the validation part, which also chose {chosen}",
        "没有测试部分：分数来自验证部分，而它也决定了{chosen}",
    ),
    "learn.no_test_unchosen": (
        "no test part: the score is that of the validation part, by which nothing was chosen",
        "没有测试部分：分数来自验证部分，没有用它做过任何选择",
    ),
    "learn.stopped_by_hand": (
        "Training was stopped by hand; the model has the best weights until then.",
        "训练被手动停止；模型用的是到那时为止最好的权重。",
    ),
    "learn.few_to_choose_by": (
        "{pictures} to validate on: too few to tell epochs apart. The last epoch is kept, unless it is clearly worse.",
        "只有{pictures}用于验证：太少，分不出各轮的好坏。除非明显变差，否则保留最后一轮的权重。",
    ),
    "learn.stopped_early": (
        "Training stopped early: validation no longer became better.",
        "训练提前停止：验证得分不再变好。",
    ),
    "chosen.settings": ("the settings of the search", "搜索所得的设置"),
    "chosen.weights": ("the weights", "权重"),
    "chosen.end": ("when training ended", "训练何时结束"),
    "chosen.temperature": ("the temperature", "温度"),
    "chosen.intervals": ("the prediction intervals", "预测区间"),
    "chosen.thresholds": ("the thresholds", "阈值"),
    "chosen.threshold_of_good": ("the threshold", "阈值"),
    "chosen.nms": ("the overlap of two boxes that are one thing", "两个框视为同一目标的重叠度"),
    # after training
    "learn.no_onnx": (
        "The network cannot be written as ONNX ({reasons}). Networks whose control flow depends on the picture "
        "are not exportable: choose another --model.",
        "网络无法写成 ONNX（{reasons}）。控制流取决于图片的网络不能导出：请另选 --model。",
    ),
    "learn.no_head_in_torch": (
        "The model in {folder} is no network alone ({network}), and PyTorch does not run it. Take onnxruntime or openvino.",
        "{folder} 中的模型（{network}）不是单一的网络，PyTorch 不能运行它。请用 onnxruntime 或 openvino。",
    ),
    "learn.weights_of_another_network": (
        "{folder} holds weights that do not fit its network {network} ({reason}). Was it written by another "
        "version?",
        "{folder} 中的权重与其网络 {network} 不符（{reason}）。它是否由别的版本写出？",
    ),
    # prediction and pages
    "predict.no_picture": (
        "{name} is of type {kind}, which is no picture. Expected a path or an address, encoded bytes, an open "
        "binary file, a Pillow picture, an array or a tensor.",
        "{name} 的类型是 {kind}，不是图片。应为路径或地址、编码后的字节、打开的二进制文件、Pillow 图片、数组或张量。",
    ),
    "predict.several": (
        "{path} stands for {n:,} pictures, and one is expected. Give it to predict().",
        "{path} 代表 {n:,} 张图片，而这里需要一张。请把它交给 predict()。",
    ),
    "predict.at_least_one": (
        "{name} is {value!r}; give a whole number of 1 or more, or none for a good one.",
        "{name} 为 {value!r}；请给出不小于 1 的整数，或不给而用合适的值。",
    ),
    "page.report_not_written": (
        "The report {path} cannot be written ({reason}). {remedy}",
        "报告 {path} 无法写出（{reason}）。{remedy}",
    ),
    "page.check_not_written": (
        "The page {path} cannot be written ({reason}). {remedy}",
        "页面 {path} 无法写出（{reason}）。{remedy}",
    ),
    "page.no_language": (
        "There is no report in the language {lang!r}. Choose one of: {known}.",
        "没有 {lang!r} 语言的报告。可选：{known}。",
    ),
}
