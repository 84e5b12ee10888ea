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
}
