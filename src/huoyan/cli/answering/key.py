"""huoyan key: makes a key for callers of a server."""

from __future__ import annotations

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.speech import note, tell
from huoyan.data.home_folder import at_home
from huoyan.words import Message

EXAMPLES = (
    "huoyan key keys.txt gate-camera                 # example.key",
    "huoyan key keys.txt deploy --role admin         # example.key_admin",
    "huoyan serve runs/mine --host 0.0.0.0 --api-key-file keys.txt",
)


def run(argv: list[str]) -> int:
    from huoyan.web.access.keys import ROLES

    arguments_of = parser("key", EXAMPLES)
    arguments_of.add_argument("file", metavar="FILE", type=at_home, help=flag_help("flag.key_file"))
    arguments_of.add_argument("name", metavar="NAME", help=flag_help("flag.key_name"))
    arguments_of.add_argument("--role", choices=ROLES, default="user", help=flag_help("flag.key_role"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import add_key

    made = add_key(arguments.file, arguments.name, role=arguments.role)
    tell(made)
    note(Message("terminal.key_made", file=arguments.file))
    return 0
