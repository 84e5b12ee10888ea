"""Whether the extra `train` is installed, asked before anything is begun."""

from __future__ import annotations

from importlib.util import find_spec

from huoyan.errors import MissingExtra
from huoyan.words import Message


def require_training(purpose: Message | None = None) -> None:
    """Raises MissingExtra, with the command that installs it, where PyTorch or its companions are absent.

    purpose: what for, if not for training.
    """
    for module, package in (
        ("torch", "PyTorch"),
        ("safetensors", "safetensors"),
        ("tomli_w", "tomli-w"),
        ("rich", "rich"),
    ):
        try:
            found = find_spec(module) is not None
        except ImportError:
            found = False
        if not found:
            raise MissingExtra(package, "train", purpose or Message("extra.training"))
