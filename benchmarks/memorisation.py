"""Whether a generator of 80 pictures copies them, with and without variation of what its discriminator sees.

    python benchmarks/memorisation.py [--epochs N] [--out FOLDER]

Faces_easy of caltech7 at 64 px, in batches of 16, seen by the MobileNetV2 file of ../shared/data: 80 pictures
to learn from, the 20 others tell what chance gives. Both trainings have the same epochs and seed and run side
by side, one thread each; --out keeps their runs, and a picture of each (VARY.png): made pictures, none picked
out, above the training pictures at which they lie. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from common import SHARED, machine, table

ARCHIVE, CLASS = SHARED / "caltech7" / "caltech101_subset7.zip", "Faces_easy"
WEIGHTS = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
VARIED = ("all", "none")
# Of a picture of pairs.
COLUMNS, ROWS = 10, 3


def divided(folder: Path) -> Path:
    """The archive's training part to learn from, its test part as the one of validation."""
    with zipfile.ZipFile(ARCHIVE) as opened:
        for name in opened.namelist():
            if f"/{CLASS}/" in name and name.endswith(".jpg"):
                part = "train" if name.startswith("train/") else "val"
                file = folder / part / CLASS / Path(name).name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(opened.read(name))
    return folder


def learn(data: Path, out: Path, vary: str, epochs: float) -> None:
    import huoyan

    huoyan.train_generator(
        data,
        out=out / vary,
        vary=vary,
        epochs=epochs,
        weights=str(WEIGHTS),
        threads=1,
        size=64,
        batch=16,
        test=0.0,
    )
    (out / f"{vary}.png").write_bytes(pairs(out / vary, data))


def pairs(run: Path, data: Path) -> bytes:
    """Made pictures above their nearest training pictures, as the judge of the run sees them."""
    from huoyan.generator.graph import GeneratorGraph
    from huoyan.generator.latents import latents
    from huoyan.generator.on_disk import open_generator
    from huoyan.images.draw import encode_png
    from huoyan.learn.generate.judging.judges import open_eye
    from huoyan.metrics.generated.memorisation import memorised
    from huoyan.preprocess import Preprocess
    from huoyan.runs.generation import generation_from

    found = open_generator(run)
    manifest, n = found.manifest, COLUMNS * ROWS
    made = GeneratorGraph(found.onnx, classes=False)(
        latents(manifest.prior, n, manifest.latent, 7), np.zeros(n, np.int64)
    )
    read = Preprocess(manifest.size, manifest.size, fit="pad")
    files = sorted((data / "train" / CLASS).iterdir())
    training = np.stack([read.read(file.read_bytes(), file.name).pixels for file in files])
    look = open_eye(generation_from({"weights": str(WEIGHTS)}), read).look
    nearest = training[memorised(look(made), look(training)).nearest]
    rows = [part for at in range(ROWS) for part in (made[at::ROWS], nearest[at::ROWS])]
    return encode_png(np.concatenate([np.concatenate(list(row), axis=1) for row in rows]))


def row_of(run: Path) -> list[object]:
    told = json.loads((run / "metrics.json").read_text("utf-8"))
    found = told["figures"]
    return [
        f"`--vary {run.name}`",
        f"{found['memorised']:.0%}",
        "-" if found["by_chance"] is None else f"{found['by_chance']:.0%}",
        f"{found['kid']:.3f} ± {found['deviation']:.3f}",
        f"{found['precision']:.2f}",
        f"{found['recall']:.2f}",
        f"{found['diversity']:.2f}",
        f"{told['seconds']['training']:.0f} s",
    ]


def main(argv: Sequence[str] | None = None) -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--epochs", type=float, default=200.0)
    read.add_argument("--out", type=Path, default=None)
    read.add_argument("--one", nargs=2, metavar=("VARY", "DATA"), help=argparse.SUPPRESS)
    given = read.parse_args(argv)
    if given.one:
        learn(Path(given.one[1]), given.out, given.one[0], given.epochs)
        return
    with tempfile.TemporaryDirectory() as folder:
        data, out = divided(Path(folder, "data")), given.out or Path(folder, "runs")
        out.mkdir(parents=True, exist_ok=True)
        call = [sys.executable, __file__, "--epochs", str(given.epochs), "--out", str(out), "--one"]
        started = [subprocess.Popen([*call, vary, str(data)]) for vary in VARIED]
        if any(codes := [each.wait() for each in started]):
            raise SystemExit(f"a training failed, exit codes {codes}: see above")
        print(machine("torch", "timm"), f"epochs: {given.epochs:g}", sep="\n")
        heads = ("discriminator sees", "memorised", "by chance", "KID", "precision", "recall", "diversity")
        print(table((*heads, "training"), [row_of(out / vary) for vary in VARIED]))


if __name__ == "__main__":
    main()
