"""What is said while good choices are searched."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "search.begins": (
        "--tune: up to {wanted} settings of {models} are tried, each scored on validation alone; searched are {choices}",
        "--tune：最多尝试 {models} 的 {wanted} 组设置，只用验证部分评分；搜索的选项：{choices}",
    ),
    "search.goes_on": (
        "--tune: the search goes on; {done} of {wanted} settings are known from {storage}",
        "--tune：搜索继续；{storage} 中已有 {done} 组设置（共 {wanted} 组）",
    ),
    "search.phase_first": ("Search: the usual choices", "搜索：通常的选项"),
    "search.phase": (
        "Search: setting {n} of {wanted} (about {minutes:.0f} min left)",
        "搜索：第 {n} 组设置，共 {wanted} 组（约剩 {minutes:.0f} 分钟）",
    ),
    "terminal.searched": (
        "{n:>3}/{wanted}  {name} {score:.4f}   {setting}   {seconds:.0f} s; best {best:.4f}, about {minutes:.0f} min left",
        "{n:>3}/{wanted}  {name} {score:.4f}   {setting}   {seconds:.0f} 秒；最好 {best:.4f}，约剩 {minutes:.0f} 分钟",
    ),
    "terminal.searched_pruned": (
        "{n:>3}/{wanted}  given up   {setting}   {seconds:.0f} s; about {minutes:.0f} min left",
        "{n:>3}/{wanted}  提前放弃   {setting}   {seconds:.0f} 秒；约剩 {minutes:.0f} 分钟",
    ),
    "terminal.searched_refused": (
        "{n:>3}/{wanted}  failed   {setting}: {reason}",
        "{n:>3}/{wanted}  失败   {setting}：{reason}",
    ),
    "search.found": (
        "Of {n} settings the best is {setting}: {score:.4f} on {pictures} validation pictures",
        "{n} 组设置中最好的是 {setting}：在 {pictures} 张验证图片上为 {score:.4f}",
    ),
    "search.found_better": (
        "Of {n} settings the best is {setting}: {score:.4f} on {pictures} validation pictures, the usual choices {usual:.4f}. "
        "The best of many looks better than it is: the test part tells",
        "{n} 组设置中最好的是 {setting}：在 {pictures} 张验证图片上为 {score:.4f}，通常的选项为 "
        "{usual:.4f}。多中选优，看起来会偏好：以测试部分为准",
    ),
    "search.defaults_best": (
        "Of {n} settings none is better than the usual choices: {score:.4f} on {pictures} validation pictures",
        "{n} 组设置中没有一组胜过通常的选项：在 {pictures} 张验证图片上为 {score:.4f}",
    ),
    "search.nothing_open": (
        "--tune: every choice that could be searched is given, so nothing is searched. Leave out, say, --lr or --augment.",
        "--tune：可搜索的选项都已指定，没有可搜索的内容。可去掉 --lr 或 --augment 等。",
    ),
    "search.needs_tune": (
        "{flag} says how choices are searched; give also how many settings are tried: --tune 30.",
        "{flag} 说明怎样搜索选项；还请给出尝试多少组设置：--tune 30。",
    ),
    "search.one_process": (
        "--tune searches in one process; {n} train together. Start each by itself with the same --storage: they share one "
        "search.",
        "--tune 在一个进程里搜索；现有 {n} 个进程一起训练。请分别启动，并给出同一个 --storage：它们会共同搜索。",
    ),
    "search.not_in_steps": (
        "--tune searches the choices of networks that are trained in steps; {models} looks for its settings by itself. Leave "
        "out --tune, or give another --model.",
        "--tune 为逐步训练的网络搜索选项；{models} 会自行寻找设置。请去掉 --tune，或换一个 --model。",
    ),
    "search.two_models": (
        "--model {model} is not among --tune-models {models}; leave --model out to compare those.",
        "--model {model} 不在 --tune-models {models} 之中；要比较这些模型，请去掉 --model。",
    ),
    "search.paused": (
        "The search in {folder} is paused after {n} settings; the same command with --resume goes on with it.",
        "{folder} 中的搜索在 {n} 组设置后暂停；同一命令加 --resume 会继续。",
    ),
    "search.lost": (
        "{reason} The search ends here; the best of what is known is trained",
        "{reason} 搜索到此结束；将按已知最好的设置训练",
    ),
    "search.no_score": (
        "no score on validation is a number; give other validation pictures, or more of them",
        "验证部分没有得到有效的分数；请换用或增加验证图片",
    ),
    "search.storage_lost": (
        "the storage {storage} of the search cannot be reached any more ({reason}).",
        "搜索的存储 {storage} 已无法访问（{reason}）。",
    ),
    "search.storage_held": (
        "another process has held the storage {storage} for {seconds} s and does not write; end it, or let it go on where it "
        "was stopped.",
        "另一进程占用存储 {storage} 已 {seconds} 秒而不写入；请结束该进程，若其被暂停则让它继续。",
    ),
    "search.storage_unread": (
        "{storage} cannot be used as the storage of a search ({reason}); give a file of its own, or the URL of a database "
        "such as sqlite:///search.db, whose driver is installed.",
        "{storage} 不能用作搜索的存储（{reason}）；请给出一个单独的文件，或数据库 URL（如 sqlite:///search.db，需已安装其驱动）。",
    ),
    "search.storage_foreign": (
        "{storage} holds something else than a search; --storage names a file of its own, which need not exist yet.",
        "{storage} 中不是搜索的内容；--storage 应是单独的文件，可以尚不存在。",
    ),
    "search.storage_version": (
        "{storage} was made by another version of optuna ({reason}); give another --storage, or use that version.",
        "{storage} 由另一版本的 optuna 创建（{reason}）；请换一个 --storage，或使用那个版本。",
    ),
    "search.study_version": (
        "the study {study} in {storage} has format {found}, this version of huoyan knows {known}; give another --storage.",
        "{storage} 中的研究 {study} 的格式为 {found}，此版本的 huoyan 使用 {known}；请换一个 --storage。",
    ),
    "search.storage_folder": (
        "{storage} is a folder; --storage names a file in it, such as {storage}/search.journal.",
        "{storage} 是文件夹；--storage 应是其中的文件，例如 {storage}/search.journal。",
    ),
    "search.storage_no_folder": (
        "the folder {folder} of --storage {storage} does not exist; make it first.",
        "--storage {storage} 所在的文件夹 {folder} 不存在；请先创建。",
    ),
}
