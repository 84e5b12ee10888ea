"""Models of others as artifacts of ours. A new kind is a file here and a line in IMPORTS."""

from __future__ import annotations

from huoyan.learn.imports.foreign import ImportKind
from huoyan.learn.imports.yolox import import_yolox

__all__ = ["IMPORTS", "ImportKind"]

# By the name that `huoyan import-onnx` is given.
IMPORTS: dict[str, ImportKind] = {"yolox": import_yolox}
