"""Does the search for copies find what was planted, name nothing else, and stay near-linear?

    python benchmarks/duplicates.py proof [--seeds 5] [--sheet FOLDER]
    python benchmarks/duplicates.py alike --backbone MODEL [--seeds 3] [--sheet FOLDER]
    python benchmarks/duplicates.py scale [--sizes 1000,10000,100000] [--keep FOLDER]

proof: 200 copies of pictures of weather4 are put into the other part of its split: 25 each only resized (0.5
to 1.5), only compressed (JPEG quality 40 to 90), only cropped (95 % of each side, anywhere), only brightened
(0.8 to 1.2); 60 with all four at once; 40 with all four and mirrored. Recall: planted copies that are paired
with their original. Precision: of all pairs named, those of a planted copy with its original, plus those of
the set's own that were looked at and found to be one picture (weather4_copies.txt). --sheet draws the rest.
alike: the same with changes that small copies do not show: crops of 80, 70 and 60 % of each side, a mirrored
crop of 70 %, a turn by 8 degrees; 30 each. Found without and with the embeddings of MODEL (a run folder that
was trained on other pictures). Precision as above; of the set's own, pictures of the same thing are listed in
weather4_alike.txt.
scale: pictures made from the real ones (a random window of 45 to 75 % of each side, turned by up to 15
degrees, mirrored at random, other brightness), of which 200 are planted copies as above. Each size in a
process of its own: seconds of reading and of the search (beside them those of the processor, over all
threads, which other work on the machine disturbs less), peak memory, recall.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from common import SHARED
from huoyan.artifact.read import open_artifact
from huoyan.data.check.copies.alike import alike
from huoyan.data.check.copies.duplicates import Matches, components, match
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.embed import backbone_of
from huoyan.images.decode import decode
from huoyan.metrics.intervals.proportions import wilson

WEATHER = SHARED / "weather4" / "weather4.zip"
KINDS = {"resized": 25, "compressed": 25, "cropped": 25, "brightened": 25, "all four": 60, "mirrored": 40}
N_PLANTED = sum(KINDS.values())
# Groups of weather4's own pictures that are one picture, looked at one by one.
OWN = Path(__file__).with_name("weather4_copies.txt")
# Its pictures of one thing that are no such copies, looked at as well.
OWN_ALIKE = Path(__file__).with_name("weather4_alike.txt")
ALIKE = ("crop of 80 %", "crop of 70 %", "crop of 60 %", "mirrored crop of 70 %", "turned by 8 degrees")
N_ALIKE = 30


@dataclass(frozen=True, slots=True)
class Planted:
    """A copy: its source, that of its original, and what was done to it."""

    source: str
    original: str
    kind: str


def silent(_: str) -> None:
    pass


def pixels_of(path: Path) -> np.ndarray:
    return decode(path.read_bytes(), name=path.name).pixels


def changed(rgb: np.ndarray, kind: str, rng: np.random.Generator) -> bytes:
    """A JPEG with the change of `kind`, or with all four. Quality 95 where compression is not the change."""
    every = kind in ("all four", "mirrored")
    if every or kind == "cropped":
        height, width = (round(0.95 * side) for side in rgb.shape[:2])
        top, left = (
            int(rng.integers(full - part + 1))
            for full, part in zip(rgb.shape[:2], (height, width), strict=True)
        )
        rgb = rgb[top : top + height, left : left + width]
    if every or kind == "resized":
        scale = rng.uniform(0.5, 1.5)
        size = (max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale)))
        rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    if every or kind == "brightened":
        rgb = np.clip(rgb.astype(np.float32) * rng.uniform(0.8, 1.2), 0, 255).astype(np.uint8)
    if kind == "mirrored":
        rgb = rgb[:, ::-1]
    quality = int(rng.integers(40, 91)) if every or kind == "compressed" else 95
    return bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(rgb), quality=quality, colorspace="RGB"))


def changed_much(rgb: np.ndarray, kind: str, rng: np.random.Generator) -> bytes:
    """A JPEG of quality 90 with a change of ALIKE."""
    height, width = rgb.shape[:2]
    if "crop" in kind:
        part = int(kind.split()[-2]) / 100
        high, wide = round(part * height), round(part * width)
        top, left = int(rng.integers(height - high + 1)), int(rng.integers(width - wide + 1))
        rgb = rgb[top : top + high, left : left + wide]
        rgb = rgb[:, ::-1] if "mirrored" in kind else rgb
    else:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), 8 * rng.choice([-1, 1]), 1.15)
        rgb = cv2.warpAffine(rgb, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
    return bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(rgb), quality=90, colorspace="RGB"))


def plant(
    folder: Path,
    dataset: Dataset,
    rng: np.random.Generator,
    numbers: dict[str, int] = KINDS,
    change: Callable[[np.ndarray, str, np.random.Generator], bytes] = changed,
) -> list[Planted]:
    """Copies of random samples, written beside the others into another part of the split."""
    kinds = [kind for kind, n in numbers.items() for _ in range(n)]
    chosen = rng.choice(len(dataset), len(kinds), replace=False)
    planted = []
    for number, (at, kind) in enumerate(zip(chosen, kinds, strict=True)):
        sample = dataset.samples[int(at)]
        assert sample.path is not None
        part, label, _name = Path(sample.source).parts
        other = "test" if part == "train" else "train"
        source = f"{other}/{label}/planted_{number:04d}.jpg"
        (folder / source).write_bytes(change(pixels_of(sample.path), kind, rng))
        planted.append(Planted(source, sample.source, kind))
    return planted


def named(dataset: Dataset, pairs: np.ndarray) -> set[frozenset[str]]:
    return {frozenset((dataset.samples[i].source, dataset.samples[j].source)) for i, j in pairs.tolist()}


def proof(seeds: int, sheet: Path | None) -> None:
    recall: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    verdicts: Counter[str] = Counter()
    others: set[frozenset[str]] = set()
    own = own_groups()
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "weather4"
            with zipfile.ZipFile(WEATHER) as archive:
                archive.extractall(folder)
            planted = plant(folder, read_dataset(folder, say=silent), np.random.default_rng(seed))
            dataset = read_dataset(folder, say=silent)
            found = match(glance(dataset))
            near, flipped = named(dataset, found.near), named(dataset, found.mirrored)
            marked = named(dataset, found.edited)
            for copy in planted:
                there = flipped if copy.kind == "mirrored" else near
                recall[copy.kind][frozenset((copy.source, copy.original)) in there] += 1
            other = {pair for pair in near | flipped | marked if not right(pair, planted, own, verdicts)}
            others |= other
            if sheet is not None:
                draw_sheet(sheet / f"pairs_{seed}.png", folder, sorted(map(sorted, other)))
    show_proof(recall, verdicts, others)


def proof_alike(model: Path, seeds: int, sheet: Path | None) -> None:
    backbone = backbone_of(open_artifact(model))
    without: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    with_it: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    verdicts: Counter[str] = Counter()
    others: set[frozenset[str]] = set()
    own = own_groups(OWN, OWN_ALIKE)
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "weather4"
            with zipfile.ZipFile(WEATHER) as archive:
                archive.extractall(folder)
            numbers = dict.fromkeys(ALIKE, N_ALIKE)
            rng = np.random.default_rng(seed)
            planted = plant(folder, read_dataset(folder, say=silent), rng, numbers, changed_much)
            dataset = read_dataset(folder, say=silent)
            found = match(glance(dataset))
            vectors, _ = backbone.embed(dataset.samples)
            pairs, _ = alike(dataset, vectors, np.isfinite(vectors).all(axis=1), found)
            hashed = named(dataset, found.near) | named(dataset, found.mirrored)
            confirmed = named(dataset, pairs)
            for copy in planted:
                pair = frozenset((copy.source, copy.original))
                without[copy.kind][pair in hashed] += 1
                with_it[copy.kind][pair in hashed | confirmed] += 1
            other = {pair for pair in confirmed if not right(pair, planted, own, verdicts)}
            others |= other
            if sheet is not None:
                draw_sheet(sheet / f"alike_{seed}.png", folder, sorted(map(sorted, other)))
    print(f"Found by {backbone.name}:")
    show_proof(with_it, verdicts, others, ALIKE)
    print("\nWithout a backbone: " + ", ".join(f"{kind} {without[kind][True]}" for kind in ALIKE))


def own_groups(*lists: Path) -> dict[str, int]:
    """The group of each source that has a copy in the set itself; the lists are joined where they meet."""
    lines = [
        line.split() for path in lists or (OWN,) for line in path.read_text().splitlines() if line[:1] != "#"
    ]
    places = {source: at for at, source in enumerate(dict.fromkeys(s for line in lines for s in line))}
    groups = components((places[line[0]], places[other]) for line in lines for other in line[1:])
    home = {at: number for number, group in enumerate(groups) for at in group}
    return {source: home[at] for source, at in places.items()}


def right(pair: frozenset[str], planted: list[Planted], own: dict[str, int], verdicts: Counter[str]) -> bool:
    """Whether a named pair is one picture, counted by why."""
    origin = {copy.source: copy.original for copy in planted}
    one, other = sorted(origin.get(source, source) for source in pair)
    if one == other:
        verdicts["planted"] += 1
    elif own.get(one, -1) == own.get(other, -2):
        verdicts["of the set itself"] += 1
    else:
        verdicts["neither"] += 1
        return False
    return True


def show_proof(
    recall: dict[str, Counter[bool]],
    verdicts: Counter[str],
    others: set[frozenset[str]],
    kinds: Sequence[str] = tuple(KINDS),
) -> None:
    print("| copies | planted | found | recall, 95 % interval |\n|---|---|---|---|")
    together: Counter[bool] = Counter()
    for kind in kinds:
        if kind != "mirrored":
            together += recall[kind]
        print(row(kind, recall[kind]))
    print(row("**all but mirrored**", together))
    n = sum(verdicts.values())
    precision = wilson(n - verdicts["neither"], n)
    print(f"\nPairs named: {n}: " + ", ".join(f"{why} {k}" for why, k in verdicts.items()))
    print(f"Precision {precision.value:.2%} ({precision.low:.2%} to {precision.high:.2%})")
    for pair in sorted(map(sorted, others)):
        print("  neither:", *pair)


def row(kind: str, counted: Counter[bool]) -> str:
    n = sum(counted.values())
    found = wilson(counted[True], n)
    return f"| {kind} | {n} | {counted[True]} | {found.value:.1%} ({found.low:.1%} to {found.high:.1%}) |"


def draw_sheet(file: Path, folder: Path, pairs: list[list[str]], height: int = 150) -> None:
    """The pairs side by side, 3 to a row, with their file names."""
    file.parent.mkdir(parents=True, exist_ok=True)
    tiles = []
    for pair in pairs:
        tile = np.full((height + 18, 480, 3), 255, np.uint8)
        for at, source in enumerate(pair):
            rgb = pixels_of(folder / source)
            width = min(235, round(rgb.shape[1] * height / rgb.shape[0]))
            tile[18:, at * 240 : at * 240 + width] = cv2.resize(
                rgb, (width, height), interpolation=cv2.INTER_AREA
            )
            cv2.putText(tile, source[-34:], (at * 240, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.36, (0, 0, 0))
        tiles.append(tile)
    if not tiles:
        return
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % 3)
    rows = [np.concatenate(tiles[at : at + 3], axis=1) for at in range(0, len(tiles), 3)]
    cv2.imwrite(str(file), cv2.cvtColor(np.concatenate(rows), cv2.COLOR_RGB2BGR))


def scale(sizes: list[int], keep: Path | None) -> None:
    columns = "pictures", "read, s (CPU)", "search, s (CPU)", "CPU ms a picture", "peak MB", "of 160"
    print("|", " | ".join((*columns, "of 40 mirrored", "clusters")), "|")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        for n in sizes:
            folder = (keep or Path(temporary)) / str(n)
            if not (folder / "planted.json").exists():
                make(folder, n)
            command = [sys.executable, __file__, "one", str(folder)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            print(done.stdout.strip(), flush=True)


def make(folder: Path, n: int) -> None:
    """`n` pictures, the last 200 of them copies of others."""
    with tempfile.TemporaryDirectory() as temporary:
        with zipfile.ZipFile(WEATHER) as archive:
            archive.extractall(temporary)
        files = sorted(Path(temporary).rglob("*.jpg"))
        folder.mkdir(parents=True)
        for shelf in range((n - N_PLANTED - 1) // 1000 + 1):
            (folder / f"{shelf:03d}").mkdir()
        with ProcessPoolExecutor() as pool:
            list(pool.map(partial(jitter, folder, files), range(n - N_PLANTED), chunksize=64))
    rng = np.random.default_rng(n)
    chosen = rng.choice(n - N_PLANTED, N_PLANTED, replace=False).tolist()
    kinds = [kind for kind, many in KINDS.items() for _ in range(many)]
    (folder / "planted").mkdir()
    planted = {}
    for number, (original, kind) in enumerate(zip(chosen, kinds, strict=True)):
        rgb = pixels_of(folder / shelf_of(original))
        (folder / "planted" / f"{number:04d}.jpg").write_bytes(changed(rgb, kind, rng))
        planted[f"planted/{number:04d}.jpg"] = [shelf_of(original), kind]
    (folder / "planted.json").write_text(json.dumps(planted))


def shelf_of(number: int) -> str:
    return f"{number // 1000:03d}/{number:06d}.jpg"


def jitter(folder: Path, files: list[Path], number: int) -> None:
    rng = np.random.default_rng(number)
    rgb = pixels_of(files[number % len(files)])
    height, width = rgb.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-15, 15), 1.0)
    rgb = cv2.warpAffine(rgb, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
    part = [round(side * rng.uniform(0.45, 0.75)) for side in (height, width)]
    top, left = int(rng.integers(height - part[0] + 1)), int(rng.integers(width - part[1] + 1))
    rgb = rgb[top : top + part[0], left : left + part[1]]
    if rng.random() < 0.5:
        rgb = rgb[:, ::-1]
    rgb = np.clip(rgb.astype(np.float32) * rng.uniform(0.7, 1.3), 0, 255).astype(np.uint8)
    data = simplejpeg.encode_jpeg(np.ascontiguousarray(rgb), quality=85, colorspace="RGB")
    (folder / shelf_of(number)).write_bytes(data)


def one(folder: Path) -> None:
    """One size: prints its line of the table."""
    dataset = read_dataset(folder, say=silent)
    clocks = [(time.perf_counter(), time.process_time())]
    seen = glance(dataset)
    clocks.append((time.perf_counter(), time.process_time()))
    found = match(seen)
    clocks.append((time.perf_counter(), time.process_time()))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (read, read_cpu), (search, search_cpu) = (
        (after[0] - before[0], after[1] - before[1]) for before, after in pairwise(clocks)
    )
    hits = Counter(planted_hits(folder, dataset, found))
    n = len(dataset)
    each = 1000 * (read_cpu + search_cpu) / n
    print(
        f"| {n:,} | {read:.1f} ({read_cpu:.1f}) | {search:.1f} ({search_cpu:.1f}) | {each:.2f} | "
        f"{megabytes:.0f} | {hits['near']} | {hits['mirrored']} | {len(found.clusters()):,} |"
    )


def planted_hits(folder: Path, dataset: Dataset, found: Matches) -> Iterator[str]:
    """A hit for each copy that is in one cluster with its original."""
    place = {sample.source: at for at, sample in enumerate(dataset.samples)}
    homes = {}
    for kind, flips in (("near", False), ("mirrored", True)):
        homes[kind] = {at: k for k, cluster in enumerate(found.clusters(flips)) for at in cluster}
    for copy, (original, kind) in json.loads((folder / "planted.json").read_text()).items():
        home = homes["mirrored" if kind == "mirrored" else "near"]
        if home.get(place[copy], -1) == home.get(place[original], -2):
            yield "mirrored" if kind == "mirrored" else "near"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    proving = commands.add_parser("proof")
    proving.add_argument("--seeds", type=int, default=5)
    proving.add_argument("--sheet", type=Path)
    looking = commands.add_parser("alike")
    looking.add_argument("--backbone", type=Path, required=True)
    looking.add_argument("--seeds", type=int, default=3)
    looking.add_argument("--sheet", type=Path)
    scaling = commands.add_parser("scale")
    scaling.add_argument("--sizes", default="1000,10000,100000")
    scaling.add_argument("--keep", type=Path)
    commands.add_parser("one").add_argument("folder", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "proof":
        proof(arguments.seeds, arguments.sheet)
    elif arguments.command == "alike":
        proof_alike(arguments.backbone, arguments.seeds, arguments.sheet)
    elif arguments.command == "scale":
        scale([int(size) for size in arguments.sizes.split(",")], arguments.keep)
    else:
        one(arguments.folder)


if __name__ == "__main__":
    main()
