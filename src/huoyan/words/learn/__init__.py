"""What is said of training: recipe, plan, networks, runs."""

from __future__ import annotations

from huoyan.words.learn import (
    distil,
    ensemble,
    features,
    generate,
    imported,
    ladder,
    networks,
    patches,
    phases,
    plan,
    rcnn,
    recipe,
    runs,
    search,
    synthesis,
    training,
    trial,
    weights,
)

# Each area has a file of its own.
AREAS = (
    distil.PHRASES,
    ensemble.PHRASES,
    features.PHRASES,
    generate.PHRASES,
    imported.PHRASES,
    ladder.PHRASES,
    networks.PHRASES,
    patches.PHRASES,
    phases.PHRASES,
    plan.PHRASES,
    rcnn.PHRASES,
    recipe.PHRASES,
    runs.PHRASES,
    search.PHRASES,
    synthesis.PHRASES,
    training.PHRASES,
    trial.PHRASES,
    weights.PHRASES,
)
