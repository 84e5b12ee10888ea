"""What a run said of its choices and its data, in the reader's language.

A run speaks English, in its log too. The page gives a sentence in another language where its English form is
listed here, with a blank for each value that changes; what is not listed stays as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from huoyan.report.remarks_of_folders import REMARKS_OF_FOLDERS
from huoyan.report.remarks_of_tables import REMARKS_OF_TABLES

# English sentence: Chinese one, with the same blanks or fewer.
REMARKS: Mapping[str, str] = {
    # choices
    "small, fast and good with pretrained weights": "小而快，配合预训练权重效果好",
    "pictures of {side} px need no larger network": "{side} 像素的图片不需要更大的网络",
    "no weights were given. Photos usually gain much from pretrained ones: --model mobilenetv3_large_100 "
    "--pretrained (downloads them), or --weights FILE": (
        "没有给出权重。照片用预训练权重通常好得多：--model mobilenetv3_large_100 --pretrained（会下载），"
        "或 --weights 文件"
    ),
    "widths {widths}: known to suit {name}": "widths {widths}：已知适合 {name}",
    "model cnn_half: --fast halves the network": "model cnn_half：--fast 使网络减半",
    "the pictures' own size": "图片本身的大小",
    "enough for most photos, and quick from scratch": "对多数照片足够，从头训练也快",
    "what such networks were made for": "这类网络就是为此设计的",
    "fit squash: the {count} pictures have nearly the same width:height (about {same}, from {low} to "
    "{high}), so nothing need be cut off or filled up.": (
        "fit squash：图片的宽高比几乎相同（{low} 至 {high}），不必裁掉或补上什么。"
    ),
    "fit pad: width:height of the {count} pictures goes from {low} to {high}, so cropping could cut an "
    "object off and squashing would change its shape.": (
        "fit pad：图片的宽高比从 {low} 到 {high}，裁剪可能切掉物体，压缩会改变它的形状。"
    ),
    "all pictures looked at are grey": "看过的图片都是灰度的",
    "16-bit pictures: {low} becomes black, {high} white": "16 位图片：{low} 变为黑，{high} 变为白",
    "known to suit {name}": "已知适合 {name}",
    "a picture may have several labels": "一张图片可以有多个标签",
    "the largest class has {most} pictures, the smallest {least}: every class is drawn equally often": (
        "最大的类别有 {most} 张图片，最小的有 {least} 张：各类抽到的次数相同"
    ),
    "several labels a picture: each label gets its own threshold on validation instead": (
        "一图多标签：改为在验证集上给每个标签选定阈值"
    ),
    "minutes {minutes}: time decides how many epochs there are": "minutes {minutes}：由时间决定轮数",
    "{n} training pictures": "{n} 张训练图片",
    "classes of one character would change when mirrored": "单个字符的类别镜像后会变",
    "left and right are classes": "左和右是不同的类别",
    "other programs keep the rest of the cores busy": "其余的核正被别的程序占用",
    "this machine has bf16 arithmetic": "这台机器支持 bf16 运算",
    "batch norms keep the statistics that the weights came with": "批归一化保留权重自带的统计量",
    "freeze: only the last layer trains ({n} parameters)": "freeze：只训练最后一层（{n} 个参数）",
    # how it ended
    "Training was stopped by hand; the model has the best weights until then.": (
        "训练被手动停止；模型用的是到那时为止最好的权重。"
    ),
    "Training stopped early: validation no longer became better.": "训练提前停止：验证得分不再变好。",
    "no test part: the score is that of the validation part, which also chose {chosen}": (
        "没有测试部分：分数来自验证部分，而它也决定了{chosen}"
    ),
    "--beside {choices}: left out, as the training was stopped by hand": (
        "--beside {choices}：未进行，因为训练被手动停止"
    ),
    "--beside {choice}: left out, as it was stopped by hand": "--beside {choice}：被手动停止，未列出",
    "--beside {choice} failed: {message}": "--beside {choice} 失败：{message}",
    "--beside plain: nothing was done about the sizes of the classes, so this run is plain": (
        "--beside plain：本次运行没有处理类别大小，本身就是 plain"
    ),
    # the data and its parts
    "the data brings no split: drawn by class with seed {seed}, {val} for validation and {test} for "
    "the test.": ("数据没有划分：按类别随机抽取（种子 {seed}），{val} 用于验证，{test} 用于测试。"),
    "the data brings no validation part: {val} of its training part is drawn, seed {seed}.": (
        "数据没有验证部分：从训练部分抽取 {val}，种子 {seed}。"
    ),
    "the data brings a training part only; validation and test are drawn from it.": (
        "数据只有训练部分；验证和测试从中抽取。"
    ),
    "the data brings no test part and none is invented: scores will be those of validation.": (
        "数据没有测试部分，也不虚设：分数是验证部分的。"
    ),
    "{n} without a split beside others with one: for training.": ("{n} 没有划分，而其他图片有：归入训练。"),
    "{groups} on several sides of the data's split: {names}. Scores will be too good; split the data by "
    "group.": ("{groups} 落在数据划分的几侧：{names}。分数会偏高；请按组划分数据。"),
    "{links} left out: a link back to {where}/ or above it.": "略过 {links}：指回 {where}/ 或其上级的链接。",
    "train {train}, val {val}, test {test} pictures.": "训练 {train} 张，验证 {val} 张，测试 {test} 张。",
    "train {train}, val {val} pictures.": "训练 {train} 张，验证 {val} 张。",
    "{n} pictures are too many to look for copies first; huoyan check does it": (
        "{n} 张图片太多，训练前不查找副本；huoyan check 可以查找"
    ),
    "{n} pictures lie on both sides of the data's own split, nearly or wholly the same ({scored} of the test "
    "part): the score flatters. huoyan check shows them, and its --fix writes the list for --exclude.": (
        "{n} 张图片（几乎）相同，却落在数据自带划分的两侧（其中测试部分 {scored} 张）：分数偏高。"
        "huoyan check 可显示它们，--fix 可写出供 --exclude 使用的清单。"
    ),
    "{n} pictures are chains of copies (each like the next, as in a film) that would fill a part of the "
    "split: they are cut, and alike pictures may lie on both sides of a cut. A column group keeps the "
    "pictures of one film together.": (
        "{n} 张图片连成副本链（如影片中每张都像下一张），会占满划分的一个部分：已切断，"
        "切口两侧可能有相似的图片。用 group 列可使同一影片的图片留在一起。"
    ),
    "there are too few pictures, or groups and copies that stay together, for a test part: scores will be "
    "those of validation. Bring more of them.": (
        "图片，或须留在一起的组和副本，太少，分不出测试部分：分数将来自验证部分。请提供更多。"
    ),
    "no test picture is left, because all {n} show classes that no training picture shows: {names} "
    "(training has {known}): scores will be those of validation.": (
        "没有剩下测试图片：全部 {n} 张所属的类别都没有训练图片：{names}（训练中有 {known}）。"
        "分数将来自验证部分。"
    ),
    "{n} pictures are the same as others with another label: one of each at most is right.": (
        "{n} 张图片与别的图片相同而标签不同：其中至多一个是对的。"
    ),
    "{n} pictures are nearly the same as others with another label: one of each at most is right.": (
        "{n} 张图片与别的图片几乎相同而标签不同：其中至多一个是对的。"
    ),
    "{n} of one even colour: nothing to learn from.": "{n}只有单一颜色：学不到东西。",
    "{classes} with fewer than 10 training pictures: {names}.": "{classes}的训练图片不足 10 张：{names}。",
    "{classes} without a picture in {part}, not to be scored: {names}.": (
        "{classes}在 {part} 中没有图片，无从评分：{names}。"
    ),
    "{classes} with fewer than 10 pictures in {part}, scored roughly: {names}.": (
        "{classes}在 {part} 中不足 10 张，评分粗略：{names}。"
    ),
    "the classes are shared otherwise in {part} than in {first}: {name} {b} and {a}.": (
        "各类的比例在 {part} 与 {first} 中不同：{name} 分别为 {b} 与 {a}。"
    ),
    "to see which: huoyan check {data} --out check.html": (
        "查看具体图片：huoyan check {data} --out check.html"
    ),
    "{data} is taken for the data set of that name; write ./{again} for what lies here.": (
        "{data} 被当作同名的数据集；要用这里的文件请写 ./{again}。"
    ),
    # under what the weights may be used
    "yours: trained from random weights on your pictures": "归你所有：由随机权重在你的图片上训练而成",
    "that of {weights}, from which training started": "与训练所用的初始权重 {weights} 相同",
    "{licence}, as timm states it for the weights of {model}": "{licence}（timm 对 {model} 权重的说明）",
    **REMARKS_OF_FOLDERS,
    **REMARKS_OF_TABLES,
    "classes {names} differ only in case, blanks or the spelling of accents. They are kept apart; rename "
    "them if they are one class.": (
        "类别 {names} 只在大小写、空格或重音写法上不同。它们仍分开；如果是同一类，请改名。"
    ),
    "no picture is left of {names}: no class is made of it.": "{names} 没有剩下图片：不成为类别。",
    "{classes} with a single picture: {names}. It goes to training unless the data says otherwise; to be "
    "trained, validated and tested a class needs 3.": (
        "只有一张图片的类别：{names}。除非数据另有规定，它归入训练；要训练、验证并测试，一类需要 3 张。"
    ),
}

COUNTED = {
    "picture": " 张图片",
    "group": " 组",
    "class": " 个类别",
    "row": " 行",
    "file": " 个文件",
    "other file": " 个其他文件",
    "cell": " 格",
}
# Values of a sentence that are words: one, or several with commas.
WORDS = {
    "the weights": "权重",
    "when training ended": "训练何时结束",
    "the temperature": "温度",
    "the thresholds": "阈值",
    "class folders": "类别文件夹",
    "parts": "各部分",
    "this kind": "这种",
    "these kinds": "这些种类的",
    "--class-folders outer reads the folders alone.": "--class-folders outer 则只读文件夹。",
    "--class-folders inner reads the folders alone.": "--class-folders inner 则只读文件夹。",
}
# Longer texts stay as they were said.
MOST_SENTENCES = 8


def said(sentence: str, lang: str) -> str:
    """`sentence` in `lang`; as it is where it is English or not listed.

    A choice reads "setting value: reason"; its reason is looked up where the whole is not listed. Of several
    sentences each is.
    """
    if lang != "zh":
        return sentence
    if (found := _one_by_one(sentence) or _looked_up(sentence)) is not None:
        return found
    start, colon, reason = sentence.partition(": ")
    if colon and re.fullmatch(r"\w+ [^:]+", start) and (found := _looked_up(reason)) is not None:
        return f"{start}：{found}"
    return sentence


def _one_by_one(text: str) -> str | None:
    """Several sentences, of which all are listed; one may hold the end of a sentence."""
    rest = re.split(r"(?<=\.) (?=[A-Z\d-])", text)
    told: list[str] = []
    while 0 < len(rest) <= MOST_SENTENCES:
        for n in range(1, len(rest) + 1):
            if (found := _looked_up(" ".join(rest[:n]))) is not None:
                break
        else:
            return None
        told.append(found)
        rest = rest[n:]
    return None if rest else "".join(told)


def _looked_up(sentence: str) -> str | None:
    for pieces, chinese in _patterns():
        if (values := _values(pieces, sentence)) is not None:
            return chinese.format(**{name: _counted(value) for name, value in values.items()})
    return None


def _values(pieces: tuple[str, ...], sentence: str) -> dict[str, str] | None:
    """What stands in the blanks of `pieces` (text, name of a blank, text ...), or None for another sentence.

    Each value is as short as can be and not empty. Taking the first place of every text finds a way if there
    is one, in a single pass: a sentence may quote a label of any length.
    """
    texts, names = pieces[::2], pieces[1::2]
    if not names:
        return {} if sentence == texts[0] else None
    at, end = len(texts[0]), len(sentence) - len(texts[-1])
    if not (sentence.startswith(texts[0]) and sentence.endswith(texts[-1])):
        return None
    values = {}
    for name, text in zip(names[:-1], texts[1:-1], strict=True):
        found = sentence.find(text, at + 1, max(at, end))
        if found < 0:
            return None
        values[name], at = sentence[at:found], found + len(text)
    return {**values, names[-1]: sentence[at:end]} if at < end else None


def _counted(value: str) -> str:
    """`12 pictures`, or listed words, as a value of a sentence."""
    words = value.split(", ")
    if all(word in WORDS for word in words):
        return "、".join(map(WORDS.__getitem__, words))
    # A run of digits is looked at once, from its start.
    return re.sub(
        r"(?<![\w,])([\d,]+) (picture|group|class|row|other file|file|cell)(?:e?s)?\b",
        lambda match: match[1] + COUNTED[match[2]],
        value,
    )


@cache
def _patterns() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Longer sentences first: a short one with blanks would take too much."""
    ordered = sorted(REMARKS.items(), key=lambda entry: -len(re.sub(r"\{\w+\}", "", entry[0])))
    return tuple((tuple(re.split(r"\{(\w+)\}", english)), chinese) for english, chinese in ordered)
