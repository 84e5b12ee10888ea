"""Files as tables: those that cannot be read, those that were passed over, those that may be left out."""

from __future__ import annotations

import shlex

from huoyan.images.sources.other_files import HIDDEN
from huoyan.report.check.view import View
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Table, cell, table
from huoyan.words import told


def unreadable(view: View) -> Section:
    words = view.words
    rows = (
        (cell(each.paths[0]), cell(each.detail.get("code", "")), cell(told(each.message, words.lang)))
        for each in view.check.of("unreadable")
    )
    heads = [words(f"quarantine.{head}") for head in ("source", "code", "message")]
    return _listed(view, "unreadable", table(heads, rows))


def made(view: View) -> Section:
    """Pictures that a program made, with their part."""
    words = view.words
    rows = (
        (cell(source), cell(view.part(each.detail.get("split") or "none")))
        for each in view.check.of("made-picture")
        for source in each.paths
    )
    return _listed(
        view, "made-picture", table([words("quarantine.source"), words("made-picture.part")], rows)
    )


def passed_over(view: View) -> Section:
    """Other files by kind, then pictures in folders that were not entered."""
    words, passed = view.words, view.check.passed
    names = {"": words("passed-over.no_ending"), HIDDEN: words("passed-over.hidden")}
    rows = [(cell(names.get(kind, kind)), cell(n)) for kind, n in passed.kinds().items()]
    shut = sorted(passed.shut.items(), key=lambda item: (-item[1], item[0]))
    rows += [(cell(words("passed-over.inside", folder=name)), cell(n)) for name, n in shut]
    return _listed(view, "passed-over", table([words("passed-over.kind"), words("passed-over.files")], rows))


def _listed(view: View, kind: str, rows: Table) -> Section:
    return section(kind, view.words, "check/html/listed.html", {"kind": kind, "rows": rows})


def next_steps(view: View) -> Section:
    """What may be left out without a second look, with the commands that do it."""
    words, excluded = view.words, view.check.exclusions()
    rows = ((cell(source), cell(words(f"{kind}.title"))) for source, kind in excluded)
    context = {
        "excluded": table([words("quarantine.source"), words("next.reason")], rows),
        "commands": _commands(view),
        "summary": words("next.list", n=f"{len(excluded):,}"),
    }
    return section("next", words, "check/html/next.html", context)


def _commands(view: View) -> str:
    named = shlex.join([view.data, *view.flags])
    return f"huoyan check {named} --fix leave_out.csv\nhuoyan train {named} --exclude leave_out.csv"
