"""The Python API: one function a command, with the same names for the same things."""

from __future__ import annotations

from huoyan.api.data_sets import check, convert
from huoyan.api.generating import generate, train_generator
from huoyan.api.keys import add_key
from huoyan.api.models import bench, export, import_onnx, licences, load, verify, verify_everywhere
from huoyan.api.scoring import compare, evaluate
from huoyan.api.serving import serve
from huoyan.api.training import train
from huoyan.api.watching import send_test_alarm, watch
from huoyan.api.weights import describe_weights, score_weights

__all__ = [
    "add_key",
    "bench",
    "check",
    "compare",
    "convert",
    "describe_weights",
    "evaluate",
    "export",
    "generate",
    "import_onnx",
    "licences",
    "load",
    "score_weights",
    "send_test_alarm",
    "serve",
    "train",
    "train_generator",
    "verify",
    "verify_everywhere",
    "watch",
]
