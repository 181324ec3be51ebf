"""Tasks of a plan: rows of its appendix, and what its paragraphs give to an office to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from poverty_analysis.documents.grammar import Grammar
from poverty_analysis.documents.lines import DocumentLine
from poverty_analysis.documents.outline import PlacedParagraph
from poverty_analysis.values.deadlines import DueNotReadable, is_recurring, read_due
from poverty_analysis.values.text import fold

# What heads a column, without marks; the first that fits decides.
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("partners", r"phoi hop"),
    ("lead", r"chu tri|don vi thuc hien|co quan thuc hien|trach nhiem"),
    ("approver", r"phe duyet|cap trinh|cap ban hanh|cap quyet dinh"),
    ("due", r"thoi gian|thoi han|tien do|hoan thanh"),
    ("task", r"nhiem vu|noi dung|cong viec|hoat dong"),
    ("number", r"^(?:stt|tt|so tt)$"),
)
_ROMAN_ROW = re.compile(r"^(X?(?:IX|IV|V?I{0,3}))(?:[.\s]|$)")
_PARTNERS = re.compile(r"phối hợp(?: chặt chẽ)?(?: với| cùng)?\s+(?P<who>[^:.]+)", re.IGNORECASE)
_APPROVER = re.compile(
    r"(?:trình (?=Chủ|UB|HĐ|Ủy)|báo cáo (?=Chủ tịch))"
    r"(?P<who>(?:Chủ tịch )?(?:UBND|HĐND|Ủy ban nhân dân) (?:tỉnh|huyện|thành phố|xã))"
)
_LED = re.compile(
    r"(?P<task>[^:;]{5,}):\s+(?P<lead>[^,;:]+(?:, [^,;:]+)??)\s+chủ trì"
    r"(?:,? phối hợp (?:với|cùng) (?P<partners>[^;]+))?"
    r"(?=.*?;\s*(?P<approver>[^;]+?) phê duyệt|)"
)
_PART = re.compile(r"[^;.]+(?:[.;](?=\S)[^;.]+)*")
# "Đối với hộ thiếu vốn thì ...": what is set against a cause, and by itself nobody's task.
SOLUTION = re.compile(
    r"Đối với (?:các )?hộ (?:nghèo )?(?P<need>(?:(?!đối với|các địa phương)[^;:]){3,60}?)\s+thì\s+(?P<what>.+)",
    re.IGNORECASE,
)
_MORE_THAN_A_DAY = 22
_SHORT_INTRODUCTION = 40
# A name of an office that is longer is a sentence.
_LONGEST_NAME = 130


@dataclass(frozen=True)
class Duty:
    """One task as it was read; ``start`` and ``end`` are its words within the text of ``placed``."""

    task: str
    lead: str
    partners: str
    approver: str
    due_rule: str
    due_printed: str
    id: str
    line: int
    rule: str
    placed: PlacedParagraph
    start: int = 0
    end: int = 0


def duties(placed: Sequence[PlacedParagraph], grammar: Grammar) -> Iterator[Duty]:
    """Every task: of tables whose heads name task and lead, and of paragraphs below the name of an office."""
    yield from _of_paragraphs([one for one in placed if not one.paragraph.lines[0].cells], grammar)
    yield from _of_tables([one for one in placed if one.paragraph.lines[0].cells], grammar)


def _of_tables(rows: Iterable[PlacedParagraph], grammar: Grammar) -> Iterator[Duty]:
    columns: Mapping[str, int] = {}
    section, count = "", 0
    for one, line in _whole_rows(rows):
        if found := _head(line.cells):
            columns = found
            continue
        if not columns:
            continue
        roman = _ROMAN_ROW.match(line.cells[0].strip())
        if roman and roman[1] and not _cell(line, columns, "lead"):
            section, count = roman[1], 0
            continue
        count += 1
        if _cell(line, columns, "task") and _cell(line, columns, "lead"):
            number = _cell(line, columns, "number") or str(count)
            yield _row(one, line, columns, grammar, f"PL-{section}.{number}" if section else f"PL-{number}")


def _whole_rows(rows: Iterable[PlacedParagraph]) -> Iterator[tuple[PlacedParagraph, DocumentLine]]:
    """Rows with what a page's end cut off: the first row of a page without a number belongs to the one before."""
    held: tuple[PlacedParagraph, DocumentLine] | None = None
    for one in rows:
        line = one.paragraph.lines[0]
        if held and line.page != held[1].page and not line.cells[0] and len(line.cells) == len(held[1].cells):
            cells = tuple(f"{above} {below}".strip() for above, below in zip(held[1].cells, line.cells, strict=True))
            held = held[0], replace(held[1], cells=cells, page=line.page)
            continue
        if held:
            yield held
        held = one, line
    if held:
        yield held


