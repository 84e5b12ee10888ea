"""Where alarms go: a file a sink, and the table by which `--send` names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from huoyan.errors import UsageError
from huoyan.watch.alarms.sinks.command import open_command
from huoyan.watch.alarms.sinks.jsonl import open_jsonl
from huoyan.watch.alarms.sinks.mail import open_mail
from huoyan.watch.alarms.sinks.mqtt import open_mqtt
from huoyan.watch.alarms.sinks.sink import Sink
from huoyan.watch.alarms.sinks.webhook import open_webhook
from huoyan.words import Listed, Message

# What stands before the first colon of --send.
SINKS: Mapping[str, Callable[[str], Sink]] = {
    "jsonl": open_jsonl,
    "https": open_webhook,
    "http": open_webhook,
    "command": open_command,
    "mqtt": open_mqtt,
    "mqtts": open_mqtt,
    "mailto": open_mail,
}
FORMS = (
    "jsonl:FILE", "command:PROGRAM", "https://HOST/PATH", "mqtt://HOST/TOPIC", "mailto:SOMEBODY",
)  # fmt: skip


def open_sink(value: str) -> Sink:
    """The sink that `--send VALUE` names. Raises UsageError (usage.send); nothing is sent yet."""
    scheme, colon, _ = value.partition(":")
    if not colon or scheme.lower() not in SINKS:
        raise UsageError(
            Message("alarms.unknown_sink", value=value, forms=Listed(FORMS, 9)), code="usage.send"
        )
    return SINKS[scheme.lower()](value)


def open_sinks(values: Sequence[str]) -> list[Sink]:
    """Each once, in the order named."""
    return [open_sink(value) for value in dict.fromkeys(values)]
