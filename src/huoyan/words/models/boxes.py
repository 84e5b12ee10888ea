"""What is said of found boxes: outputs of a detector that do not fit."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "task.box_shapes": (
        "the model gave boxes {boxes}, scores {scores} and classes {classes} for {n} pictures; (pictures, K, 4), (pictures, K) and "
        "(pictures, K) are needed. The model file and its task do not belong together; export it again.",
        "对 {n} 张图片，模型给出的 boxes 形状为 {boxes}，scores 为 {scores}，classes 为 {classes}；需要（图片数, K, 4）、（图片数, K）和"
        "（图片数, K）。模型文件与任务不相配，请重新导出。",
    ),
    "task.box_classes": (
        "the model gave classes from {low} to {high}; 0 to {last} are needed, in the order of its labels. The model file and its labels "
        "do not belong together; export it again.",
        "模型给出的类别编号为 {low} 到 {high}；需要 0 到 {last}，按其标签的顺序。模型文件与标签不相配，请重新导出。",
    ),
}
