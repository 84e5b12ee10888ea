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
from huoyan.words import Listed, Message

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
    if path.is_dir():
        raise _error("weights.folder", path)
    if not path.is_file():
        raise _error("weights.no_file", path)
    if path.suffix == ".safetensors":
        return _read_safetensors(path)
    if path.suffix.lower() not in PYTORCH:
        raise _error("weights.ending", path, endings=Listed(PYTORCH, None))
    state = _unwrap(_read_pytorch(path))
    if not state:
        raise _error("weights.no_tensors", path)
    return state


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise _error("weights.unreadable", path, reason=str(error)) from error


def _read_pytorch(path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickle protocols: what cannot be read is an error below
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise _error("weights.runs_code", path) from error
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
        # Of a byte that stands for no instruction pickle says its number alone.
        strange = isinstance(error, KeyError | IndexError)
        reason = Message("weights.no_pytorch") if strange else str(error)
        raise _error("weights.unreadable", path, reason=reason) from error


def _unwrap(content: Any) -> dict[str, Tensor]:
    """The tensors of a state dict, however deep a training script wrapped it."""
    if not isinstance(content, Mapping):
        return {}
    for wrapper in WRAPPERS:
        if isinstance(content.get(wrapper), Mapping) and (state := _unwrap(content[wrapper])):
            return state
    return {str(name): value for name, value in content.items() if isinstance(value, Tensor)}


def _error(key: str, path: Path, **values: str | Listed | Message) -> NetworkError:
    return NetworkError(Message(key, path=path, **values), code="network.weights")
