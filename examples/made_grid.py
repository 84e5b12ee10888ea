"""A grid of what a generator makes, a row a class, none picked out; its file says that it was made.

huoyan generate train mnist --minutes 10 --out runs/digits
python examples/made_grid.py runs/digits digits.png
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import huoyan
from huoyan.generator.on_disk import open_generator

# Of the text of each file what holds for all of them.
KEPT = ("Software", "DigitalSourceType")


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("run")
    read.add_argument("out", type=Path)
    read.add_argument("--columns", type=int, default=12)
    read.add_argument("--seed", type=int, default=0)
    read.add_argument("--scale", type=int, default=2)
    given = read.parse_args()
    rows = max(1, len(open_generator(given.run).manifest.classes))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "made")
        made = huoyan.generate(given.run, out, n=rows * given.columns, seed=given.seed)
        files = [Image.open(out / each.source) for each in made]
        marks = PngInfo()
        for key in KEPT:
            marks.add_text(key, files[0].text[key])
        pictures = np.stack([np.asarray(each) for each in files])
    # Classes take turns.
    grid = np.concatenate([np.concatenate(list(pictures[row::rows]), axis=1) for row in range(rows)])
    whole = Image.fromarray(grid)
    size = (given.scale * whole.width, given.scale * whole.height)
    whole.resize(size, Image.Resampling.NEAREST).save(given.out, optimize=True, pnginfo=marks)
    print(f"{len(made)} pictures, {rows} rows: {given.out} ({given.out.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
