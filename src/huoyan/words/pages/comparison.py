"""The page of models that were compared."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "comparison.page": ("Comparison", "比较"),
    "comparison.skip": ("Skip to the comparison", "跳到比较"),
    "comparison.sentence": ("{said}.", "{said}。"),
    "comparison.apart": (
        "Of the {pairs} pairs that {runs} runs make, {apart} differ by more than chance alone would bring.",
        "{runs} 个运行组成 {pairs} 对，其中 {apart} 对的差别超出了偶然所能带来的。",
    ),
    "comparison.runs": ("The runs", "各个运行"),
    "comparison.run": ("Run", "运行"),
    "comparison.network": ("Model", "模型"),
    "comparison.parameters": ("Parameters", "参数量"),
    "comparison.engine": ("Engine", "引擎"),
    "comparison.time": ("Time", "用时"),
    "comparison.time_axis": ("Time for a picture", "每张图用时"),
    "comparison.size": ("File", "文件"),
    "comparison.size_axis": ("Size of the model file", "模型文件大小"),
    "comparison.first": ("First", "前者"),
    "comparison.second": ("Second", "后者"),
    "comparison.figure": ("Figure", "指标"),
    "comparison.difference": ("Difference", "差别"),
    "comparison.alone": ("Only one right", "只有一方对"),
    "comparison.p": ("p", "p 值"),
    "comparison.holm": ("p (Holm)", "p 值（Holm）"),
    "comparison.better": ("Better", "更好"),
    "comparison.neither": ("chance may be all", "可能只是偶然"),
    "costs.title": ("What it costs", "代价"),
    "costs.read": (
        "Each run with the 95% interval of its own figure. The intervals of two runs say little about their "
        "difference: that is told below, picture by picture. Times are medians on this machine, one picture a "
        "call, the runs taking turns; reading the picture is not counted. The scale is one of factors.",
        "每个运行附上自身数字的 95% 区间。两个运行的区间各自如何，并不能说明它们的差别：差别在下面逐图给出。"
        "用时是在本机上轮流测得的中位数，每次一张图，不含读图。横轴按倍数刻度。",
    ),
    "pairs.title": ("Two by two", "两两比较"),
    "pairs.read": (
        "The first less the second on the same pictures, shares in points, with the interval of a paired "
        "bootstrap; pictures of one group are drawn together. Beside it on how many pictures only the first and "
        "only the second is right. p is how often chance would set two equally good "
        "runs so far apart (McNemar’s test where each picture is right or wrong, else random signs; for average "
        "precision what both found, exchanged at random), then the same among all pairs (Holm). A run is called "
        "better where that is below 0.05 and the interval leaves out 0.",
        "前者减后者在同样的图片上的差别（比例以百分点计），附配对自助法的区间；同组的图片一起抽取。"
        "其旁是只有前者答对与只有后者答对的图片数。"
        "p 值说明：如果两者同样好，偶然造成这么大差别的机会有多大（逐图判对错时用 McNemar 检验，否则用随机变号；平均精度则把两者找到的结果随机互换），"
        "其后是在全部各对之中校正的值（Holm）。只有当它低于 0.05 且区间不含 0 时，才说其中一个更好。",
    ),
    "headlines.title": ("All headline figures", "各项主要数字"),
}
