"""huoyan serve: models behind HTTP, until Ctrl-C."""

from __future__ import annotations

import argparse
from typing import Any

from huoyan.cli.terminal.flags import Parser, add_engine_flags, add_limit_flag, flag_help, parser
from huoyan.cli.terminal.language import language, phrase
from huoyan.cli.terminal.speech import note
from huoyan.system import hang_up

EXAMPLES = (
    "huoyan serve runs/digits   # example.serve",
    "curl --data-binary @seven.png http://127.0.0.1:8000/models/digits   # example.serve_curl",
    "huoyan serve runs/digits parts=runs/exp-17 --port 9000   # example.serve_names",
    "huoyan serve runs/digits --host 0.0.0.0 --api-key-file keys.txt --tls-cert c.pem --tls-key k.pem "
    "  # example.serve_keys",
    "huoyan serve runs/digits --workers 4 --threads 1   # example.serve_workers",
    "kill -HUP PID   # example.serve_reload",
)
# Fields of `Serving` by group: their kind and what stands for the value in the help.
GROUPS: dict[str, dict[str, tuple[Any, str]]] = {
    "where": {"host": (str, "HOST"), "port": (int, "N"), "workers": (int, "N")},
    "load": {
        "max_batch": (int, "N"),
        "delay_ms": (float, "X"),
        "queue": (int, "N"),
        "deadline_s": (float, "S"),
        "max_body": (int, "BYTES"),
    },
    "access": {
        "api_key_file": (str, "FILE"),
        "rate": (float, "X"),
        "request_log": (str, "FILE"),
        "tls_cert": (str, "FILE"),
        "tls_key": (str, "FILE"),
        "url_hosts": (str, "HOST,HOST"),
    },
}


def run(argv: list[str]) -> int:
    # From the first moment: who looks after it may say so while models are still being opened.
    with hang_up.kept():
        arguments = _arguments(argv)
        from huoyan.api.serving import serve
        from huoyan.words import Message

        serve(arguments.runs, say=note, lang=language(), **_asked(arguments))
        note(Message("serve.ended"))
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    made = parser("serve", EXAMPLES)
    made.add_argument("runs", nargs="*", metavar="[NAME=]RUN", help=flag_help("flag.served"))
    for group, flags in GROUPS.items():
        target = made.add_argument_group(phrase(f"group.serve_{group}"))
        for name, (kind, metavar) in flags.items():
            _add(made, target, name, kind, metavar)
        if group == "access":
            target.add_argument(
                "--no-auth", action="store_true", default=None, help=flag_help("serving.no_auth")
            )
    add_limit_flag(made)
    add_engine_flags(made, torch=False)
    return made.parse_args(argv)


def _add(made: Parser, target: Any, name: str, kind: Any, metavar: str) -> None:
    """What is not said is None, for which `Serving` has a value."""
    told = {"default": None, "metavar": metavar, "help": flag_help(f"serving.{name}")}
    target.add_argument("--" + name.replace("_", "-"), dest=name, type=kind, **told)


def _asked(arguments: argparse.Namespace) -> dict[str, Any]:
    names = [*(name for flags in GROUPS.values() for name in flags), "no_auth"]
    names += ["max_pixels", "threads", "engine"]
    given = {name: getattr(arguments, name) for name in names}
    if given["url_hosts"] is not None:
        given["url_hosts"] = tuple(filter(None, map(str.strip, given["url_hosts"].split(","))))
    return {name: value for name, value in given.items() if value is not None}
