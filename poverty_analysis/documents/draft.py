"""The draft of a plan: rows as the contract has them, each with the line, the words and the phrasing it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from poverty_analysis.documents.acts import Act, acts
from poverty_analysis.documents.grammar import Grammar, read_grammar, without_names
from poverty_analysis.documents.letterhead import Letterhead, read_letterhead
from poverty_analysis.documents.lines import DocumentLine, paragraphs
from poverty_analysis.documents.model import DOCUMENT, Cells, Drafted, OpenKey
from poverty_analysis.documents.money import Sum, sums
from poverty_analysis.documents.outline import PlacedParagraph, outline
from poverty_analysis.documents.projects import of_lines, solutions
from poverty_analysis.documents.tables import of_tables
from poverty_analysis.documents.targets import Aim, aims
from poverty_analysis.documents.tasks import Duty, duties
from poverty_analysis.documents.unread import Unread, unread
from poverty_analysis.law import Law
from poverty_analysis.law.calendar import standard_of_list
from poverty_analysis.law.lookup import issuer, issuer_name
from poverty_analysis.units.units import Unit
from poverty_analysis.values.money import amount_spans, read_number
from poverty_analysis.values.persons import without_persons
from poverty_analysis.values.problems import DataProblems


@dataclass(frozen=True)
class Draft:
    """What was read of a document."""

    keys: Cells
    documents: tuple[Act, ...]
    rows: tuple[Drafted, ...]
    doubts: tuple[OpenKey, ...]
    unread: tuple[Unread, ...]
    lines: tuple[DocumentLine, ...]
    placed: tuple[PlacedParagraph, ...] = field(repr=False, default=())

    def table(self, name: str) -> tuple[Drafted, ...]:
        """The drafted rows of one table."""
        return tuple(row for row in self.rows if row.table == name)


def draft_plan(lines: Sequence[DocumentLine], units: tuple[Unit, ...], law: Law, source_file: str) -> Draft:
    """Draft the data of a plan from the lines of its document.

    The same lines give the same draft: there is no model and no chance in it.
    """
    grammar = read_grammar()
    # Persons end at the door: no later step sees the number or the name of one.
    lines = [_without_persons(line) for line in lines]
    whole = paragraphs(lines)
    placed = tuple(outline(whole))
    head = read_letterhead(whole, units)
    keys, doubts = _keys(head, placed, law, source_file)
    programme = next((one for one in law.programmes if one.id == keys["programme"]), None)
    codes = {line.code: line for line in programme.lines} if programme else {}
    rows = (
        *(_budget(one) for one in sums(placed, grammar, codes)),
        *_targets(aims(placed, grammar), grammar, term=keys["period.kind"] == "term"),
        *_tasks(duties(placed, grammar)),
        *_rates(placed, grammar, keys),
        *of_tables(placed, grammar, codes),
        *of_lines(placed, codes, law.agencies),
        *solutions(placed, grammar),
    )
    rows = tuple(_numbered(rows))
    return Draft(
        keys,
        acts(placed, keys["document.number"]),
        rows,
        doubts,
        tuple(unread(placed, rows, grammar)),
        tuple(lines),
        placed,
    )


def _without_persons(line: DocumentLine) -> DocumentLine:
    cells = tuple(without_persons(cell, amounts=True) for cell in line.cells)
    return replace(line, text=without_persons(line.text, amounts=True), cells=cells)


def _keys(
    head: Letterhead, placed: Sequence[PlacedParagraph], law: Law, source_file: str
) -> tuple[Cells, tuple[OpenKey, ...]]:
    doubts = []
    unit = head.units[0] if len(head.units) == 1 else None
    if unit is None:
        doubts.append(
            OpenKey("unit", tuple(f"{one.code} {one.name}" for one in head.units), head.lines.get("title", 0))
        )
    year = head.years[-1] if head.years else 0
    if not year:
        doubts.append(OpenKey("period.years", (), head.lines.get("title", 0)))
    programmes = _programmes(head, placed, law)
    if len(programmes) != 1:
        doubts.append(OpenKey("programme", (*programmes, "local", "none"), head.lines.get("title", 0)))
    if not head.number or not head.date:
        doubts.append(OpenKey("document.number", ()))
    name = _issuer(unit, head, law)
    keys = {
        "unit": unit.code if unit else "",
        "province": _province(unit),
        "level": unit.level if unit else "",
        "period.kind": "term" if len(head.years) > 1 else "year",
        "period.years": ";".join(map(str, head.years)),
        "programme": programmes[0] if len(programmes) == 1 else "none",
        "standard": _standard(law, year),
        "number_convention": "vi",
        "version": "1",
        "supersedes": "",
        "synthetic": "yes" if unit and unit.synthetic else "no",
        "budget_stated": "" if _has_money(placed) else "no",
        "issuer_parent": "",
        "issuer_name": name.upper(),
        "place": head.place,
        "document.id": DOCUMENT,
        "document.kind": DOCUMENT,
        "document.number": head.number,
        "document.date": head.date.isoformat() if head.date else "",
        "document.issuer": name,
        "document.title": head.title,
        "document.source_file": source_file,
    }
    return keys, tuple(doubts)


def _has_money(placed: Iterable[PlacedParagraph]) -> bool:
    return any(next(amount_spans(one.paragraph.text), None) for one in placed)


def _province(unit: Unit | None) -> str:
    if unit is None:
        return ""
    return unit.code if unit.level == "province" else unit.parent if len(unit.parent) == 2 else ""


def _issuer(unit: Unit | None, head: Letterhead, law: Law) -> str:
    if unit is None or not head.years:
        return ""
    body = issuer(law, unit.level, date(head.years[0], 12, 31))
    return issuer_name(body, unit.name, "vi") if body else ""


def _standard(law: Law, year: int) -> str:
    try:
        return standard_of_list(law, year).id if year else ""
    except DataProblems:
        return ""


def _programmes(head: Letterhead, placed: Iterable[PlacedParagraph], law: Law) -> tuple[str, ...]:
    """The national programme a plan carries out; only where its title names one."""
    if not head.years or not re.search(r"chương trình mục tiêu quốc gia", head.title, re.IGNORECASE):
        return ()
    first, last = date(head.years[0], 1, 1), date(head.years[-1], 12, 31)
    return tuple(
        one.id
        for one in law.programmes
        if (one.valid_from or date.min) <= first and last < (one.valid_to or date.max) and one.lines
    )


def _budget(one: Sum) -> Drafted:
    placed = PlacedParagraph(one.paragraph, (), "money")
    if one.source:
        cells = {
            "line": one.line,
            "source": one.source,
            "source_year": one.source_year,
            "capital": one.capital,
            "phase": "planned",
            "amount_vnd": str(one.amount),
            "as_printed": one.printed,
            "document": DOCUMENT,
            "source_line": str(one.at),
        }
        return Drafted("budget", cells, placed, one.start, one.end, one.rule)
    cells = {
        "claim": f"TOTAL-{one.line or 'ALL'}",
        "kind": "stated_total",
        "line": one.line,
        "amount_vnd": str(one.amount),
        "as_printed": one.printed,
        "document": DOCUMENT,
        "source_line": str(one.at),
    }
    return Drafted("claims", cells, placed, one.start, one.end, one.rule)


def _targets(found: Iterable[Aim], grammar: Grammar, *, term: bool) -> Iterator[Drafted]:
    for one in found:
        indicator = _indicator(one)
        cells = {
            "target": "",
            "indicator": indicator,
            "indicator_code": next((code for code, known in grammar.indicators.items() if known.search(indicator)), ""),
            "dimension": _dimension(one, grammar),
            "scope": _scope(one),
            "group": _group(one),
            "comparator": one.comparator,
            "value": _cell(one.value),
            "value_to": _cell(one.value_to),
            "unit": one.unit,
            "per": _per(one, term=term),
            "baseline": _cell(one.baseline),
            "baseline_date": one.baseline_date,
            "as_printed": one.printed,
            "source_line": str(one.line),
        }
        yield Drafted("targets", cells, one.placed, one.start, one.end, one.rule, one.numbers)


def _cell(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _indicator(one: Aim) -> str:
    """What is aimed at, in the words of the document; a share that leads is called a rate."""
    subject = one.subject or one.printed
    if one.unit in ("share", "share_point") and not re.match(r"(?:giảm )?t[ỷỉ] lệ", subject, re.IGNORECASE):
        subject = f"tỷ lệ {subject}"
    return subject[:1].upper() + subject[1:]


def _dimension(one: Aim, grammar: Grammar) -> str:
    found = [name for name, pattern in grammar.dimensions.items() if pattern.search(one.printed)]
    return found[0] if len(found) == 1 else ""


_EVERYONE = re.compile(
    r"^(?:giảm\s+)?t[ỷỉ] lệ (?:hộ (?:cận )?nghèo|bao phủ)(?: chung| đa chiều)*(?: (?:toàn|cả|trên) .*)?$", re.IGNORECASE
)
_PLACES = re.compile(
    r"(?:–|-) (?P<who>(?:các )?(?:xã|huyện|thôn|bản|vùng).*)$|^t[ỷỉ] lệ (?P<those>(?:các )?(?:xã|huyện|thôn)[^,;]*)",
    re.IGNORECASE,
)


_EACH_PLACE = re.compile(r"(?:mỗi|từng) (?:xã|huyện|thôn|bản|tỉnh|phường)", re.IGNORECASE)


def _scope(one: Aim) -> str:
    indicator = _indicator(one)
    if _EACH_PLACE.match(one.printed):
        return "each"
    if _PLACES.search(indicator):
        return "area"
    return "group" if _group(one) else "whole"


def _group(one: Aim) -> str:
    """Whom it is of, up to the word that says what they get; empty for the whole unit."""
    indicator = _indicator(one)
    if found := _PLACES.search(indicator):
        return (found["who"] or found["those"]).strip()
    if _EVERYONE.match(indicator) or one.unit not in ("share", "share_point"):
        return ""
    who = re.sub(r"^(?:giảm )?t[ỷỉ] lệ\s+", "", indicator, flags=re.IGNORECASE)
    return re.split(r"\s(?:được|đều|sử dụng|tham gia|đi học|bị|qua|có hệ thống)\s", who)[0].strip(" ,")


def _per(one: Aim, *, term: bool) -> str:
    if one.yearly:
        return "year"
    if term or one.whole:
        return "end"
    return (
        "end" if one.comparator in ("reach", "reduce_to", "reduce_below", "none_left", "below", "at_most") else "year"
    )


def _tasks(found: Iterable[Duty]) -> Iterator[Drafted]:
    for one in found:
        cells = {
            "task": one.task,
            "lead": one.lead,
            "partners": one.partners,
            "approver": one.approver,
            "due_rule": one.due_rule,
            "due_as_printed": one.due_printed,
            "source_line": str(one.line),
            "id": one.id,
        }
        yield Drafted("tasks", cells, one.placed, one.start, one.end, one.rule)


def _rates(placed: Iterable[PlacedParagraph], grammar: Grammar, keys: Cells) -> Iterator[Drafted]:
    """Counts of households printed with their rate, each once."""
    seen = set()
    for one in placed:
        text = without_names(one.paragraph.text, grammar.names)
        for name, pattern in grammar.rates.items():
            for match in pattern.finditer(text):
                subject = "near_poor" if "cận" in match["thing"].lower() else "poor"
                if (subject, match["low"], match["rate"]) in seen:
                    continue
                seen.add((subject, match["low"], match["rate"]))
                yield _rate(one, match, subject, name, keys)


def _rate(one: PlacedParagraph, match: re.Match[str], subject: str, rule: str, keys: Cells) -> Drafted:
    cells = {
        "claim": f"RATE-{subject.upper().replace('_', '-')}-{one.paragraph.line_at(match.start()).number}",
        "kind": "rate",
        "as_printed": one.paragraph.text[match.start() : match.end()].strip(" (,"),
        "document": DOCUMENT,
        "source_line": str(one.paragraph.line_at(match.start()).number),
        "subject": subject,
        "value": f"{read_number(match['rate'], 'vi'):f}",
        "part": f"{read_number(match['low'], 'vi'):f}",
    }
    return Drafted("claims", cells, one, match.start(), match.end(), rule)


# Columns whose values name a row; targets are counted through the whole document.
_IDS: Mapping[str, str] = {"claims": "claim", "targets": "target", "tasks": "id"}


def _numbered(rows: Iterable[Drafted]) -> Iterator[Drafted]:
    """Names that stand twice get a number, so that each row has its own."""
    used: dict[tuple[str, str], int] = {}
    targets = 0
    for row in rows:
        if row.table == "targets":
            targets += 1
            row = replace(row, cells={**row.cells, "target": f"T{targets:02d}"})
        column = _IDS.get(row.table)
        if column is None:
            yield row
            continue
        name = row.cells[column]
        used[row.table, name] = used.get((row.table, name), 0) + 1
        count = used[row.table, name]
        yield (
            row
            if count == 1
            else Drafted(row.table, {**row.cells, column: f"{name}-{count}"}, row.placed, row.start, row.end, row.rule)
        )
