"""What must hold between the values of the law data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import get_args

from poverty_analysis.law.law import Law
from poverty_analysis.law.model import Cited, Programme, ProgrammeLine, UnitLevel
from poverty_analysis.law.standards_checks import check_standards
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.validity import Dated, ends_before_it_begins, interval, overlap

_CAUSE = re.compile(r"cause\d")


def check_law(law: Law, problems: list[Problem]) -> None:
    """Add a problem for every reference, interval or mark that does not hold.

    PA-517 unknown citation, PA-518 overlap, PA-520 interval that ends before it
    begins, PA-521 unknown parent, class, programme or line, PA-522 a reading
    without its day, address or article, PA-523 and PA-524 standards and calendar.
    """
    for file, id, value in _cited(law):
        problems.extend(_check_citation(law, file, id, value))
    problems.extend(
        _problem("PA-522", "citations", c.id, ", ".join(c.reading.gaps)) for c in law.citations if c.reading.gaps
    )
    known = {c.id for c in law.citations}
    named = (
        (f, id, act) for f, id, act in (*_ends(law), *(("measures", m.id, m.citation) for m in law.measures)) if act
    )
    problems.extend(_problem("PA-517", file, id, act) for file, id, act in named if act not in known)
    for file, groups in _groups(law):
        problems.extend(_check_dates(file, groups))
    problems.extend(_check_names(law))
    problems.extend(check_standards(law))


def _problem(code: str, file: str, id: str, seen: str = "") -> Problem:
    return Problem(code, Place(f"law/{file}.yaml", column=id), seen, {"id": id})


def _cited(law: Law) -> Iterator[tuple[str, str, Cited]]:
    for programme in law.programmes:
        yield "programmes", programme.id, programme
        for line in programme.headings + programme.lines:
            yield "programmes", f"{programme.id} {line.code}", line
    for rule in law.counterpart_ratios:
        yield "counterpart", rule.province_class, rule
    for province in law.province_classes:
        yield "counterpart", province.province, province
    for norm in law.housing:
        yield "housing", norm.id, norm
    for agency in law.agencies:
        yield "agencies", agency.id, agency
    for issuer in law.issuers:
        yield "agencies", issuer.level, issuer
    for standard in law.standards:
        yield "standards", standard.id, standard
        for limits in standard.income + standard.points:
            yield "standards", f"{standard.id} {limits.id}", limits
        for indicator in standard.indicator_list:
            yield "indicators", f"{indicator.citation} {indicator.id}", indicator
    for census in law.reviews:
        yield "calendar", census.id, census
    for carried in law.carry_over:
        yield "carry_over", carried.id, carried
    for deadline in law.deadlines:
        yield "deadlines", deadline.id, deadline
    for answer in law.answers:
        yield "answers", answer.id, answer
    for escaped in law.newly_escaped:
        yield "answers", escaped.id, escaped


def _ends(law: Law) -> Iterator[tuple[str, str, str]]:
    for act in law.report_form:
        yield "citations", "report_form", act
    for agency in law.agencies:
        yield "agencies", agency.id, agency.end_citation
    for issuer in law.issuers:
        yield "agencies", issuer.level, issuer.end_citation
    for census in law.reviews:
        for vintage in census.vintages:
            yield "calendar", f"{census.id} {vintage.id}", vintage.citation


def _check_citation(law: Law, file: str, id: str, value: Cited) -> Iterator[Problem]:
    found = next((c for c in law.citations if c.id == value.citation), None)
    if found is None:
        yield _problem("PA-517", file, id, value.citation)
    if value.reading.gaps:
        yield _problem("PA-522", file, id, ", ".join(value.reading.gaps))


def _groups(law: Law) -> Iterator[tuple[str, list[tuple[str, Dated]]]]:
    """Values that must not overlap, each under the key that makes it the same value."""
    yield "citations", [(c.id, c) for c in law.citations]
    yield "programmes", [(p.id, p) for p in law.programmes]
    yield "counterpart", [(f"{r.programme} {r.province_class}", r) for r in law.counterpart_ratios]
    yield "counterpart", [(p.province, p) for p in law.province_classes]
    yield "housing", [(f"{n.province or '-'} {n.kind} {n.source} {n.bound}", n) for n in law.housing]
    yield "agencies", [(a.id, a) for a in law.agencies]
    yield "agencies", [(i.level, i) for i in law.issuers]
    yield "standards", [(s.id, s) for s in law.standards]
    yield "answers", [(f"{a.programme} {a.need}", a) for a in law.answers]
    yield "answers", [("newly_escaped", one) for one in law.newly_escaped]


def _check_dates(file: str, group: Iterable[tuple[str, Dated]]) -> Iterator[Problem]:
    dated = list(group)
    for id, value in dated:
        if ends_before_it_begins(value):
            yield _problem("PA-520", file, id, interval(value))
    for (id, first), (other, second) in combinations(dated, 2):
        if id == other and overlap(first, second):
            yield _problem("PA-518", file, id, f"{interval(first)}; {interval(second)}")


def _check_names(law: Law) -> Iterator[Problem]:
    classes = {rule.province_class for rule in law.counterpart_ratios}
    for programme in law.programmes:
        for line in programme.lines + programme.headings:
            yield from _check_parent(programme, line)
    for rule in law.counterpart_ratios:
        if rule.programme not in {p.id for p in law.programmes}:
            yield _problem("PA-521", "counterpart", rule.province_class, rule.programme)
    for province in law.province_classes:
        if province.province_class not in classes:
            yield _problem("PA-521", "counterpart", province.province, province.province_class)
    for issuer in law.issuers:
        if issuer.level not in get_args(UnitLevel):
            yield _problem("PA-521", "agencies", issuer.level, issuer.level)
    yield from _check_answers(law)
    yield from _check_housing(law)


def _check_housing(law: Law) -> Iterator[Problem]:
    """A norm names a programme and the line of it that pays."""
    lines = {p.id: {line.code for line in p.lines} for p in law.programmes}
    for norm in law.housing:
        if norm.line not in lines.get(norm.programme, set()):
            yield _problem("PA-521", "housing", norm.id, f"{norm.programme} {norm.line}")


def _check_answers(law: Law) -> Iterator[Problem]:
    """Answers name a programme, lines of it, and an indicator of a standard or a cause."""
    lines = {p.id: {line.code for line in p.lines} for p in law.programmes}
    needs = {one.id for standard in law.standards for one in standard.indicator_list}
    for answer in law.answers:
        if answer.programme not in lines:
            yield _problem("PA-521", "answers", answer.id, answer.programme)
        if answer.need not in needs and not _CAUSE.fullmatch(answer.need):
            yield _problem("PA-521", "answers", answer.id, answer.need)
        for code in answer.lines:
            if code not in lines.get(answer.programme, set()):
                yield _problem("PA-521", "answers", answer.id, code)


def _check_parent(programme: Programme, line: ProgrammeLine) -> Iterator[Problem]:
    if line.parent and programme.project(line.parent) is None:
        yield _problem("PA-521", "programmes", f"{programme.id} {line.code}", line.parent)
    if line in programme.lines and any(heading.code == line.code for heading in programme.headings):
        yield _problem("PA-518", "programmes", f"{programme.id} {line.code}", line.code)
