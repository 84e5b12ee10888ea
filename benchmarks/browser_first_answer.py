"""A site in a browser: from opening the page to the first answer with nothing cached, and its size.

    python benchmarks/browser_first_answer.py SITE PICTURE [--rounds 5]

SITE is what `huoyan export --format browser` wrote. Each round has a browser of its own, once with one thread
and once isolated (COOP and COEP), so that threads are used. Needs chromium.
Target: 2 s; 30 MB without the model.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from statistics import median

from common import ROOT, machine, table

sys.path.insert(0, str(ROOT / "tests"))

from browser import Browser
from static_server import served

OFFERED = "'ready' in document.documentElement.dataset"
ANSWERED = "document.querySelector('.answer .times') !== null"
PARTS_MS = "document.querySelector('.answer .times').textContent"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    rows = []
    for isolated in (False, True):
        rounds = [first_answer(arguments.site, arguments.picture, isolated) for _ in range(arguments.rounds)]
        first, alone = zip(*rounds, strict=True)
        kind = "several threads" if isolated else "one thread"
        rows.append([kind, f"{median(first):.2f}", f"{min(first):.2f}", f"{median(alone):.0f}"])
    print(machine())
    print(table(["page", "first answer, s", "best", "of it the picture, ms"], rows))
    files = [each for each in arguments.site.rglob("*") if each.is_file() and each.name != "model.onnx"]
    print(f"without the model: {sum(each.stat().st_size for each in files) / 1e6:.1f} MB")


def first_answer(site: Path, picture: Path, isolated: bool) -> tuple[float, float]:
    """Seconds since the page was opened, and milliseconds that the picture took, decoded and looked at."""
    with (
        Browser() as browser,
        served(site, isolated=isolated) as address,
        browser.open(f"{address}/") as page,
    ):
        page.wait_for(OFFERED)
        page.choose("#files", picture)
        page.wait_for(ANSWERED)
        seconds = float(page.evaluate("performance.now() / 1000"))
        decoded, _, network = re.findall(r"([\d.,]+) ms", page.evaluate(PARTS_MS))
        return seconds, sum(float(each.replace(",", "")) for each in (decoded, network))


if __name__ == "__main__":
    main()
