"""The peer: LitServe with the same graph, raw bytes in, its batching on, the same decoder and engine.

    python litserve_peer.py MODEL_FOLDER --port N [--batch N] [--wait S] [--workers N] [--threads N]

Runs in an environment with litserve, openvino, pillow, simplejpeg and numpy; it knows nothing of huoyan.
"""

import argparse
import io
import json
from pathlib import Path
from typing import Annotated, Any

import litserve
import numpy as np
import openvino
import simplejpeg
from fastapi import Body
from PIL import Image

# LitServe reads annotations when it runs: raw bytes as they were posted, without a form around them.
Raw = Annotated[bytes, Body(media_type="application/octet-stream")]


class Classifier(litserve.LitAPI):
    def __init__(self, folder: Path, precision: str, most: int, threads: int, **more: Any) -> None:
        super().__init__(**more)
        self._folder, self._precision, self._most = folder, precision, most
        self._threads = threads

    def setup(self, device: str) -> None:
        core = openvino.Core()
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": self._threads,
            "INFERENCE_PRECISION_HINT": {"bf16": "bf16", "fp32": "f32"}[self._precision],
        }
        model = core.read_model(str(self._folder / "model.onnx"))
        if self._most == 1:  # a fixed shape is faster
            model.reshape([1, *list(model.input(0).partial_shape)[1:]])
        self._request = core.compile_model(model, "CPU", settings).create_infer_request()
        manifest = json.loads((self._folder / "huoyan.json").read_text("utf-8"))
        self._labels = manifest["task"]["labels"]
        self._size = manifest["preprocess"]["width"], manifest["preprocess"]["height"]
        for n in range(1, self._most + 1):  # each size is prepared at its first run
            self._request.infer([np.zeros((n, *self._size[::-1], 3), np.uint8)])

    def decode_request(self, request: Raw, **more: Any):
        try:
            pixels = Image.fromarray(simplejpeg.decode_jpeg(request))
        except ValueError:
            pixels = Image.open(io.BytesIO(request)).convert("RGB")
        return np.asarray(pixels.resize(self._size, Image.Resampling.BILINEAR, reducing_gap=2.0))

    def batch(self, inputs):
        return np.stack(inputs)

    def predict(self, x, **more: Any):
        batch = x if x.ndim == 4 else x[None]
        logits = self._request.infer([batch], share_inputs=True)[0].copy()
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def unbatch(self, output):
        return list(output)

    def encode_response(self, output, **more: Any):
        scores = np.ravel(output)
        order = np.argsort(-scores)[:5]
        return [{"label": self._labels[i], "score": round(float(scores[i]), 6)} for i in order]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--port", type=int, default=8300)
    arguments.add_argument("--batch", type=int, default=1)
    arguments.add_argument("--wait", type=float, default=0.002)
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=2, help="that infer, of a worker")
    arguments.add_argument("--precision", default="bf16")
    given = arguments.parse_args()
    batching = {"max_batch_size": given.batch, "batch_timeout": given.wait} if given.batch > 1 else {}
    api = Classifier(given.folder, given.precision, given.batch, given.threads, **batching)
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=given.workers)
    # One process that speaks HTTP: one for each worker were more than two processors can carry.
    server.run(
        host="127.0.0.1", port=given.port, num_api_servers=1, log_level="error", generate_client_file=False
    )


if __name__ == "__main__":
    main()
