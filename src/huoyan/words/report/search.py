"""Phrases of the report on what a search found."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "search.title": ("What the search found", "搜索结果"),
    "search.how": (
        "Settings trained to their end: {whole}; given up, as others were better by then or the time was over: {pruned}; not "
        "trainable: {refused}. All were scored on the same validation pictures; the test part had no part in it.",
        "训练到结束的设置：{whole} 组；因当时不如其他或时间用完而提前放弃：{pruned} 组；无法训练：{refused} 组。"
        "全部用同一批验证图片评分；测试部分没有参与。",
    ),
    "search.ended_tried": (
        "The search ended when as many were tried as were asked for.",
        "已尝试到所要求的组数，搜索结束。",
    ),
    "search.ended_time": ("The search ended when its time was over.", "搜索用完了给定的时间。"),
    "search.ended_interrupted": ("The search was ended by hand.", "搜索被手动结束。"),
    "search.ended_lost": (
        "The search ended when its storage could not be reached any more.",
        "搜索的存储无法访问，搜索随之结束。",
    ),
    "search.ended_whole": ("to its end", "训练到结束"),
    "search.ended_pruned": ("given up", "提前放弃"),
    "search.ended_refused": ("could not be trained", "无法训练"),
    "search.turn": ("Setting", "序号"),
    "search.best": ("best so far", "目前最好"),
    "search.ending": ("Ended", "结束方式"),
    "search.mattered": ("What mattered", "哪些选项有影响"),
    "search.mattered_how": (
        "By how much each choice decides whether a setting is among the better ones (PED-ANOVA, Watanabe et al. 2023). From so "
        "few settings it is a hint, no measurement.",
        "各选项在多大程度上决定一组设置是否属于较好之列（PED-ANOVA，Watanabe 等 2023）。设置不多，仅供参考。",
    ),
    "search.mattered_unknown": (
        "Which choices mattered cannot be told from fewer than ten settings that were trained to their end, nor where all of "
        "them scored the same.",
        "训练到结束的设置不足十组，或得分全部相同，无法判断哪些选项有影响。",
    ),
    "search.choices": ("Score over the values of a choice", "得分与选项的取值"),
    "search.choices_how": (
        "A dot a setting that was trained to its end; the other choices differ too. The one that was taken is orange; what lies "
        "far below is drawn on the lower edge.",
        "每点为一组训练到结束的设置，其他选项也各不相同。被采用的为橙色；远低于其他的画在下边缘。",
    ),
    "search.settings": ("All settings", "全部设置"),
    "choice.model": ("network", "网络"),
    "choice.width": ("width, × the usual", "宽度（通常值的倍数）"),
    "choice.dropout": ("dropout", "随机失活"),
    "choice.lr": ("learning rate, × the usual", "学习率（通常值的倍数）"),
    "choice.weight_decay": ("weight decay, × the usual", "权重衰减（通常值的倍数）"),
    "choice.augment": ("variation", "数据增强"),
    "choice.mixup": ("MixUp", "MixUp 混合"),
    "choice.label_smoothing": ("label smoothing", "标签平滑"),
}
