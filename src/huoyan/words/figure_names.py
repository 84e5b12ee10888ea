"""Names of figures and of parts on a line of the terminal: in English those of metrics.json."""

from __future__ import annotations

from huoyan.words.message import LANGS, Lang


def figure_name(name: str, lang: Lang) -> str:
    """`accuracy`, 准确率; one without a word keeps its name. What follows a blank says of what: `mae height`."""
    kind, blank, of = name.partition(" ")
    return f"{_named(f'metric.{kind}', kind, lang)}{blank}{of}"


def part_name(name: str, lang: Lang) -> str:
    """`val`, 验证."""
    return _named(f"split.{name}", name, lang)


def _named(key: str, name: str, lang: Lang) -> str:
    from huoyan.words.catalogue import PHRASES

    return name if lang == "en" or key not in PHRASES else PHRASES[key][LANGS.index(lang)]
