"""What a training of a generator is asked for: its own choices, and those of every training."""

from huoyan.runs.generation.generation import (
    Generation,
    generation_fields,
    generation_from,
)

__all__ = ["Generation", "generation_fields", "generation_from"]
