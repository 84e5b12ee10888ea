"""What is said of a run: its folder, how it goes on, what is trained beside it, and a network to look with."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # the folder
    "run.no_locks": (
        "{folder} cannot be locked: see to it that nothing else trains into it",
        "{folder} 无法加锁：请确保没有别的训练写入其中",
    ),
    "run.folder_cannot_be_made": (
        "The run folder {path} cannot be made: {reason}. Choose another --out.",
        "运行目录 {path} 无法建立：{reason}。请另选 --out。",
    ),
    "run.folder_of_somebody_else": (
        "{path} exists already, with files that no run wrote (no {mark} of a run is there), and a run never "
        "overwrites. Choose another --out, or move it away.",
        "{path} 已经存在，其中的文件不是由运行写下的（没有运行的 {mark}），而运行从不覆盖。"
        "请另选 --out，或把它移走。",
    ),
    "run.folder_is_a_file": (
        "{path} exists already, as a file, and a run never overwrites. Choose another --out, or move "
        "it away.",
        "{path} 已经存在，且是一个文件，而运行从不覆盖。请另选 --out，或把它移走。",
    ),
    "run.another_process": ("another process", "另一个进程"),
    "run.process": ("process {process} on {host} since {since}", "{host} 上的进程 {process}，始于 {since}"),
    "run.is_being_trained": (
        "{path} is being trained by {who}. Wait until that has ended, or choose another --out.",
        "{path} 正在训练中：{who}。请等它结束，或另选 --out。",
    ),
    # a run that goes on
    "run.resume_value": (
        'resume={value}: it is True, False or "if-any".',
        'resume={value}：可取 True、False 或 "if-any"。',
    ),
    "run.data_are_gone": (
        "The run {out} was trained on {data}, where nothing is now. Say where the data are: "
        "huoyan train DATA --resume --out {named}",
        "运行 {out} 是在 {data} 上训练的，那里现在什么都没有。请指明数据在哪里："
        "huoyan train DATA --resume --out {named}",
    ),
    "run.exists_finished": (
        "{out} exists already and a run never overwrites. Choose another --out, or move it away; "
        "--resume --epochs N trains it further.",
        "{out} 已经存在，而运行从不覆盖。请另选 --out，或把它移走；--resume --epochs N 可继续训练它。",
    ),
    "run.exists_cut_off": (
        "{out} exists already and a run never overwrites. Choose another --out, or move it away; "
        "--resume goes on with it.",
        "{out} 已经存在，而运行从不覆盖。请另选 --out，或把它移走；--resume 可接着它训练。",
    ),
    "run.resume_needs_out": (
        "--resume needs --out: the run folder to go on with.",
        "--resume 需要 --out：要接着训练的运行目录。",
    ),
    "run.restarts_need_out": (
        "torchrun --max-restarts needs --out: processes that are started anew must find the run.",
        "torchrun --max-restarts 需要 --out：重新启动的进程要能找到这次运行。",
    ),
    "run.without_recipe": (
        "{path} holds a run without its recipe.toml, and a run never overwrites. Choose another --out, move "
        "it away, or put its recipe.toml back to go on with it.",
        "{path} 中的运行缺了 recipe.toml，而运行从不覆盖。"
        "请另选 --out，把它移走，或放回 recipe.toml 再接着训练。",
    ),
    "run.nothing_to_resume": (
        "{out} holds no run to resume (no recipe.toml). Start it without --resume.",
        "{out} 中没有可接着训练的运行（没有 recipe.toml）。请去掉 --resume 重新开始。",
    ),
    "run.lacks_mark": (
        "{out} is no run folder: it lacks {mark}, which each has. Copy that file too, or start anew.",
        "{out} 不是运行目录：缺少每个运行目录都有的 {mark}。请把该文件也复制过来，或重新开始。",
    ),
    "run.keeps_its_recipe": (
        "A resumed run keeps its recipe, but {names} would change. Leave them away, or start a new run.",
        "接着训练的运行保持原来的配方，而 {names} 会改变。请去掉它们，或开始新的运行。",
    ),
    "run.other_pictures": (
        "The run {path} began with other pictures, labels, class names or another split ({where}). Give it "
        "the data as they were, or start a new run. Nothing was changed.",
        "运行 {path} 开始时用的是别的图片、标签、类别名或另一种划分（{where}）。"
        "请给它原来的数据，或开始新的运行。没有改动任何东西。",
    ),
    "run.data_in_folder": ("{data} in {folder}", "{folder} 中的 {data}"),
    # a finished run that is trained further
    "run.is_finished": (
        "The run {path} is finished: there is nothing to resume. --epochs N or --minutes M trains it "
        "further; another --out starts a new one.",
        "运行 {path} 已经完成，没有可接着训练的。"
        "--epochs N 或 --minutes M 可继续训练它；另选 --out 则开始新的运行。",
    ),
    "run.is_of_a_head": (
        "The run {path} ended with {model}, which is not trained in epochs: there is nothing to train further. "
        "Another --out starts a new run.",
        "运行 {path} 的结果是 {model}，它不按轮次训练：没有可以继续训练的。用另一个 --out 开始新的运行。",
    ),
    "run.untold_history": (
        "{log} does not tell how far the run was trained, so it cannot be trained further. Start a new one "
        "from its weights: --weights {weights}",
        "{log} 没有记下训练到了哪里，所以不能继续训练。请从它的权重开始新的运行：--weights {weights}",
    ),
    "run.has_had_the_epochs": (
        "{path} was trained for {done:g} epochs, and --epochs {asked:g} counts these too. Give a larger "
        "number.",
        "{path} 已训练 {done:g} 遍，--epochs {asked:g} 也把它们计算在内。请给更大的数。",
    ),
    "run.trained_further": (
        "the run has {done:g} of its epochs behind it; the best weights of them are trained further",
        "这次运行已训练 {done:g} 遍；从其中最好的权重继续训练",
    ),
    # beside a run
    "beside.begins.random-split": (
        "beside this run: the same recipe on a split that is drawn at random, for about {seconds:.0f} s",
        "与本次运行并列：同一配方在随机划分上再训练一次，约 {seconds:.0f} 秒",
    ),
    "beside.begins.plain": (
        "beside this run: the same recipe with nothing done about the sizes of the classes, for about "
        "{seconds:.0f} s",
        "与本次运行并列：同一配方、不处理类别大小不等，再训练一次，约 {seconds:.0f} 秒",
    ),
    "beside.training_was_stopped": (
        "--beside {choices}: left out, as the training was stopped by hand",
        "--beside {choices}：未进行，因为训练被手动停止",
    ),
    "beside.was_stopped": (
        "--beside {choice}: left out, as it was stopped by hand",
        "--beside {choice}：被手动停止，未列出",
    ),
    "beside.is_plain": (
        "--beside plain: nothing was done about the sizes of the classes, so this run is plain",
        "--beside plain：本次运行没有处理类别大小，本身就是 plain",
    ),
    "beside.failed": ("--beside {choice} failed: {reason}", "--beside {choice} 失败：{reason}"),
    "beside.training": ("{choice}: training", "{choice}：训练"),
    "beside.phase": ("{choice}: {what}", "{choice}：{what}"),
    # a network to look with
    "backbone.brings_its_weights": (
        "{backbone} is a model on disk and brings its weights: leave out --weights, --pretrained, --option, "
        "--mean and --std, which belong to a network by its name.",
        "{backbone} 是磁盘上的模型，自带权重：请去掉 --weights、--pretrained、--option、--mean 与 --std，"
        "它们只用于按名称指定的网络。",
    ),
    "backbone.no_weights": (
        "{name} has no weights to look with. Give --weights FILE, or --pretrained to download timm's.",
        "{name} 没有可用来查看的权重。请给 --weights FILE，或用 --pretrained 下载 timm 的权重。",
    ),
    "backbone.mean_and_std_together": (
        "--mean and --std go together; give both or none.",
        "--mean 与 --std 要一起给：都给，或都不给。",
    ),
    "backbone.channels": (
        "--mean and --std take three numbers, red, green and blue, or one.",
        "--mean 与 --std 接受红、绿、蓝三个数，或一个数。",
    ),
    "backbone.weights": ("{weights}: {sentence}", "{weights}：{sentence}"),
}
