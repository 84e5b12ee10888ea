"""onnxruntime-web, the engine of a browser: fetched through npm when it is needed, checked by the lock file.

The package (33 MB) stays in the cache; three files of it (14 MB) go into a site.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from huoyan.data.named.download import cache_folder
from huoyan.errors import DownloadError
from huoyan.text import shortened
from huoyan.words import Message
from huoyan.words.foreign_reason import foreign_reason, system_reason

PACKAGE = "onnxruntime-web"
# The build without WebGPU: for the CPU, with and without threads.
FILES = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
LICENCE = "LICENSE.txt"
TIMEOUT_S = 600
# Without a network npm would try for a minute, and say nothing.
_FLAGS = ("--ignore-scripts", "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
_HERE = Path(__file__).parent / "onnxruntime-web"


def write_engine(folder: Path) -> None:
    """The three files and their licence into the new folder `folder`.

    Raises DownloadError: download.failed with where to put the package by hand, download.checksum,
    download.cache.
    """
    content = _package()
    folder.mkdir()
    with tarfile.open(fileobj=BytesIO(content)) as opened:
        for name in FILES:
            inside = opened.extractfile(f"package/dist/{name}")
            assert inside is not None  # the checksum is that of a package that has them
            (folder / name).write_bytes(inside.read())
    shutil.copyfile(_HERE / LICENCE, folder / LICENCE)


def _package() -> bytes:
    version, integrity = _locked()
    kept = cache_folder() / "browser" / f"{PACKAGE}-{version}.tgz"
    if not kept.is_file():
        _fetch(version, integrity, kept)
    try:
        content = kept.read_bytes()
    except OSError as error:
        said = Message("named.not_read", path=kept, error=system_reason(error))
        raise DownloadError(said, code="download.cache") from error
    if _integrity(content) != integrity:
        said = Message("browser.other_package", path=kept, package=f"{PACKAGE} {version}")
        raise DownloadError(said, code="download.checksum")
    return content


def _locked() -> tuple[str, str]:
    """Version and checksum by the lock file."""
    lock = json.loads((_HERE / "package-lock.json").read_text("utf-8"))
    package = lock["packages"][f"node_modules/{PACKAGE}"]
    return package["version"], package["integrity"]


def _integrity(content: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def _fetch(version: str, integrity: str, kept: Path) -> None:
    """By npm, for it knows the user's registry, proxy and mirror."""
    npm = shutil.which("npm")
    if npm is None:
        raise _by_hand(version, kept, Message("browser.no_npm"))
    with TemporaryDirectory(prefix="huoyan-npm-") as folder:
        call = [npm, "pack", f"{PACKAGE}@{version}", *_FLAGS]
        try:
            ended = subprocess.run(
                call, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _by_hand(version, kept, foreign_reason(str(error))) from error
        found = next(Path(folder).glob("*.tgz"), None)
        if ended.returncode or found is None:
            raise _by_hand(version, kept, foreign_reason(_complaint(ended.stderr or ended.stdout)))
        content = found.read_bytes()
    if _integrity(content) != integrity:
        said = Message("browser.came_another", package=f"{PACKAGE} {version}")
        raise DownloadError(said, code="download.checksum")
    _keep(content, kept)


def _complaint(said: str) -> str:
    """The line of npm that gives the reason, else all that it says."""
    lines = [re.sub(r"^npm (error|ERR!)( network)?", "", line).strip() for line in said.splitlines()]
    reason = next((line for line in lines if "reason:" in line), " ".join(filter(None, lines)))
    return shortened(reason or "npm pack")


def _keep(content: bytes, kept: Path) -> None:
    """Half a package never bears its name."""
    partial = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(kept)
    except OSError as error:
        said = Message("browser.not_kept", folder=kept.parent, reason=system_reason(error))
        raise DownloadError(said, code="download.cache") from error
    finally:
        partial.unlink(missing_ok=True)


def _by_hand(version: str, kept: Path, reason: str) -> DownloadError:
    said = Message(
        "browser.by_hand", package=f"{PACKAGE}@{version}", path=kept, folder=kept.parent, reason=reason
    )
    return DownloadError(said, code="download.failed")
