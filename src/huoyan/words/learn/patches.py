"""What PatchCore says while it learns."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "patches.expected_share": ("a share above 0, at most 1", "大于 0、至多为 1 的比例"),
    "patches.other_task": (
        "--model {model} learns from good pictures what is unlike them: --task anomaly. It cannot learn {task}.",
        "--model {model} 从合格图片中学习什么与之不同，用于 --task anomaly，不能用于 {task}。",
    ),
    "patches.features": (
        "--features {features}: places of pictures are seen by {known}, alone or joined by +, or by one network "
        "(with --weights FILE).",
        "--features {features}：图片的各处可用 {known} 描述（单独或用 + 连接），或用一个网络（配合 --weights 文件）。",
    ),
    "patches.need_none": (
        "--features {features} needs no network, so the weights would not be used. Leave either out.",
        "--features {features} 不需要网络，权重不会被用到。请去掉二者之一。",
    ),
    "patches.grey": (
        "--colour grey: {features} sees places in colour. Leave it out, grey pictures are taken as they are; or see "
        "places without a network: --features colour+edges.",
        "--colour grey：{features} 用彩色查看图片的各处。请去掉它，灰度图片可以直接使用；或不用网络：--features colour+edges。",
    ),
    "patches.size": (
        "--size {size} is too small for {features} to tell places apart. Give {least} or more.",
        "--size {size} 太小，{features} 无法区分图片的各处。请给出 {least} 或更大的值。",
    ),
    "patches.by_weights": ("its weights know pictures", "它的权重认识图片"),
    "patches.no_weights": (
        "no network that knows pictures is at hand; give one with --weights FILE, and compare both",
        "手边没有认识图片的网络；可用 --weights 文件 给出一个，并比较二者",
    ),
    "patches.phase_places": (
        "places of training pictures, seen by {features}",
        "用 {features} 查看训练图片的各处",
    ),
    "patches.phase_coreset": (
        "of {n:,} places {most:,} that stand for all",
        "从 {n:,} 处中选出 {most:,} 处作为代表",
    ),
    "patches.phase_wholes": ("pictures as wholes", "比较整幅图片"),
    "patches.phase_held_out": ("held-out pictures", "留出的图片"),
    "patches.stopping": (
        "Stopping: while training pictures are still looked at nothing is kept; after that the model is finished. Press "
        "Ctrl-C again to abort.",
        "即将停止：仍在查看训练图片时不保留任何结果；此后则会完成模型。再按一次 Ctrl-C 则中止。",
    ),
    "patches.remembered": (
        "Remembered: {n:,} of {of:,} places of good pictures, after {seconds:.1f} s.",
        "记住了合格图片 {of:,} 处中的 {n:,} 处，用时 {seconds:.1f} 秒。",
    ),
    "patches.whole": (
        "Pictures are compared as wholes, too: a score is that of the place furthest off, or of the whole picture where that "
        "is more (--option whole=no compares places alone).",
        "也比较整幅图片：分数取相差最大之处的分数，若整幅图片的分数更大则取后者（--option whole=no 则只比较各处）。",
    ),
    "patches.no_whole": (
        "Pictures are compared by their places alone: as wholes it takes {least} training pictures that differ.",
        "只比较各处：比较整幅图片至少需要 {least} 张互不相同的训练图片。",
    ),
    "patches.unlike": (
        "far from all others of training, where all are taken as good: {pictures}: {names}. A defect in any of them was "
        "learnt as good: look at them, and leave them out with --exclude.",
        "{pictures}作为合格用于训练，却与其他图片相差很大：{names}。若其中有缺陷，它已被当作合格学习：请查看，并用 --exclude 去掉。",
    ),
    "patches.few_held_out": (
        "Good pictures held out for the threshold: {held}; a rate of false alarms of {rate:g} takes at least {needed}, since "
        "with fewer no score is rare enough. Add good pictures, hold out more of them (--val, now "
        "{val:g}), or state a higher rate: --false-alarms.",
        "为确定阈值留出了 {held} 张合格图片；误报率 {rate:g} 至少需要 {needed} 张，再少就没有足够罕见的分数。请增加合格图片，"
        "多留出一些（--val，现为 {val:g}），或给出更高的误报率：--false-alarms。",
    ),
    "patches.rate_of_held_out": (
        "the lowest that {n} held-out good pictures can vouch for; {low:g} needs {needed}",
        "{n} 张留出的合格图片所能保证的最低值；{low:g} 需要 {needed} 张",
    ),
    "anomaly.model": (
        "--model {model} cannot find anomalies; {known} can, on the features of a network: --weights FILE, --features "
        "NAME. Leave --model out.",
        "--model {model} 不能用来找异常；{known} 可以，它建立在网络的特征之上：--weights 文件、--features 名称。请去掉 --model。",
    ),
}
