"""How large `pip install huoyan` is, by package, in a fresh environment. Target: at most 360 MB.

    python benchmarks/install_size.py [--extra openvino] [--keep FOLDER]

Makes a virtual environment in a temporary folder, installs this project into it (this asks the
package index that pip is set up for) and adds up the files that each package brought, with the byte code
that pip compiles. pip and setuptools, which every environment has, are not counted. 1 MB is 10^6 bytes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parents[1]
TARGET_MB = 360
COUNT = """
import json, pathlib
from importlib.metadata import distributions
sizes = {}
for package in distributions():
    files = [pathlib.Path(package.locate_file(x)) for x in package.files or []]
    sizes[package.name] = sum(x.stat().st_size for x in files if x.is_file())
print(json.dumps(sizes))
"""


def install(folder: Path, extra: str | None) -> dict[str, int]:
    """Bytes of each package after installing the project into a new environment at `folder`."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    what = f"{PROJECT}[{extra}]" if extra else str(PROJECT)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", what]
    subprocess.run(pip, check=True)
    said = subprocess.run([python, "-c", COUNT], check=True, capture_output=True, text=True).stdout
    sizes: dict[str, int] = json.loads(said)
    return {name: size for name, size in sizes.items() if name not in ("pip", "setuptools")}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--extra", help="also install this extra")
    parser.add_argument("--keep", type=Path, help="make the environment here and leave it")
    arguments = parser.parse_args()
    with TemporaryDirectory() as temporary:
        sizes = install(arguments.keep or Path(temporary) / "venv", arguments.extra)
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"{size / 1e6:9.1f} MB  {name}")
    total = sum(sizes.values()) / 1e6
    verdict = "within" if total <= TARGET_MB else "over"
    print(f"{total:9.1f} MB  in all, {len(sizes)} packages: {verdict} {TARGET_MB} MB")


if __name__ == "__main__":
    main()
