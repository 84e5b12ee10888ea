"""What is looked for in a picture: its lines, its zones, and the rules about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.watch.rules.language.grammar import parse_rule
from huoyan.watch.rules.language.rule import PASSAGES, Rule
from huoyan.watch.rules.places.line import Line
from huoyan.watch.rules.places.written import check_names, parse_line, parse_zone
from huoyan.watch.rules.places.zone import Zone


@dataclass(frozen=True, slots=True)
class Scene:
    """alarms: the rules that the user wrote."""

    lines: tuple[Line, ...] = ()
    zones: tuple[Zone, ...] = ()
    alarms: tuple[Rule, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those that count, two of a zone and one of a line, then the alarms."""
        crossings = (Rule(line.name, line.name, "crosses") for line in self.lines)
        passages = (
            Rule(zone.name, zone.name, what, way=way) for zone in self.zones for what, way in PASSAGES.items()
        )
        return *crossings, *passages, *self.alarms


def scene_of(
    lines: Sequence[str] = (),
    zones: Sequence[str] = (),
    alarms: Sequence[str] = (),
    labels: Sequence[str] | None = None,
) -> Scene:
    """The scene as it is written on a command line. labels: of the model; None allows all.

    Raises UsageError usage.line, usage.zone, usage.place, usage.alarm.
    """
    known_lines = tuple(map(parse_line, lines))
    known_zones = tuple(map(parse_zone, zones))
    check_names(known_lines, known_zones)
    rules = [parse_rule(text, known_lines, known_zones, labels) for text in alarms]
    return Scene(known_lines, known_zones, tuple({rule.text: rule for rule in rules}.values()))
