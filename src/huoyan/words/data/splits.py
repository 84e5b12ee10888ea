"""What is said of the parts of data: how they are drawn, what they lack, and files that list pictures."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "part_name.all": ("all", "全部"),
    "part_name.train": ("train", "训练"),
    "part_name.val": ("val", "验证"),
    "part_name.test": ("test", "测试"),
    "part_name.none": ("none", "未划分"),
    # drawing
    "splits.drawn": (
        "the data brings no split: drawn by class with seed {seed}, {val:.0%} for validation and {test:.0%} "
        "for the test.",
        "数据没有划分：按类别随机抽取（种子 {seed}），{val:.0%} 用于验证，{test:.0%} 用于测试。",
    ),
    "splits.drawn_by_number": (
        "the data brings no split: drawn with alike numbers in each part, with seed {seed}, {val:.0%} for "
        "validation and {test:.0%} for the test.",
        "数据没有划分：随机抽取，各部分的数值分布相近（种子 {seed}），{val:.0%} 用于验证，{test:.0%} 用于测试。",
    ),
    "splits.made": (
        "{pictures} that a program made, as their files say: they train, and are never validated or tested on.",
        "{pictures}由程序生成（文件中有标记）：只用于训练，绝不用于验证或测试。",
    ),
    "splits.made_with_copies": (
        "{pictures} that a program made, as their files say: they train, and are never validated or tested on; nor are "
        "{others} that are copies of them or of their groups.",
        "{pictures}由程序生成（文件中有标记）：只用于训练，绝不用于验证或测试；作为其副本或同组的 {others}也是如此。",
    ),
    "splits.made_tested": (
        "{n:,} pictures in {parts} of {data} were made by a program, as their files say ({names}): a score on them says "
        "nothing of real ones. Move them to the training part, or leave them out: huoyan check DATA --fix leave_out.csv, "
        "then --exclude leave_out.csv.",
        "{data} 的{parts}部分有 {n:,} 张由程序生成的图片（文件中有标记：{names}）：在它们上面的分数不能说明真实图片。请把它们移到训练部分，"
        "或排除它们：先 huoyan check DATA --fix leave_out.csv，再 --exclude leave_out.csv。",
    ),
    "splits.all_made": (
        "All {n:,} pictures of {data} were made by a program, as their files say: nothing real is left to validate and test "
        "on. Add real pictures.",
        "{data} 的全部 {n:,} 张图片都由程序生成（文件中有标记）：没有真实图片可供验证与测试。请加入真实图片。",
    ),
    "splits.one_part": (
        "the data has only the part {parts}: it can be scored, not learnt from.",
        "数据只有{parts}部分：可以评分，不能用来训练。",
    ),
    "splits.no_test": (
        "the data brings no test part and none is invented: scores will be those of validation.",
        "数据没有测试部分，也不虚设：分数是验证部分的。",
    ),
    "splits.no_val": (
        "the data brings no validation part: {val:.0%} of its training part is drawn, seed {seed}.",
        "数据没有验证部分：从训练部分抽取 {val:.0%}，种子 {seed}。",
    ),
    "splits.only_train": (
        "the data brings a training part only; validation and test are drawn from it.",
        "数据只有训练部分；验证和测试从中抽取。",
    ),
    "splits.open_ones": (
        "{pictures} without a split beside others with one: for training.",
        "{pictures}没有划分，而其他图片有：归入训练。",
    ),
    "splits.groups_across": (
        "{groups} on several sides of the data's split: {names}. Scores will be too good; split the data by "
        "group.",
        "{groups}落在数据划分的几侧：{names}。分数会偏高；请按组划分数据。",
    ),
    "splits.dealt": ("{parts} pictures.", "{parts}。"),
    "splits.n_train": ("train {n:,}", "训练 {n:,} 张"),
    "splits.n_val": ("val {n:,}", "验证 {n:,} 张"),
    "splits.n_test": ("test {n:,}", "测试 {n:,} 张"),
    "splits.too_few_for_test": (
        "there are too few pictures, or groups and copies that stay together, for a test part: scores will "
        "be those of validation. Bring more of them.",
        "图片，或须留在一起的组和副本，太少，分不出测试部分：分数将来自验证部分。请提供更多。",
    ),
    "splits.shares": (
        "shares val={val} and test={test} leave nothing to train on; each is from 0 to below 1, together "
        "below 1 (for example 0.15 and 0.15).",
        "val={val} 与 test={test} 没有给训练留下图片；每个应从 0 到 1（不含），合计小于 1（例如 0.15 和 "
        "0.15）。",
    ),
    "splits.cluster_index": (
        "a cluster holds the sample index {index}; expected 0 to {last}, the samples of this data set.",
        "一个簇含样本序号 {index}；应为 0 到 {last}，即此数据集的样本。",
    ),
    # what the parts must hold
    "splits.large_unit": (
        "The {pictures} come in {units} that must each stay on one side of the split; the largest holds "
        "{n:,} ({share:.0%}), {why} ({names}). That leaves {parts}: a score on so few would say nothing. Add "
        "pictures of other places, times or groups, choose other --val and --test, or bring a split of your "
        "own (folders train/, val/, test/, or a column split): it is taken as it is.",
        "{pictures}分为 {units}，每个单元须留在划分的一侧；最大的含 {n:,} 张（{share:.0%}），"
        "{why}（{names}）。余下：{parts}：这样少的图片评不出什么。请补充别处、别的时间或别的组的图片，另选 "
        "--val 和 --test，或自带划分（文件夹 train/、val/、test/，或一列 split）：会原样采用。",
    ),
    "splits.why_group": ("the group {group!r}", "即分组“{group}”"),
    "splits.why_copies": ("copies of one another, or of one group", "它们互为副本，或同属一组"),
    "splits.left_val": ("{n:,} of about {wanted:,} for validation", "验证约需 {wanted:,} 张，只有 {n:,} 张"),
    "splits.left_test": ("{n:,} of about {wanted:,} for the test", "测试约需 {wanted:,} 张，只有 {n:,} 张"),
    "splits.no_test_left": (
        "no test picture is left, because all {n:,} show classes that no training picture shows: {names} "
        "(training has {known}): scores will be those of validation.",
        "没有剩下测试图片：全部 {n:,} 张所属的类别都没有训练图片：{names}（训练中有 {known}）。"
        "分数将来自验证部分。",
    ),
    "splits.no_val_unshown": (
        "No validation picture is left, because all {n:,} show classes that no training picture shows: "
        "{names} (training has {known}). Write the classes of all parts alike, or take that part away: one "
        "is drawn then.",
        "没有剩下验证图片：全部 {n:,} 张所属的类别都没有训练图片：{names}（训练中有 {known}）。"
        "请让各部分的类别写法一致，或去掉该部分：这时会另行抽取。",
    ),
    "splits.no_val_wanted": (
        "No validation picture is left, because --val is 0 and the data bring none. Raise --val, or bring a "
        "part val.",
        "没有验证图片：--val 为 0，而数据也没有。请调大 --val，或自带 val 部分。",
    ),
    "splits.no_val_too_few": (
        "No validation picture is left, because {pictures} are too few, or too many of them must stay "
        "together. Add pictures (3 of each class at least), raise --val, or bring a split of your own "
        "(folders train/, val/, test/, or a column split): it is taken as it is.",
        "没有剩下验证图片：{pictures}太少，或其中须留在一起的太多。请补充图片（每类至少 3 张），调大 --val，"
        "或自带划分（文件夹 train/、val/、test/，或一列 split）：会原样采用。",
    ),
    # files that list pictures
    "list.not_written": (
        "{path} cannot be written ({error}). {remedy}",
        "{path} 无法写入（{error}）。{remedy}",
    ),
    "list.not_allowed": (
        "{path} may not be read (permission denied).",
        "{path} 不允许读取（没有权限）。",
    ),
    "list.not_read": ("{path} cannot be read: {error}", "{path} 无法读取：{error}"),
    "list.bad_line": ("{path}, line {line}: {error}.", "{path} 第 {line} 行：{error}。"),
    "list.no_column": (
        "{path} has no column {name!r}. Its columns: {columns}; expected {expected}.",
        "{path} 没有 {name} 列。它的列：{columns}；应有 {expected}。",
    ),
    "list.no_columns": ("none", "无"),
    "list.unknown": (
        "{name} names {pictures} that {data} does not have: {unknown}. {hint}",
        "{name} 列出的 {pictures}在 {data} 中没有：{unknown}。{hint}",
    ),
    "list.did_you_mean": ("Did you mean {near}?", "是否指 {near}？"),
    "list.paths_like": ("Paths there are like {sources}.", "那里的路径形如 {sources}。"),
    "list.no_path": ("{path}, line {line} names no path.", "{path} 第 {line} 行没有写路径。"),
    "list.of_exclusions": ("the list to exclude", "剔除清单"),
    "list.excludes_all": (
        "{name} leaves nothing of {data}: all {n:,} pictures are in it.",
        "{name} 使 {data} 什么也不剩：全部 {n:,} 张图片都在其中。",
    ),
    "list.of_splits": ("the file of splits", "划分文件"),
    "list.bad_split": (
        "{path}, line {line}: path {source!r} and split {split!r}; expected a path and one of {known}.",
        "{path} 第 {line} 行：path 为“{source}”，split 为“{split}”；应为一个路径和 {known} 之一。",
    ),
    "list.two_splits": (
        "{path}, line {line}: {source} is put into {split}, above into {above}. Keep one row.",
        "{path} 第 {line} 行：{source} 被归入 {split}，前面归入 {above}。请只留一行。",
    ),
    "list.no_row": ("{path} has a header, but no row.", "{path} 只有表头，没有行。"),
    "list.splits_missing": (
        "{name} says nothing of {pictures} of {data}: {missing}. Add a row for each, or leave them out with "
        "--exclude.",
        "{name} 没有提到 {data} 的 {pictures}：{missing}。请为每张加一行，或用 --exclude 剔除。",
    ),
}
