"""The run beside the models that it came of: what each scores and costs, and whether they differ."""

from __future__ import annotations

from huoyan.comparison.sentences import cautions, pair_sentences
from huoyan.report.comparison.tables import pair_table, run_table
from huoyan.report.record import RunRecord
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.words import Words
from huoyan.words import told


def side_by_side(record: RunRecord, words: Words) -> list[Section]:
    """Empty where the run came of no other."""
    if record.others is None:
        return []
    found = record.others.comparison
    own = found.runs[0].name
    said = [
        told(sentence, words.lang)
        for pair in found.pairs
        if pair.first == own
        for sentence in pair_sentences(pair, found, words.metric)[:1]
    ]
    context = {
        "read": words(f"others.{record.others.kind}", n=len(found.runs) - 1, pictures=f"{found.n:,}"),
        "said": [words("comparison.sentence", said=each) for each in said],
        "runs": run_table(found, words),
        "pairs": pair_table(found, words),
        "notes": [words.sentence(told(each, words.lang)) for each in cautions(found)[:-1]],
    }
    return [section("others", words, "sections/html/side_by_side.html", context)]
