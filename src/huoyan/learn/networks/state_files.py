"""A file of weights as named tensors: safetensors or a PyTorch state dict. No code of the file is run."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from huoyan.errors import NetworkError

PYTORCH = (".pth", ".pt", ".th", ".bin", ".ckpt", ".tar")
# Where training scripts put the weights in a checkpoint; averaged ones first, as they are the better.
WRAPPERS = (
    "state_dict_ema",
    "model_ema",
    "ema",
    "ema_state_dict",
    "state_dict",
    "model_state_dict",
    "model",
    "module",
    "network",
    "params",
)


def read_state(path: Path) -> dict[str, Tensor]:
    """Named tensors on the CPU, in the file's order. Raises NetworkError `network.weights`."""
    if not path.is_file():
        raise _error(path, "there is no such file", "Check the path")
    if path.suffix == ".safetensors":
        return _read_safetensors(path)
    if path.suffix.lower() not in PYTORCH:
        raise _error(path, f"weights are read from .safetensors, {', '.join(PYTORCH)}", "Convert the file")
    state = _unwrap(_read_pytorch(path))
    if not state:
        raise _error(
            path, "it holds no named tensors", "Save the state dict: torch.save(model.state_dict(), FILE)"
        )
    return state


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise _error(path, f"it cannot be read ({error})", "Download or save it again") from error


def _read_pytorch(path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickle protocols: what cannot be read is an error below
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise _error(
            path,
            "it is damaged, or more than tensors: reading it would run code that the file brings",
            "Save the state dict alone where the file was made, torch.save(model.state_dict(), FILE), "
            "or as .safetensors",
        ) from error
    except (
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
    ) as error:
        raise _error(path, f"it cannot be read ({error})", "Download or save it again") from error


def _unwrap(content: Any) -> dict[str, Tensor]:
    """The tensors of a state dict, however deep a training script wrapped it."""
    if not isinstance(content, Mapping):
        return {}
    for wrapper in WRAPPERS:
        if isinstance(content.get(wrapper), Mapping) and (state := _unwrap(content[wrapper])):
            return state
    return {str(name): value for name, value in content.items() if isinstance(value, Tensor)}


def _error(path: Path, problem: str, remedy: str) -> NetworkError:
    return NetworkError(f"weights {path}: {problem}. {remedy}.", code="network.weights")
