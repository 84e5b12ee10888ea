"""What a call and its answer look like: of a small classifier, and of a detector."""

from __future__ import annotations

from typing import Any

BASE64 = "/9j/4AAQSkZJRgABAQ..."
REASON = {"code": "image.format", "message": "image is no picture that can be read: ..."}
ERROR = {"error": REASON}
LABELS = [{"label": "cat", "score": 0.93}, {"label": "dog", "score": 0.07}]
THING = {"label": "car", "score": 0.88, "box": {"xmin": 14, "ymin": 20, "xmax": 233, "ymax": 140}}
ANSWER: dict[str, Any] = {
    "id": "1f0c6b1e5f5d4f7f8a0f5b8f0b8c2a11",
    "model": "pets",
    "version": "1",
    "task": "classify",
    "labels": LABELS,
    "chosen": ["cat"],
    "times": {"decode": 2.1, "queue": 0.2, "model": 7.9},
    "batch": 1,
    "width": 640,
    "height": 480,
    "total_ms": 10.6,
}
INFER = {
    "id": "7",
    "inputs": [{"name": "picture", "datatype": "BYTES", "shape": [1], "data": [BASE64]}],
    "outputs": [{"name": "answer"}],
}
INFERRED = {
    "model_name": "pets",
    "model_version": "1",
    "id": "7",
    "outputs": [
        {
            "name": "answer",
            "datatype": "BYTES",
            "shape": [1],
            "data": ['{"labels": [{"label": "cat", "score": 0.93}], "chosen": ["cat"]}'],
        }
    ],
}
MODEL = {
    "name": "pets",
    "versions": ["1"],
    "platform": "huoyan_onnxruntime",
    "inputs": [
        {"name": "picture", "datatype": "BYTES", "shape": [-1]},
        {"name": "images", "datatype": "UINT8", "shape": [-1, 224, 224, 3]},
    ],
    "outputs": [
        {"name": "logits", "datatype": "FP32", "shape": [-1, 2]},
        {"name": "answer", "datatype": "BYTES", "shape": [-1]},
    ],
}
