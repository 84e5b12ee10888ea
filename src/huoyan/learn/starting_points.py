"""Good values to train with, by the kind of job. Chosen on validation parts only (docs/benchmarks.md)."""

from __future__ import annotations

from typing import Any

# Pictures up to 64 px, a small network from random weights.
SMALL: dict[str, Any] = {
    "batch": 128,
    "optimizer": "adamw",
    "lr": 0.01,
    "beta2": 0.99,
    "weight_decay": 1e-4,
    "schedule": "one-cycle",
    "warmup": 0.25,
    "final": 0.01,
    "label_smoothing": 0.05,
    "augment": "light",
    "shift": 0.04,
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
    "label_smoothing": 0.1,
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
    "label_smoothing": 0.05,
    "augment": "light",
    "clip": 1.0,
}

# Pictures that the network should see in all: the number of epochs follows from the size of the set.
SEEN = {"small": 180_000, "scratch": 30_000, "fine-tuning": 6_000}
EPOCHS = {"small": (2, 60), "scratch": (10, 60), "fine-tuning": (3, 20)}

# What is known of data sets with a name: (default, with --fast).
NAMED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "mnist": ({"epochs": 1.0, "flip": "none"}, {"epochs": 0.75, "flip": "none"}),
    "fashion-mnist": ({"epochs": 3.0, "flip": "horizontal"}, {"epochs": 1.0, "flip": "horizontal"}),
}
