"""A causal network on a stream: frames a second on one core beyond decoding, and memory. Target: >= 25.

    python benchmarks/clip_stream.py --model RUN VIDEO [--frames 2000] [--engine onnxruntime]
    python benchmarks/clip_stream.py [--backbone mobilenetv3_large_100] [--side 160] [--frames 2000]

Without a run a network of timm (random weights) looks at each frame, and a GRU at what it says of them.
Frames are held in memory: what is timed is everything else, the preparing of each frame (resizing, flow), the
network and the answer as a result. Printed are the median over windows of 100 frames, the slowest window, and
the resident memory after a tenth of the frames and at the end.
"""

from __future__ import annotations

import argparse
import os
import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import numpy as np

from huoyan.api import load
from huoyan.images.video.frame import Frame
from huoyan.images.video.reading import open_video
from huoyan.predict.stream import See

WINDOW = 100


def timm_gru(backbone: str, side: int) -> See:
    """The network in the engine, without an artifact: frames to running answers."""
    import io

    import timm
    import torch

    from huoyan.clips import ClipPreprocess
    from huoyan.clips.graph import FRAMES, carried
    from huoyan.preprocess import Preprocess
    from huoyan.runtimes.clips import ClipRuntime, ClipSignature
    from huoyan.runtimes.onnx import OnnxRuntime
    from huoyan.tasks.classify import Classify
    from huoyan.tasks.clip import Clip

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.cnn = timm.create_model(backbone, num_classes=0).eval()
            self.gru = torch.nn.GRU(self.cnn(torch.zeros(1, 3, side, side)).shape[1], 128, batch_first=True)
            self.head = torch.nn.Linear(128, 10)

        def forward(self, frames: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            n, t, height, width, channels = frames.shape
            pictures = frames.reshape(n * t, height, width, channels).permute(0, 3, 1, 2) / 255
            seen, left = self.gru(self.cnn(pictures).reshape(n, t, -1), state[None])
            return self.head(seen), left[0]

    stream, axes = io.BytesIO(), {0: "n", 1: "t"}
    torch.onnx.export(
        Network().eval(),
        (torch.zeros(1, 2, side, side, 3, dtype=torch.uint8), torch.zeros(1, 128)),
        stream,
        input_names=[FRAMES, "hidden"],
        output_names=["logits", carried("hidden")],
        dynamic_axes={FRAMES: axes, "logits": axes, "hidden": {0: "n"}, carried("hidden"): {0: "n"}},
        dynamo=False,
    )
    program = OnnxRuntime(stream.getvalue(), 1)
    clip, task = ClipPreprocess(Preprocess(side, side)), Clip(Classify(tuple("abcdefghij")))
    session = ClipRuntime(program, ClipSignature(clip, {"hidden": (128,)}, ("logits",))).open_stream()

    def see(frame: Frame) -> object:
        answer = session.step(frame)
        return None if answer is None else (answer.seconds, lambda: task.decode(answer.outputs)[0])

    return see  # type: ignore[return-value]


def resident() -> float:
    """Megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def run(see: See, frames: list[np.ndarray], count: int) -> None:
    spent, early = [], 0.0
    began = time.perf_counter()
    for index, pixels in enumerate(islice(cycle(frames), count)):
        if (seen := see(Frame(pixels, index / 25, index))) is not None:
            seen[1]()
        if (index + 1) % WINDOW == 0:
            spent.append((time.perf_counter() - began) / WINDOW)
            began = time.perf_counter()
        if index + 1 == count // 10:
            early = resident()
    print(f"{1 / median(spent):.1f} frames a second (slowest window {1 / max(spent):.1f}), {count} frames")
    print(f"memory {early:.1f} MB after a tenth, {resident():.1f} MB at the end")


def main() -> None:
    arguments_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments_of.add_argument("video", nargs="?", type=Path)
    arguments_of.add_argument("--model")
    arguments_of.add_argument("--engine", default="onnxruntime")
    arguments_of.add_argument("--backbone", default="mobilenetv3_large_100")
    arguments_of.add_argument("--side", type=int, default=160)
    arguments_of.add_argument("--frames", type=int, default=2000)
    arguments = arguments_of.parse_args()
    frames = [np.random.default_rng(at).integers(0, 256, (240, 320, 3), dtype=np.uint8) for at in range(50)]
    if arguments.video is not None:
        with open_video(arguments.video) as video:
            frames = [frame.pixels for frame in islice(video, 300)]
    if arguments.model is None:
        see = timm_gru(arguments.backbone, arguments.side)
    else:
        clips = load(arguments.model, engine=arguments.engine, threads=1).clips
        assert clips is not None, "a model of pictures is given"
        see = clips.see()
    run(see, frames, arguments.frames)


if __name__ == "__main__":
    main()
