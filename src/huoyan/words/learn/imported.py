"""Models and weights of others: what their files hold, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "imported.no_yolox": (
        "{file} holds no YOLOX: its {n} convolutions with biases are not those of a size that is known "
        "({sizes}). Give an ONNX file that the authors of YOLOX export, with batch norms folded in.",
        "{file} 里没有 YOLOX：其中 {n} 个带偏置的卷积与任何已知大小（{sizes}）都对不上。请给出 YOLOX 作者导出的 "
        "ONNX 文件，其中批归一化已并入卷积。",
    ),
    "imported.other_size": (
        "{file} holds {name}, which is not the network to be filled. Choose --model {name}, or other weights.",
        "{file} 里是 {name}，不是要填入的网络。请选 --model {name}，或换别的权重。",
    ),
    "imported.started": (
        "weights: {file} ({name}); each class begins as the mean of those that the file knows",
        "权重：{file}（{name}）；每个类别都从文件所认识类别的平均值开始",
    ),
    "imported.started_named": (
        "weights: {file} ({name}); begun as the classes of the same names: {labels}; each other class begins as "
        "the mean of those that the file knows",
        "权重：{file}（{name}）；从同名类别开始的有：{labels}；其余类别都从文件所认识类别的平均值开始",
    ),
    "imported.sides": (
        "{name} takes pictures whose sides are multiples of {stride}, not {size}. Choose --size accordingly.",
        "{name} 需要边长为 {stride} 的倍数的图片，而不是 {size}。请相应选择 --size。",
    ),
}
