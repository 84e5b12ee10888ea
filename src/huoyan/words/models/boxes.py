"""What is said of found boxes: settings and outputs of a detector that do not fit, and how it compares."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "detect.thresholds": (
        "{n} thresholds for {labels} labels; give one each, or one for all",
        "{labels} 个标签却有 {n} 个阈值；请各给一个，或所有标签共用一个",
    ),
    "detect.nms_iou": (
        "nms_iou {nms_iou}; an overlap in 0..1 is needed, or none where each thing is given once",
        "nms_iou 为 {nms_iou}；需要 0..1 之间的重叠度，若每个目标只给出一次则不填",
    ),
    "detect.most": (
        "most {most}; 1 or more things a picture are needed",
        "most 为 {most}；每张图片至少要有 1 个目标",
    ),
    "detect.nothing": ("nothing found", "未发现目标"),
    "measure.boxes": (
        "boxes, in pixels (of a score a hundredth counts as one),",
        "边框（以像素计；得分相差百分之一算作一个像素）",
    ),
    "task.box_shapes": (
        "the model gave boxes {boxes}, scores {scores} and classes {classes} for {n} pictures; (pictures, K, 4), (pictures, K) and "
        "(pictures, K) are needed. The model file and its task do not belong together; export it again.",
        "对 {n} 张图片，模型给出的 boxes 形状为 {boxes}，scores 为 {scores}，classes 为 {classes}；需要（图片数, K, 4）、（图片数, K）和"
        "（图片数, K）。模型文件与任务不相配，请重新导出。",
    ),
    "task.box_scores": (
        "the model gave scores from {low:.3g} to {high:.3g}; probabilities in 0..1 are needed. The model file "
        "and its task do not belong together; export it again.",
        "模型给出的得分为 {low:.3g} 到 {high:.3g}；需要 0..1 中的概率。模型文件与任务不相配，请重新导出。",
    ),
    "task.box_classes": (
        "the model gave classes from {low} to {high}; 0 to {last} are needed, in the order of its labels. The model file and its labels "
        "do not belong together; export it again.",
        "模型给出的类别编号为 {low} 到 {high}；需要 0 到 {last}，按其标签的顺序。模型文件与标签不相配，请重新导出。",
    ),
}