def _head(cells: Sequence[str]) -> dict[str, int]:
    """The columns a heading row names; none unless it has a task and who leads it."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        folded = fold(cell)
        name = next((name for name, pattern in _COLUMNS if re.search(pattern, folded)), "")
        if name and len(cell) < 60:
            found.setdefault(name, place)
    return found if {"task", "lead"} <= set(found) else {}


def _cell(line: DocumentLine, columns: Mapping[str, int], name: str) -> str:
    place = columns.get(name)
    return line.cells[place].strip() if place is not None and place < len(line.cells) else ""


def _row(one: PlacedParagraph, line: DocumentLine, columns: Mapping[str, int], grammar: Grammar, id: str) -> Duty:
    printed = re.sub(r"/\s+", "/", _cell(line, columns, "due"))
    due, rule = _due_of_row(printed, _cell(line, columns, "task"), grammar)
    return Duty(
        _cell(line, columns, "task").rstrip(" .;"),
        _lead(_cell(line, columns, "lead")),
        _cell(line, columns, "partners"),
        _cell(line, columns, "approver"),
        rule or "none",
        due if rule else "",
        id,
        line.number,
        "table",
        one,
        0,
        len(one.paragraph.text),
    )


def _due_of_row(due: str, task: str, grammar: Grammar) -> tuple[str, str]:
    """The deadline of its column; where that only says "each year", the days the task itself names."""
    rule = _rule(due)
    if rule == "every year":
        words, closer = _deadline(task, grammar)
        if closer and is_recurring(closer):
            return words, closer
    return due, rule


def _lead(words: str) -> str:
    return re.sub(r"^(?:Đề nghị|Đối với)\s+|\s+chủ trì$|,\s+(?:cơ quan|đơn vị)$", "", words).strip()


def _rule(words: str) -> str:
    try:
        return read_due(words)
    except DueNotReadable:
        return ""


def _of_paragraphs(placed: Sequence[PlacedParagraph], grammar: Grammar) -> Iterator[Duty]:
    leads: dict[int, str] = {}
    # The office whose name is all its heading says: every paragraph below is a task of it, marked or not.
    heading = ""
    for one in placed:
        own, begin = _office(one, grammar)
        named_only = bool(own) and _is_name_only(one, begin)
        if own:
            leads[one.paragraph.first] = own
        if one.paragraph.rank and one.paragraph.rank <= 6:
            heading = own if named_only else ""
        lead = own or next((leads[h.first] for h in reversed(one.above) if h.first in leads), "")
        if not one.paragraph.rank:
            lead = own or heading or lead or _just_above(placed, one, leads)
        if SOLUTION.match(one.body):
            continue
        if led := _led(one, grammar):
            yield led
            continue
        if lead and not named_only:
            yield from _of_paragraph(one, lead, begin, grammar, marked=bool(one.paragraph.rank or heading))
        elif not lead:
            yield from _without_office(one, grammar)


def _just_above(placed: Sequence[PlacedParagraph], one: PlacedParagraph, leads: Mapping[int, str]) -> str:
    """The office of the paragraph just above one without a mark."""
    before = placed[max(0, placed.index(one) - 1)]
    return leads.get(before.paragraph.first, "")


def _office(one: PlacedParagraph, grammar: Grammar) -> tuple[str, int]:
    """The office a paragraph begins with, and where what it does begins; nothing for any other paragraph."""
    text, body = one.paragraph.text, one.body
    begin = len(text) - len(body)
    found = grammar.agency.match(body)
    if not found or one.subject in ("targets", "aims") or one.paragraph.rank == 2:
        return "", begin
    # What stands in brackets is no part of the name, and no verb in it ends one.
    bare = re.sub(r"\([^()]*\)", lambda inner: " " * len(inner[0]), body)
    colon = re.search(r":(?=\s|$)", bare)
    verb = grammar.verb.search(bare, found.end())
    ends = [mark.start() for mark in (colon, verb) if mark]
    end = min(ends, default=len(body))
    name = body[:end].strip(" ,.:")
    if len(name) > _LONGEST_NAME or (not ends and one.paragraph.rank in (0, 7, 8)) or "." in name.rstrip("."):
        return "", begin
    return _lead(re.sub(r"\s*\([^)]*\)", "", name)).strip(" ,"), begin + end + (
        1 if colon and end == colon.start() else 0
    )


def office_of(one: PlacedParagraph, grammar: Grammar) -> str:
    """The office a paragraph begins with; "" for none."""
    return _office(one, grammar)[0]


def _is_name_only(one: PlacedParagraph, begin: int) -> bool:
    return not one.paragraph.text[begin:].strip(" .:;")


def _led(one: PlacedParagraph, grammar: Grammar) -> Duty | None:
    """A task with who leads it behind a colon: "Phân bổ dự toán: Phòng Tài chính chủ trì, phối hợp với ..."."""
    found = _LED.match(one.body)
    if not found or not grammar.agency.match(found["lead"]):
        return None
    due, rule = _deadline(one.body[found.end() :], grammar)
    line = one.paragraph.line_at(len(one.paragraph.text) - len(one.body))
    return Duty(
        found["task"].strip(),
        _lead(found["lead"].strip()),
        (found["partners"] or "").strip(" ,."),
        (found["approver"] or "").strip(" ,."),
        rule or "none",
        due,
        f"{one.paragraph.marker.strip(' .)-–+•*') or 'L'}-{line.number}",
        line.number,
        "led",
        one,
        0,
        len(one.paragraph.text),
    )


def _of_paragraph(one: PlacedParagraph, lead: str, begin: int, grammar: Grammar, *, marked: bool) -> Iterator[Duty]:
    """The first part is a task; a later one is where it has a deadline of its own."""
    text = one.paragraph.text
    if text[begin:].rstrip().endswith(":") and len(text) - begin < _SHORT_INTRODUCTION:
        return
    for count, (part, due, rule) in enumerate(_parts(one, begin, grammar)):
        # What follows a task without a mark of its own explains it.
        if rule or (count == 0 and marked):
            yield _duty(one, lead, part, due, rule, grammar)


def _parts(one: PlacedParagraph, begin: int, grammar: Grammar) -> Iterator[tuple[re.Match[str], str, str]]:
    """Parts of a paragraph with their deadlines; one that only names a day dates the part before it."""
    parts = [(part, *_deadline(part[0], grammar)) for part in _PART.finditer(one.paragraph.text, begin)]
    held: tuple[re.Match[str], str, str] | None = None
    for part, due, rule in parts:
        alone = bool(rule) and len(part[0].strip(" .;,")) <= len(due) + _MORE_THAN_A_DAY
        if held and alone and not held[2]:
            held = held[0], due, rule
            continue
        if held:
            yield held
        held = part, due, rule
    if held:
        yield held


def _without_office(one: PlacedParagraph, grammar: Grammar) -> Iterator[Duty]:
    """A deadline in a paragraph of no office: the task is told, who leads it is not known."""
    if one.subject in ("targets", "aims", "results") or one.paragraph.rank < 3:
        return
    for part, due, rule in _parts(one, len(one.paragraph.text) - len(one.body), grammar):
        if rule:
            yield _duty(one, "", part, due, rule, grammar)


def _duty(one: PlacedParagraph, lead: str, part: re.Match[str], due: str, rule: str, grammar: Grammar) -> Duty:
    words = part[0].strip(" ,;:.")
    partners = _PARTNERS.search(words) or _PARTNERS.search(one.paragraph.text)
    approver = _APPROVER.search(words)
    marker = one.paragraph.marker.strip(" .)-–+•*")
    start = part.start() + part[0].find(words[:1])
    return Duty(
        words,
        lead,
        _partners(partners["who"], grammar) if partners else "",
        approver["who"] if approver else "",
        rule or "none",
        due,
        f"{marker or 'L'}-{one.paragraph.line_at(start).number}",
        one.paragraph.line_at(start).number,
        "paragraph",
        one,
        start,
        start + len(words),
    )


def _partners(words: str, grammar: Grammar) -> str:
    """Up to the first word of doing something."""
    verb = grammar.verb.search(words)
    return words[: verb.start() if verb else len(words)].strip(" ,;")


def _deadline(text: str, grammar: Grammar) -> tuple[str, str]:
    """The one deadline of a part of a sentence; none where there are two, which nobody can tell apart."""
    found: list[tuple[int, int]] = []
    for pattern in grammar.deadlines.values():
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in found):
                found.append(match.span())
    rules = [(text[start:end], rule) for start, end in found if (rule := _rule(text[start:end]))]
    return rules[0] if len(rules) == 1 else ("", "")
