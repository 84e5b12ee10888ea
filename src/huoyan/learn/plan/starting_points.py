"""Good values to train with, by the kind of job. Chosen on validation parts only (docs/benchmarks.md)."""

from __future__ import annotations

from typing import Any

# Pictures up to 64 px, a small network from random weights.
_SMALL: dict[str, Any] = {
    "optimizer": "adamw",
    "lr": 0.01,
    "beta2": 0.99,
    "weight_decay": 1e-4,
    "schedule": "one-cycle",
    "warmup": 0.25,
    "final": 0.01,
    "augment": "light",
}

# Photos, from random weights.
SCRATCH: dict[str, Any] = {
    "batch": 32,
    "optimizer": "adamw",
    "lr": 2e-3,
    "beta2": 0.999,
    "weight_decay": 0.02,
    "schedule": "one-cycle",
    "warmup": 0.2,
    "final": 0.005,
    "augment": "standard",
}

# Photos, from weights that know pictures.
FINE_TUNING: dict[str, Any] = {
    "batch": 32,
    "optimizer": "adamw",
    "lr": 5e-4,
    "beta2": 0.999,
    "weight_decay": 0.02,
    "schedule": "one-cycle",
    "warmup": 0.15,
    "final": 0.01,
    "augment": "light",
    "clip": 1.0,
}

# Photos, from weights that know pictures and a classifier that is fitted to their features: measured with
# benchmarks/fine_tuning.py.
FROM_HEAD: dict[str, Any] = {
    "batch": 16,
    "optimizer": "adamw",
    "lr": 1e-3,
    "beta2": 0.999,
    "weight_decay": 0.02,
    "schedule": "cosine",
    "warmup": 0.15,
    "final": 0.01,
    "augment": "views",
    "clip": 1.0,
}

# Clips of which a small network sees what moves: measured with benchmarks/gestures.py.
MOTION: dict[str, Any] = {
    "precision": "fp32",  # so small that casting takes longer than it saves
    "batch": 24,
    "optimizer": "adamw",
    "lr": 3e-3,
    "beta2": 0.999,
    "weight_decay": 0.01,
    "schedule": "one-cycle",
    "warmup": 0.15,
    "final": 0.001,
    "augment": "standard",
    "clip": 1.0,
}
# Clips of which a network sees the frames, as it sees photos.
CLIPS_SCRATCH: dict[str, Any] = {**SCRATCH, "batch": 8, "lr": 1e-3, "clip": 1.0}
CLIPS_FINE_TUNING: dict[str, Any] = {**FINE_TUNING, "batch": 8, "augment": "standard"}
# The same, with a network of frames that is frozen: what trains is small, and begins at random.
CLIPS_FROZEN: dict[str, Any] = {**MOTION, "lr": 2e-3}
CLIP_SEEN, CLIP_EPOCHS = 8_500, (10, 60)

# Pictures that the network should see in all: the number of epochs follows from the size of the set.
SEEN = {"small": 300_000, "scratch": 30_000, "fine-tuning": 6_000, "from-head": 24_000}
EPOCHS = {"small": (3, 20), "scratch": (10, 60), "fine-tuning": (3, 20), "from-head": (3, 8)}

# What is known of data sets with a name: by default, and with --fast.
TUNED_FOR: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "mnist": (
        {"epochs": 2.0, "options": {"widths": [16, 32, 64]}},
        {"epochs": 1.25, "options": {"widths": [16, 32, 32]}},
    ),
    "fashion-mnist": (
        {
            "epochs": 5.0,
            "flip": "horizontal",
            "shift": 0.0,
            "label_smoothing": 0.1,
            "options": {"widths": [16, 32, 64]},
        },
        {"epochs": 1.5, "flip": "horizontal", "shift": 0.0, "options": {"widths": [16, 32, 32]}},
    ),
}
# What differs for a recurrent network.
_RNN_TUNED_FOR: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "mnist": ({"epochs": 3.0}, {"epochs": 1.5}),
}


def tuned_for(model: str, name: str, *, fast: bool) -> dict[str, Any]:
    """What is known of training `model` on the data set `name`; nothing for most."""
    tables = (TUNED_FOR, _RNN_TUNED_FOR) if model == "rnn" else (TUNED_FOR,)
    known: dict[str, Any] = {}
    for table in tables:
        known |= table.get(name, ({}, {}))[int(fast)]
    return known


def small(side: int, pictures: int, coloured: bool) -> dict[str, Any]:
    """For pictures of `side` pixels: colour has more to vary, few pictures need more steps."""
    return {
        **_SMALL,
        "batch": 128 if pictures > 5000 and not coloured else 64,
        # At least one pixel.
        "shift": round(max(0.0625 if coloured else 0.04, 1.01 / side), 4),
    }
