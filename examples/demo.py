"""The first run: every command once, on the handwritten digits that come along. `make demo` calls it."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

from huoyan.data.open import open_dataset


def main() -> int:
    run = Path("runs") / time.strftime("demo-%Y%m%d-%H%M%S")
    huoyan("train", "digits", "--out", str(run))
    huoyan("evaluate", str(run), "digits")
    huoyan("export", str(run), "--out", str(run / "exported"))
    huoyan("verify", str(run))
    huoyan("predict", str(run), *pictures(run / "pictures"), "--top", "3", "--save", str(run / "answers"))
    print(f"\nThe report lies in {run / 'report.html'}: open it in a browser.")
    print(f"The pictures with the answers drawn in lie in {run / 'answers'}.")
    return 0


def huoyan(*arguments: str) -> None:
    """Shows a command and runs it."""
    print(f"\n$ huoyan {shlex.join(arguments)}", flush=True)
    subprocess.run([sys.executable, "-m", "huoyan", *arguments], check=True)


def pictures(folder: Path) -> list[str]:
    """A few digits of the test part as picture files, as a user would have them."""
    folder.mkdir(parents=True)
    paths = []
    for number, sample in enumerate(open_dataset("digits").split("test").samples[:5]):
        path = folder / f"digit-{number}-is-{sample.labels[0]}.png"
        Image.fromarray(sample.pixels).save(path)
        paths.append(str(path))
    return paths


if __name__ == "__main__":
    sys.exit(main())
