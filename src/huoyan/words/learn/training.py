"""What a training says and why one stops: loss, optimiser, pictures, checkpoints, processes."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "fit.stopping": (
        "Stopping after this step; the best weights so far are kept. Press Ctrl-C again to abort.",
        "这一步之后停止；保留目前最好的权重。再按一次 Ctrl-C 则中止。",
    ),
    "fit.terminal_closed": (
        "The terminal was closed: stopping after this step; the best weights so far are kept.",
        "终端已关闭：这一步之后停止；保留目前最好的权重。",
    ),
    "fit.checkpoint": (
        "The checkpoint of step {step} ({megabytes:.1f} MB) cannot be written to {folder}: {reason}. "
        "{remedy}",
        "第 {step} 步的检查点（{megabytes:.1f} MB）无法写到 {folder}：{reason}。{remedy}",
    ),
    "fit.checkpoint_kept": (
        "The checkpoint of step {step} ({megabytes:.1f} MB) cannot be written to {folder}: {reason}. "
        "The earlier checkpoint is intact. {remedy}",
        "第 {step} 步的检查点（{megabytes:.1f} MB）无法写到 {folder}：{reason}。先前的检查点完好。{remedy}",
    ),
    "fit.memory": (
        "Memory is short, even for one picture at a time: {reason}. Use a smaller --size or --model, "
        "or end what else takes memory.",
        "内存不足，一次一张图片也不够：{reason}。请使用更小的 --size 或 --model，或结束其他占用内存的程序。",
    ),
    "fit.broke_off": (
        "The training broke off: {reason}. If the cause can be taken away, --resume goes on from the "
        "last checkpoint; else use another --model, --size or --device.",
        "训练中断：{reason}。如果能消除原因，--resume 可从最后一个检查点继续；否则请换用其他 --model、"
        "--size 或 --device。",
    ),
    "fit.other_data": (
        "The checkpoint in {folder} belongs to other pictures, labels or another split. Put the data "
        "back as they were, or start a new run.",
        "{folder} 中的检查点属于其他图片、标签或另一种划分。请把数据恢复原样，或开始新的运行。",
    ),
    "fit.goes_on_without": ("{failure} Training goes on without.", "{failure}训练继续进行，不保存检查点。"),
    "fit.batch_of_one": (
        "{name} cannot be trained with one picture a batch at {size} px: {reason}. Batch norm needs "
        "more than one value a channel: use a larger --batch (and at least 2 training pictures), or a "
        "larger --size.",
        "{name} 在 {size} px 下不能以每批一张图片训练：{reason}。批归一化的每个通道需要多于一个值："
        "请用更大的 --batch（以及至少 2 张训练图片），或更大的 --size。",
    ),
    "fit.size": (
        "{name} cannot be trained on pictures of {size} x {size} pixels with these options: {reason}. "
        "Use another --size, or other options.",
        "带这些选项的 {name} 不能用 {size} x {size} 像素的图片训练：{reason}。请换用其他 --size 或其他选项。",
    ),
    "fit.frames": (
        "{name} cannot be trained on frames of {height} x {width} pixels: {reason}. Give --frame-height and --frame-width "
        "one value, as it takes squares, or --model motion_cnn, which takes any frames.",
        "{name} 不能用 {height} x {width} 像素的帧训练：{reason}。它只接受正方形：请给 --frame-height 与 --frame-width 同一个值，"
        "或使用接受任意帧的 --model motion_cnn。",
    ),
    "fit.schedule": (
        "schedule {kind!r} is unknown; use one of {known}.",
        "未知的学习率曲线 {kind!r}；请使用以下之一：{known}。",
    ),
    "fit.schedule_values": (
        "{total} steps, warm-up {warmup}, final {final}; needed are a total above 0, 0 <= warm-up <= 1 "
        "and 0 <= final <= 1.",
        "{total} 步，warm-up 为 {warmup}，final 为 {final}；总步数须大于 0，0 <= warm-up <= 1 且 0 <= "
        "final <= 1。",
    ),
    "fit.optimiser_values": (
        "lr {lr}, weight decay {weight_decay}, momentum {momentum}, beta2 {beta2}; needed are lr > 0, "
        "weight decay >= 0, and both others in 0 <= x < 1.",
        "lr 为 {lr}，weight decay 为 {weight_decay}，momentum 为 {momentum}，beta2 为 {beta2}；应为 lr "
        "> 0、weight decay >= 0，后两者 0 <= x < 1。",
    ),
    "fit.frozen": (
        "no parameter asks for gradients, so there is nothing to train. Unfreeze a layer.",
        "没有参数需要梯度，因此没有可训练的内容。请解冻一层。",
    ),
    "fit.muon": (
        "muon is for hidden matrices and convolutions, and this network trains none. Use adamw.",
        "muon 用于隐藏层的矩阵和卷积，而这个网络没有训练它们。请使用 adamw。",
    ),
    "fit.optimiser": (
        "optimiser {name!r} is unknown; use one of {known}.",
        "未知的优化器 {name!r}；请使用以下之一：{known}。",
    ),
    "fit.average_decay": (
        "decay {decay} of the weight average; 0 <= decay < 1 is needed.",
        "权重平均的 decay 为 {decay}；应为 0 <= decay < 1。",
    ),
    "fit.average_of_other": (
        "the stored weight average does not fit this network ({names} differ). Resume with the recipe "
        "that the run was started with.",
        "保存的权重平均与这个网络不符（{names} 不同）。请用开始该运行时的配方继续。",
    ),
    "fit.a_shape": ("a shape", "某个形状"),
    "objective.several_labels": (
        "several labels a picture: each label gets its own threshold on validation instead",
        "一张图片有多个标签：改为在验证集上为每个标签单独定阈值",
    ),
    "objective.balanced": (
        "the largest class has {most:,} pictures, the smallest {least:,}, which needs no remedy",
        "最大的类别有 {most:,} 张图片，最小的有 {least:,} 张，不需要处理",
    ),
    "objective.sampling": (
        "the largest class has {most:,} pictures, the smallest {least:,}: every class is drawn equally often",
        "最大的类别有 {most:,} 张图片，最小的有 {least:,} 张：各类别抽取的次数相同",
    ),
    "objective.sampling_of_labels": (
        "sampling takes one class a picture, this data has several; use logit-adjustment or focal.",
        "sampling 要求每张图片一个类别，而这些数据有多个；请使用 logit-adjustment 或 focal。",
    ),
    "objective.focal_beside": (
        "focal is a loss itself and cannot be had beside loss {loss}; leave one out.",
        "focal 本身就是损失，不能与损失 {loss} 同时使用；请去掉其中一个。",
    ),
    "objective.beta": ("beta {beta}; 0 <= beta <= 1 is needed.", "beta 为 {beta}；应为 0 <= beta <= 1。"),
    "objective.targets": (
        "targets of the shape {shape}; one class a picture is needed.",
        "targets 的形状是 {shape}；每张图片需要一个类别。",
    ),
    "objective.smoothing": (
        "label smoothing {smoothing}; 0 <= smoothing < 1 is needed.",
        "label smoothing 为 {smoothing}；应为 0 <= smoothing < 1。",
    ),
    "objective.class_weights": (
        "class weights {weights}; {classes} numbers of at least 0, not all 0, are needed.",
        "类别权重为 {weights}；应为 {classes} 个不小于 0 且不全为 0 的数。",
    ),
    "objective.logit_shift": (
        "logit shift {shift}; {classes} finite numbers are needed.",
        "logit 偏移为 {shift}；应为 {classes} 个有限的数。",
    ),
    "objective.loss_of_one": (
        "{name} takes one class a picture, and this data has several; use {known}.",
        "{name} 要求每张图片一个类别，而这些数据有多个；请使用 {known}。",
    ),
    "objective.loss": (
        "loss {name!r} is unknown; use one of {known}.",
        "未知的损失 {name!r}；请使用以下之一：{known}。",
    ),
    "feed.unread": (
        "{pictures} cannot be read ({where}): {names}; {file} lists them",
        "{pictures}无法读取（{where}）：{names}；{file} 列出了它们",
    ),
    "feed.unread_part": ("{n} of {part}", "{part} 有 {n} 张"),
    "feed.broken_of": ("{source}: {code}", "{source}：{code}"),
    "feed.more_than": ("more than --max-broken {most:.0%}", "超过 --max-broken {most:.0%}"),
    "feed.none_left": ("and none is left", "且一张也没有剩下"),
    "feed.broken": (
        "{bad:,} of {total:,} pictures cannot be read, {verdict} ({shown}). Of the first: {first} Mend "
        "or remove them (quarantine.jsonl of the run lists all), or allow more with --max-broken.",
        "{total:,} 张图片中有 {bad:,} 张无法读取，{verdict}（{shown}）。第一张的原因："
        "{first}请修复或移走它们（运行文件夹中的 quarantine.jsonl 列出了全部），或用 --max-broken "
        "放宽限制。",
    ),
    "feed.broken_part": (
        "{bad:,} of {total:,} {part} pictures cannot be read, {verdict} ({shown}). Of the first: "
        "{first} Mend or remove them (quarantine.jsonl of the run lists all), or allow more with "
        "--max-broken.",
        "{part} 的 {total:,} 张图片中有 {bad:,} 张无法读取，{verdict}（{shown}）。第一张的原因："
        "{first}请修复或移走它们（运行文件夹中的 quarantine.jsonl 列出了全部），或用 --max-broken "
        "放宽限制。",
    ),
    "feed.no_training": (
        "{name} has no picture to train on: all {n:,} are in its {parts}. Add a part train, or have a "
        "split drawn: name the table with --split-column none, or the folder below.",
        "{name} 没有用于训练的图片：全部 {n:,} 张都在它的 {parts} 部分。请加入 train 部分，"
        "或另行抽取划分：用 --split-column none 指定表格，或指定下级文件夹。",
    ),
    "feed.too_many_for_copies": (
        "{n:,} pictures are too many to look for copies first; huoyan check does it",
        "{n:,} 张图片太多，不先查找副本；huoyan check 会查找",
    ),
    "feed.looking_for_copies": ("looking for copies", "查找副本"),
    "feed.decoding": ("decoding", "解码"),
    "feed.leaked_clips": (
        "{n:,} clips of the same content lie on both sides of the data's own split ({scored:,} of the test part): the "
        "score flatters. huoyan check --task clip shows them, and its --fix writes the list for --exclude.",
        "{n:,} 个内容相同的片段同时位于数据自带划分的两侧（测试部分有 {scored:,} 个）：分数偏高。"
        "huoyan check --task clip 会显示它们，其 --fix 会写出供 --exclude 使用的列表。",
    ),
    "feed.leaked": (
        "{n:,} pictures lie on both sides of the data's own split, nearly or wholly the same "
        "({scored:,} of the test part): the score flatters. huoyan check shows them, and its --fix "
        "writes the list for --exclude.",
        "{n:,} 张图片同时位于数据自带划分的两侧，几乎或完全相同（测试部分有 {scored:,} 张）：分数偏高。"
        "huoyan check 会显示它们，其 --fix 会写出供 --exclude 使用的列表。",
    ),
    "feed.copies": (
        "{n:,} pictures are the same as others or nearly so; each group stays on one side of the split",
        "{n:,} 张图片与别的图片相同或几乎相同；每一组都放在划分的同一侧",
    ),
    "feed.chains": (
        "{n:,} pictures form chains of near copies (each like the next, as in a film) that would fill a part "
        "of the split: they are cut, and alike pictures may lie on both sides of a cut. A column group "
        "keeps the pictures of one film together.",
        "{n:,} 张图片连成了几乎相同的串（每张都像下一张，如影片的各帧），会占满划分的一个部分：它们被切开，"
        "切口两侧可能有相似的图片。用 group 列可以把同一影片的图片放在一起。",
    ),
    "feed.cache_unwritten": ("{path} cannot be written: {reason}.", "{path} 无法写入：{reason}。"),
    "feed.no_space": (
        "The cache of decoded pictures needs {needed:.2f} GB at {folder}, where {free:.2f} GB are "
        "free. Free some space, choose a smaller --size, or use --feed workers.",
        "解码图片的缓存需要在 {folder} 占用 {needed:.2f} GB，那里剩余 {free:.2f} GB。请腾出一些空间，"
        "选用更小的 --size，或使用 --feed workers。",
    ),
    "feed.class_unreadable": (
        "No training picture of {classes} can be read ({pictures}): nothing can be learnt of it. Mend "
        "or replace these files (quarantine.jsonl of the run says what the matter is), or remove all "
        "pictures of the class.",
        "{classes} 的训练图片都无法读取（{pictures}）：无法从中学习。"
        "请修复或替换这些文件（运行文件夹中的 quarantine.jsonl 写明原因），或移走该类别的所有图片。",
    ),
    "feed.part_training": ("training", "训练"),
    "feed.part_validation": ("validation", "验证"),
    "feed.part_test": ("test", "测试"),
    "process.data_differ": (
        "The machines' data differ. Give all of them the same files under the same path.",
        "各台机器的数据不同。请在相同的路径下给它们相同的文件。",
    ),
    "process.counts_differ": (
        "The machines' data differ: they can read {counts} pictures. Give all of them the same files "
        "under the same path.",
        "各台机器的数据不同：它们能读取的图片数为 {counts}。请在相同的路径下给它们相同的文件。",
    ),
    "process.alone": (
        "Process {rank} of {size} waited {patience} for the others. Start torchrun on every machine.",
        "进程 {rank}（共 {size} 个）等待其他进程已达 {patience}。请在每台机器上启动 torchrun。",
    ),
    "process.folder_unseen": ("not all processes see this folder", "并非所有进程都能看到这个文件夹"),
    "process.share_out": (
        "Give --out as the full path of a folder that all share.",
        "请用 --out 给出所有进程共享的文件夹的完整路径。",
    ),
    "process.one_failed": ("one failed", "其中一个进程失败"),
    "process.checkpoint": (
        "The checkpoint of all processes cannot be written to {folder}: {problem}. The earlier "
        "checkpoint is intact. {remedy}",
        "所有进程的检查点无法写到 {folder}：{problem}。先前的检查点完好。{remedy}",
    ),
    "process.lost": (
        "Process {rank} lost the others ({reason}). Start them again with --resume; torchrun "
        "--max-restarts does it by itself.",
        "进程 {rank} 与其他进程失去联系（{reason}）。请加 --resume 重新启动它们；torchrun "
        "--max-restarts 会自动这样做。",
    ),
    "process.stopped": ("Another process stopped: {reason}", "另一个进程已停止：{reason}"),
}
