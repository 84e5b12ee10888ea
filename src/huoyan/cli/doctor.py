"""huoyan doctor: what is installed and what this machine can do."""

from __future__ import annotations

import dataclasses

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.language import language
from huoyan.cli.terminal.speech import tell, tell_json
from huoyan.text import padded
from huoyan.words import told

EXAMPLES = ("huoyan doctor", "huoyan doctor --gpu", "huoyan doctor --json")
MARKS = {"ok": "✓", "absent": "·", "problem": "✗"}


def run(argv: list[str]) -> int:
    arguments_of = parser("doctor", EXAMPLES)
    arguments_of.add_argument("--gpu", action="store_true", help=flag_help("flag.gpu"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_lines"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.doctor import examine

    findings = examine(deep=arguments.gpu)
    for finding in findings:
        if arguments.json:
            tell_json(dataclasses.asdict(finding))
        else:
            subject, detail, remedy = (
                str(told(text, language())) for text in (finding.subject, finding.detail, finding.remedy)
            )
            what_to_do = f"   → {remedy}" if remedy else ""
            tell(f"{MARKS[finding.verdict]} {padded(subject, 24)}{detail}{what_to_do}")
    return 1 if any(finding.verdict == "problem" for finding in findings) else 0
