"""What the search for regions says."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "proposals.shapes": (
        "the graph gave of {n} regions scores {scores} and changes {changes}; expected a row a region and four "
        "changes a class. The model is damaged: write it anew.",
        "图对 {n} 个区域给出 scores {scores} 与 changes {changes}；应每区域一行、每类四个变化量。模型已损坏：请重新写出。",
    ),
    "proposals.needed_for": ("searching regions (rcnn)", "搜索候选区域（rcnn）"),
    "proposals.search": (
        "regions cannot be searched with {values}: numbers above 0 are needed, and one segmentation or more",
        "无法用 {values} 搜索候选区域：数值须大于 0，且至少要有一种分割",
    ),
    "proposals.regions": (
        "regions of side {side} with a context of {context} and {most} things a picture are not possible",
        "候选区域的边长 {side}、上下文 {context}、每张图片 {most} 个目标，这样的取值不可用",
    ),
}
