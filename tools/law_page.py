"""Generate ``docs/reference/law.md`` from the law data.

``python -m tools.law_page docs/reference/law.md`` writes the page;
a test fails when the page in the repository is not the one the data gives.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from poverty_analysis.law.carrying import CarryOverRule
from poverty_analysis.law.law import Law
from poverty_analysis.law.model import Citation, DatedValue, Programme, ProgrammeLine
from poverty_analysis.law.reader import read_law
from poverty_analysis.law.reading import HOW, How, Reading
from poverty_analysis.law.standards import Indicator
from poverty_analysis.values.validity import Dated

_HOW: Final[dict[How, str]] = {
    "act": "act",
    "copy_of_act": "copy of the act",
    "authority": "authority",
    "press": "press",
    "none": "none",
}
_HEAD = """\
# The law in this library

This page is generated from `poverty_analysis/law/*.yaml`; do not edit it. Intervals are half-open: the second date is
the first day a value no longer holds, `…` means open or not seen. **Read in** says where a value was read: the act
itself, a public *copy of the act* (never the gazette), a page of an *authority*, the *press* (newspapers and law
pages), or *none*: nobody has compared it with a source that can be opened again. Article, day and address follow.
A report marks with † what rests on the press or on nothing. *Otherwise* is what another source says against the value.
"""


def law_page(law: Law) -> str:
    """Return the whole page as Markdown."""
    parts = [_HEAD, _summary(law), *(_programme(p) for p in law.programmes), _counterpart(law), _housing(law)]
    parts += [
        _carry_over(law),
        _deadlines(law),
        _answers(law),
        _agencies(law),
        _issuers(law),
        _standards(law),
        _citations(law),
    ]
    return "\n".join(parts)


def main(path: str) -> None:
    """Write the page to ``path``."""
    Path(path).write_text(law_page(read_law()), encoding="utf-8", newline="\n")


def _summary(law: Law) -> str:
    kinds: dict[str, list[Reading]] = {
        "Acts": [c.reading for c in law.citations],
        "Programmes": [p.reading for p in law.programmes],
        "Programme lines": [line.reading for p in law.programmes for line in p.headings + p.lines],
        "Counterpart ratios": [r.reading for r in law.counterpart_ratios],
        "Province classes": [p.reading for p in law.province_classes],
        "Housing norms": [n.reading for n in law.housing],
        "Carry-over rules": [r.reading for r in law.carry_over],
        "Deadlines": [d.reading for d in law.deadlines],
        "Agencies": [a.reading for a in law.agencies],
        "Issuing bodies": [i.reading for i in law.issuers],
        "Poverty standards": [s.reading for s in law.standards],
        "Lines and scores of standards": [one.reading for s in law.standards for one in s.income + s.points],
        "Indicators of deprivation": [i.reading for i in _indicators(law)],
        "Answers to needs": [a.reading for a in law.answers],
        "Newly escaped households": [one.reading for one in law.newly_escaped],
        "Calendar of standards": [c.reading for c in law.reviews],
    }
    kinds["All"] = [one for readings in kinds.values() for one in readings]
    rows = (
        (name, str(len(of)), *(str(sum(one.how == how for one in of)) for how in HOW)) for name, of in kinds.items()
    )
    return _table("How each value was read", ("Values", "Count", *(_HOW[how] for how in HOW)), rows)


def _programme(of: Programme) -> str:
    head = ("Code", "Vietnamese", "English", "Part of", "Capital met", "Act", "Read in", "Note")
    title = f"Programme {of.id}: {of.title_en}"
    about = f"\n{of.title_vi}. Budget years {_interval(of)}. Act: {_link(of.citation)}. Read in: "
    about += f"{_read(of.reading)}. {of.note_en}\n"
    return _table(title, head, (_line(line) for line in of.headings + of.lines), about)


def _line(of: ProgrammeLine) -> Iterable[str]:
    capital = ", ".join(of.permitted_capital) or "heading only"
    if of.purpose_capital:
        capital += f" (title implies {of.purpose_capital})"
    return (
        of.code,
        of.title_vi,
        of.title_en,
        of.parent,
        capital,
        _link(of.citation),
        _read(of.reading),
        of.note_en,
    )


def _counterpart(law: Law) -> str:
    head = ("Class", "Vietnamese", "English", "Least share", "Base", "Programme", "Years", "Act", "Read in", "Note")
    rules = (
        (r.province_class, r.title_vi, r.title_en, str(r.ratio), r.base_en, r.programme, *_proof(r))
        for r in law.counterpart_ratios
    )
    provinces = ((p.province, p.name_vi, p.province_class, *_proof(p)) for p in law.province_classes)
    second = ("Province", "Name", "Class", "Budget years", "Act", "Read in", "Note")
    return _table("Counterpart money", head, rules) + _table("Province classes", second, provinces)


def _housing(law: Law) -> str:
    head = ("Norm", "Province", "Kind", "Who pays", "Amount (đồng)", "Bound", "In force", "Act", "Read in", "Note")
    rows = ((n.id, n.province or "all", n.kind, n.source, str(n.amount_vnd), n.bound, *_proof(n)) for n in law.housing)
    return _table("Housing norms", head, rows)


def _carry_over(law: Law) -> str:
    head = ("Rule", "English", "Capital", "What is left", "Paid until", "Budget years", "Act", "Read in", "Note")
    rows = ((r.id, r.title_en, r.capital, _left(r), r.pay_until, *_proof(r)) for r in law.carry_over)
    about = "\nThe years are those that gave the money; the day is one of the year after.\n"
    return _table("Carry-over", head, rows, about)


def _left(of: CarryOverRule) -> str:
    words = {"lapses": "lapses", "may_carry": "may be carried", "carries": "is carried"}
    until = f", to the end of {of.use_through}" if of.use_through else ", to the end of the next year"
    return words[of.outcome] + (until if of.outcome != "lapses" else "")


def _deadlines(law: Law) -> str:
    head = ("Id", "Vietnamese", "English", "Lead", "Due rule", "In force", "Act", "Read in", "Note")
    rows = ((d.id, d.title_vi, d.title_en, d.lead_vi, f"`{d.due}`", *_proof(d)) for d in law.deadlines)
    return _table("Deadlines", head, rows)


def _answers(law: Law) -> str:
    head = ("Need", "Programme", "Lines", "Beyond the programme", "Years", "Act", "Read in", "Note")
    rows = ((a.need, a.programme, ", ".join(a.lines) or "none", a.outside_en, *_proof(a)) for a in law.answers)
    second = ("Rule", "Months", "In force", "Act", "Read in", "Note")
    escaped = ((one.id, str(one.months), *_proof(one)) for one in law.newly_escaped)
    return _table("Which line answers which need", head, rows) + _table("Newly escaped households", second, escaped)


def _agencies(law: Law) -> str:
    head = ("Id", "Vietnamese", "English", "Level", "In force", "Named in", "Read in", "Note", "Ended by")
    rows = ((a.id, a.title_vi, a.title_en, a.level, *_proof(a), _link(a.end_citation)) for a in law.agencies)
    return _table("Agencies", head, rows)


def _issuers(law: Law) -> str:
    head = ("Level", "Vietnamese", "English", "Signed", "In force", "Act", "Read in", "Note", "Ended by")
    rows = ((i.level, i.title_vi, i.title_en, i.signed_for_vi, *_proof(i), _link(i.end_citation)) for i in law.issuers)
    return _table("Issuing bodies", head, rows)


def _standards(law: Law) -> str:
    head = ("Id", "Vietnamese", "English", "Years", "Act", "Read in", "Note")
    rows = ((s.id, s.title_vi, s.title_en, *_proof(s)) for s in law.standards)
    about = "\nLines, indicators, rule, calendar and examples: [poverty standards](standards.md).\n"
    return _table("Poverty standards", head, rows, about)


def _indicators(law: Law) -> set[Indicator]:
    """Each indicator once, however many standards share it."""
    return {one for standard in law.standards for one in standard.indicator_list}


def _citations(law: Law) -> str:
    head = ("Id", "Act", "Article", "Issuer", "Signed", "In force", "Title", "Read in", "Note")
    return _table("Acts", head, (_citation(c) for c in law.citations))


def _citation(of: Citation) -> Iterable[str]:
    yield f'<a id="{of.id.lower()}"></a>{of.id}'
    yield of.decree
    yield of.article
    yield of.issuer_vi
    yield str(of.signed or "…")
    yield _interval(of)
    yield f"{of.title_vi} ({of.title_en})"
    yield _read(of.reading)
    yield of.note_en


def _proof(of: DatedValue) -> Iterator[str]:
    yield from (_interval(of), _link(of.citation), _read(of.reading), of.note_en)


def _read(of: Reading) -> str:
    """Where a value was read, by which article, on which day, at which addresses; and what speaks against it."""
    places = ", ".join(_address(number, url) for number, url in enumerate(of.urls, start=1))
    parts = (_HOW[of.how], of.article_en, str(of.on or ""), places)
    told = "; ".join(part for part in parts if part)
    return f"{told}. *Otherwise:* {of.other_en}" if of.other_en else told


def _address(number: int, url: str) -> str:
    return f"[{number}]({url})" if "://" in url else f"`{url}`"


def _interval(of: Dated) -> str:
    return f"{of.valid_from or '…'} to {of.valid_to or '…'}"


def _link(citation: str) -> str:
    return f"[{citation}](#{citation.lower()})" if citation else ""


def _table(title: str, head: tuple[str, ...], rows: Iterable[Iterable[str]], about: str = "") -> str:
    body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    if not body:
        return f"## {title}\n{about}"
    rule = "| " + " | ".join("---" for _ in head) + " |"
    return "\n".join([f"## {title}\n{about}", "| " + " | ".join(head) + " |", rule, *body]) + "\n"


if __name__ == "__main__":
    main(sys.argv[1])
