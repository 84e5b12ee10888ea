"""What is said of a teacher whose answers a network learns."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "distil.phase": ("The teacher answers for the training pictures", "教师模型为训练图片作答"),
    "distil.views": (
        "{teacher} sees its pictures as this network does, so it answers for the very views that are learnt from",
        "{teacher} 看图片的方式与此网络相同，因此直接对正在学习的图片作答",
    ),
    "distil.other_pictures": (
        "{teacher} sees its pictures otherwise, so it answers once for each picture as it is",
        "{teacher} 看图片的方式不同，因此对每张原图作答一次",
    ),
    "distil.frozen": (
        "pictures go through the frozen stages once, before the training, so {teacher} answers once for each picture as it is",
        "图片在训练前只经过冻结的各级一次，因此 {teacher} 对每张原图作答一次",
    ),
    "distil.softer": (
        "the teacher's answers say more than its first choice, and a higher one makes the others weigh more",
        "教师的回答不只是首选，温度越高，其余类别的份量越大",
    ),
    "distil.no_teacher": (
        "{names}: this says how a teacher is learnt from, and none is named. Name one: --teacher RUN.",
        "{names}：这是向教师学习的设置，但没有给出教师模型。请用 --teacher RUN 给出。",
    ),
    "distil.other_task": (
        "{teacher} is a model of {task}; a teacher has to be one of {wanted}. Name a run that was trained for the same task.",
        "{teacher} 是 {task} 的模型；教师模型必须是 {wanted} 的。请给出为同一任务训练的运行。",
    ),
    "distil.other_labels": (
        "{teacher} and {data} do not have the same classes: only one of them knows {only}. Name a teacher that was trained on these "
        "classes.",
        "{teacher} 与 {data} 的类别不同：{only} 只有其中一个有。请给出在这些类别上训练的教师模型。",
    ),
    "distil.views_differ": (
        "--distil-on views needs a teacher that sees pictures as this network does, and {teacher} sees them otherwise ({values}). "
        "Train with the same values, or say --distil-on plain.",
        "--distil-on views 要求教师看图片的方式与此网络相同，而 {teacher} 不同（{values}）。请用相同的值训练，或写 --distil-on plain。",
    ),
    "distil.views_frozen": (
        "--distil-on views needs pictures at every step, and with --start head they go through the frozen stages once. Say "
        "--distil-on plain, or --start random.",
        "--distil-on views 要求每一步都有图片，而 --start head 时图片只经过冻结的各级一次。请写 --distil-on plain，或 --start random。",
    ),
    "distil.unknown_pictures": (
        "{teacher} does not tell which pictures it was trained on: make sure that it has not seen those of validation and test",
        "{teacher} 没有记录用哪些图片训练：请确认它没有见过验证和测试用的图片",
    ),
    "distil.seen": (
        "The teacher {teacher} was trained on {n:,} pictures that are in the {part} part here ({names}): what it knows of them would "
        "reach the network, and its score would be none. Train the teacher on the same split: the same --seed, --val and --test, or "
        "--splits {teacher}/splits.csv.",
        "教师模型 {teacher} 训练时用过这里{part}部分的 {n:,} 张图片（{names}）：它对这些图片的了解会传给网络，分数便不可信。请让教师使用同一划分："
        "相同的 --seed、--val 与 --test，或 --splits {teacher}/splits.csv。",
    ),
    "distil.seen_val": (
        "The teacher {teacher} has learnt from {n:,} pictures of the validation part here, too ({names}), as heads do once they are "
        "chosen: which epoch is best is judged a little kindly. The test part is new to both",
        "教师模型 {teacher} 也学习过这里验证部分的 {n:,} 张图片（{names}），分类头选定后都会如此：哪一轮最好因此判断得略偏乐观。"
        "测试部分对两者都是新的",
    ),
    "distil.other_teacher": (
        "The run {path} began with another teacher: its folder holds another model now. Put the model back, or start a new run. "
        "Nothing was changed.",
        "运行 {path} 开始时的教师模型不同：那个文件夹里现在是另一个模型。请放回原来的模型，或开始新的运行。没有改动任何东西。",
    ),
    "distil.unreadable": (
        "The teacher {teacher} cannot see {source}: {reason} Leave the picture out with --exclude.",
        "教师模型 {teacher} 无法查看 {source}：{reason} 请用 --exclude 略去这张图片。",
    ),
    "distil.of_networks": (
        "--model {model} learns in no steps, and a teacher's answers are learnt step by step. Name a network, such as --model cnn.",
        "--model {model} 不是逐步训练的，而教师的回答需要逐步学习。请指定网络，例如 --model cnn。",
    ),
}
