"""Writes the table by which `huoyan weights describe` finds a network: for newer timm or torchvision.

    python benchmarks/network_shapes.py

Builds every network of both, without storage where it can: about ten minutes on one core.
"""

from __future__ import annotations

import time
import warnings
from pathlib import Path

from huoyan.learn.weights import fingerprints as module
from huoyan.learn.weights.fingerprints import (
    TABLE,
    Fingerprint,
    all_networks,
    fingerprint,
    table_text,
    without_storage,
)

# 645 million values that cannot be built without storage.
LEFT_OUT = ("regnet_y_128gf",)


def main() -> None:
    warnings.simplefilter("ignore")  # of names that timm gave up
    began = time.perf_counter()
    rows: list[Fingerprint] = []
    for library, name in all_networks():
        if name not in LEFT_OUT:
            rows.append(fingerprint(library, name, without_storage(library, name)))
    place = Path(str(module.__file__)).with_name(TABLE)
    place.write_text(table_text(sorted(rows, key=lambda row: (row.library, row.name))), encoding="utf-8")
    print(f"{len(rows):,} networks in {time.perf_counter() - began:.0f} s: {place}")


if __name__ == "__main__":
    main()
