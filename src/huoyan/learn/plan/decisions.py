"""What a recipe leaves open, decided value by value; what is said of it is kept."""

from __future__ import annotations

from huoyan.learn.plan.machine import Machine
from huoyan.runs.recipe import Recipe
from huoyan.words import Message


class Decisions:
    """Fills one recipe; `choices` collects the sentences."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.choices: list[Message] = []

    def decide(self, name: str, value: object, because: Message | None = None) -> None:
        """Sets what the user left open (None, "auto" or no options); says it where a reason is given."""
        values = self.recipe.values()
        if name not in values or values[name] not in (None, "auto", {}):  # some tasks have no such choice
            return
        self.recipe = self.recipe.with_choices(**{name: value})
        if because is not None:
            self.choices.append(Message("plan.choice", name=name, value=_shown(value), because=because))

    def machine(self, machine: Machine) -> None:
        """Threads and precision."""
        free = machine.free_cores
        crowded = None if free == machine.cores else Message("plan.busy_cores")
        self.decide("threads", free, crowded)
        bf16 = machine.bf16
        self.decide("precision", "bf16" if bf16 else "fp32", Message("plan.bf16") if bf16 else None)


def _shown(value: object) -> str:
    """A whole number without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
