"""What is installed and what this machine can do, without loading what is heavy."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import Literal

from huoyan.cores import cpu_flags

Verdict = Literal["ok", "absent", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's sheet; `remedy` is empty where nothing is to be done."""

    subject: str
    verdict: Verdict
    detail: str
    remedy: str = ""


# package, module, the extra that brings it, what it is for
OPTIONAL = (
    ("torch", "torch", "train", "training"),
    ("torchvision", "torchvision", "train", "training"),
    ("timm", "timm", "train", "pretrained networks"),
    ("onnx", "onnx", "train", "self-describing ONNX files"),
    ("openvino", "openvino", "openvino", "faster answers on Intel and AMD CPUs"),
    ("pyarrow", "pyarrow", "parquet", "Parquet tables"),
    ("pi-heif", "pi_heif", "heic", "pictures of telephones in HEIC"),
    ("tensorboard", "tensorboard", "tensorboard", "TensorBoard events"),
)


def examine(*, deep: bool = False) -> list[Finding]:
    """`deep` also loads PyTorch to ask for GPUs, which takes a second or two."""
    findings = [_machine(), _python(), *_required(), *_optional()]
    if deep:
        findings.append(_gpu())
    return [*findings, _cache(), _fonts()]


def _machine() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    flags = cpu_flags()
    known = [name for name in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile") if name in flags]
    vectors = " ".join(known) or "no vector instructions known"
    detail = f"{platform.system()} {platform.machine()}, {cores} cores, {vectors}"
    return Finding("machine", "ok", detail)


def _python() -> Finding:
    return Finding("python", "ok", f"{platform.python_version()} ({platform.python_implementation()})")


def _required() -> list[Finding]:
    try:
        listed = requires("huoyan") or ()
    except PackageNotFoundError:
        remedy = "pip install -e . in its folder"
        return [Finding("huoyan", "absent", "run from its source, not installed", remedy)]
    names = [line for line in listed if "extra ==" not in line]
    packages = [line.split(">")[0].split("=")[0].split(";")[0].strip() for line in names]
    return [_package(name, None, "") for name in packages]


def _optional() -> list[Finding]:
    return [_package(package, extra, use, module) for package, module, extra, use in OPTIONAL]


def _package(name: str, extra: str | None, use: str, module: str | None = None) -> Finding:
    try:
        found = version(name)
    except PackageNotFoundError:
        if extra is None:
            return Finding(name, "problem", "not installed", "pip install --force-reinstall huoyan")
        return Finding(name, "absent", f"for {use}", f'pip install "huoyan[{extra}]"')
    if module is not None and find_spec(module) is None:
        return Finding(
            name, "problem", f"{found} cannot be imported", f"pip install --force-reinstall {name}"
        )
    return Finding(name, "ok", found)


def _gpu() -> Finding:
    from importlib import import_module

    if find_spec("torch") is None:
        return Finding("gpu", "absent", "PyTorch is needed to ask", 'pip install "huoyan[train]"')
    cuda = import_module("torch").cuda
    if not cuda.is_available():
        return Finding("gpu", "absent", "PyTorch sees none: training runs on the CPU")
    names = [cuda.get_device_name(index) for index in range(cuda.device_count())]
    return Finding("gpu", "ok", ", ".join(names))


def _cache() -> Finding:
    from huoyan.data.named.download import cache_folder

    folder = cache_folder()
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(place).free / 1e9
    if not os.access(place, os.W_OK):
        return Finding(
            "cache", "problem", f"{folder} is not writable", "set HUOYAN_CACHE to a writable folder"
        )
    if free < 1:
        return Finding(
            "cache", "problem", f"{folder}: {free:.1f} GB free", "free some space, or set HUOYAN_CACHE"
        )
    return Finding("cache", "ok", f"{folder}, {free:.0f} GB free")


def _fonts() -> Finding:
    from huoyan.images.draw import chinese_font

    found = chinese_font()
    if found is None:
        return Finding(
            "chinese font",
            "absent",
            "Chinese names drawn into pictures",
            "install fonts-noto-cjk (Debian, Ubuntu)",
        )
    return Finding("chinese font", "ok", str(found))
