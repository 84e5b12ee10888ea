"""Where alarms go: a file a sink, and the table by which `--send` names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from huoyan.errors import UsageError
from huoyan.watch.alarms.sinks.command import open_command
from huoyan.watch.alarms.sinks.jsonl import open_jsonl
from huoyan.watch.alarms.sinks.mail import each_receiver, open_mail
from huoyan.watch.alarms.sinks.mqtt import open_mqtt
from huoyan.watch.alarms.sinks.sink import Sink
from huoyan.watch.alarms.sinks.webhook import open_webhook
from huoyan.words import Lang, Listed, Message

# What stands before the first colon of --send.
SINKS: Mapping[str, Callable[[str], Sink]] = {
    "jsonl": open_jsonl,
    "https": open_webhook,
    "http": open_webhook,
    "command": open_command,
    "mqtt": open_mqtt,
    "mqtts": open_mqtt,
}
# Those that people read, in their language.
LETTERS: Mapping[str, Callable[[str, Lang], Sink]] = {"mailto": open_mail}
FORMS = (
    "jsonl:FILE", "command:PROGRAM", "https://HOST/PATH", "mqtt://HOST/TOPIC", "mailto:SOMEBODY",
)  # fmt: skip


def open_sink(value: str, lang: Lang = "en") -> Sink:
    """The sink that `--send VALUE` names. lang: of mails, which people read. Raises UsageError (usage.send);
    nothing is sent yet.
    """
    scheme, colon, _ = value.partition(":")
    name = scheme.lower() if colon else ""
    if name in LETTERS:
        return LETTERS[name](value, lang)
    if name in SINKS:
        return SINKS[name](value)
    raise UsageError(Message("alarms.unknown_sink", value=value, forms=Listed(FORMS, 9)), code="usage.send")


def open_sinks(values: Sequence[str], lang: Lang = "en") -> list[Sink]:
    """Each once, in the order named; of a mail to several each receiver."""
    apart = (each for value in values for each in _apart(value))
    return [open_sink(value, lang) for value in dict.fromkeys(apart)]


def _apart(value: str) -> list[str]:
    return each_receiver(value) if value.lower().startswith("mailto:") else [value]
