"""What is installed and what this machine can do, without loading what is heavy."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import Literal

from huoyan.system.cores import cpu_flags
from huoyan.words import Message

Verdict = Literal["ok", "absent", "problem"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of the doctor's sheet; `remedy` is empty where nothing is to be done."""

    subject: str
    verdict: Verdict
    detail: str
    remedy: str = ""


# What makes bf16 and int8 fast, and whether there is any of it.
KNOWN = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_tile", "amx_int8", "asimddp")

# package, module, the extra that brings it, the key of what it is for
OPTIONAL = (
    ("torch", "torch", "train", "doctor.use_training"),
    ("torchvision", "torchvision", "train", "doctor.use_training"),
    ("timm", "timm", "train", "doctor.use_pretrained"),
    ("onnx", "onnx", "train", "doctor.use_onnx"),
    ("openvino", "openvino", "openvino", "doctor.use_openvino"),
    ("cykooz-resizer", "cykooz_resizer", "fast", "doctor.use_fast"),
    ("pyarrow", "pyarrow", "parquet", "doctor.use_parquet"),
    ("pi-heif", "pi_heif", "heic", "doctor.use_heic"),
    ("scikit-image", "skimage", "rcnn", "doctor.use_rcnn"),
    ("tensorboard", "tensorboard", "tensorboard", "doctor.use_tensorboard"),
    ("optuna", "optuna", "tune", "doctor.use_tune"),
)


def examine(*, deep: bool = False) -> list[Diagnosis]:
    """`deep` also loads PyTorch to ask for GPUs, which takes a second or two."""
    findings = [_machine(), _python(), *_required(), *_optional()]
    if deep:
        findings.append(_gpu())
    return [*findings, _cache(), _fonts()]


def _machine() -> Diagnosis:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    flags = cpu_flags()
    known = [name for name in KNOWN if name in flags]
    vectors = " ".join(known) or Message("doctor.no_vectors")
    detail = Message(
        "doctor.machine", system=platform.system(), machine=platform.machine(), cores=cores, vectors=vectors
    )
    return Diagnosis(Message("doctor.of_machine"), "ok", detail)


def _python() -> Diagnosis:
    return Diagnosis("python", "ok", f"{platform.python_version()} ({platform.python_implementation()})")


def _required() -> list[Diagnosis]:
    try:
        listed = requires("huoyan") or ()
    except PackageNotFoundError:
        remedy = Message("doctor.install_source")
        return [Diagnosis("huoyan", "absent", Message("doctor.from_source"), remedy)]
    names = [line for line in listed if "extra ==" not in line]
    packages = [line.split(">")[0].split("=")[0].split(";")[0].strip() for line in names]
    return [_package(name, None, "") for name in packages]


def _optional() -> list[Diagnosis]:
    return [_package(package, extra, use, module) for package, module, extra, use in OPTIONAL]


def _package(name: str, extra: str | None, use: str, module: str | None = None) -> Diagnosis:
    try:
        found = version(name)
    except PackageNotFoundError:
        if extra is None:
            return Diagnosis(
                name, "problem", Message("doctor.not_installed"), "pip install --force-reinstall huoyan"
            )
        return Diagnosis(
            name, "absent", Message("doctor.for_use", use=Message(use)), f'pip install "huoyan[{extra}]"'
        )
    if module is not None and find_spec(module) is None:
        return Diagnosis(
            name,
            "problem",
            Message("doctor.not_importable", version=found),
            f"pip install --force-reinstall {name}",
        )
    return Diagnosis(name, "ok", found)


def _gpu() -> Diagnosis:
    from importlib import import_module

    if find_spec("torch") is None:
        return Diagnosis(
            Message("doctor.of_gpu"), "absent", Message("doctor.gpu_unknown"), 'pip install "huoyan[train]"'
        )
    cuda = import_module("torch").cuda
    if not cuda.is_available():
        return Diagnosis(Message("doctor.of_gpu"), "absent", Message("doctor.no_gpu"))
    names = [cuda.get_device_name(index) for index in range(cuda.device_count())]
    return Diagnosis(Message("doctor.of_gpu"), "ok", ", ".join(names))


def _cache() -> Diagnosis:
    from huoyan.data.named.download import cache_folder

    folder = cache_folder()
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(place).free / 1e9
    if not os.access(place, os.W_OK):
        return Diagnosis(
            Message("doctor.of_cache"),
            "problem",
            Message("doctor.cache_not_writable", folder=folder),
            Message("doctor.cache_remedy"),
        )
    if free < 1:
        return Diagnosis(
            Message("doctor.of_cache"),
            "problem",
            Message("doctor.cache_full", folder=folder, free=free),
            Message("doctor.cache_full_remedy"),
        )
    return Diagnosis(Message("doctor.of_cache"), "ok", Message("doctor.cache", folder=folder, free=free))


def _fonts() -> Diagnosis:
    from huoyan.images.draw import chinese_font

    found = chinese_font()
    if found is None:
        return Diagnosis(
            Message("doctor.of_font"),
            "absent",
            Message("doctor.font_use"),
            Message("doctor.font_remedy"),
        )
    return Diagnosis(Message("doctor.of_font"), "ok", str(found))
