"""Money in the paragraphs of a plan: stated totals, and the components under them by source, year and capital."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from poverty_analysis.documents.grammar import Grammar
from poverty_analysis.documents.lines import Paragraph
from poverty_analysis.documents.outline import PlacedParagraph, body_of
from poverty_analysis.values.money import NotReadable, amount_spans, read_money

# Scans read "Tiểu" as "Tiêu".
_PROJECT = re.compile(r"^Dự án(?: thành phần)? (?:số )?(\d{1,2})(?!\w)", re.IGNORECASE)
_SUBPROJECT = re.compile(r"^Ti[ểê]u dự án (?:số )?(\d{1,2})(?!\w)", re.IGNORECASE)
# The year of the money: "ngân sách trung ương 2022 (vốn chuyển nguồn sang 2023)" is of 2022.
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_BEHIND = re.compile(r"\s*(\([^()]*\))")
_BRACKETS = re.compile(r"\([^()]*\)")
# "Nguồn vốn: ngân sách trung ương ... triệu đồng": components without a total before them.
_BY_SOURCE = re.compile(r"(?:kinh phí|nguồn vốn|nguồn kinh phí|vốn thực hiện)", re.IGNORECASE)
# The total of the whole plan: of all lines.
_OVERALL = re.compile(r"Tổng (?:kinh phí|nguồn vốn|nguồn kinh phí|vốn|nhu cầu|mức)", re.IGNORECASE)
_FROM = re.compile(r"\s*,?\s*(?:từ|bằng|thuộc)\s+", re.IGNORECASE)
_TOTAL_WORDS = re.compile(r"(?:là|:|khoảng|gồm|với|tổng (?:số|vốn|kinh phí|nguồn vốn))\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Sum:
    """One amount of money with its words; a component has a source, a stated total none."""

    paragraph: Paragraph
    start: int
    end: int
    line: str
    amount: int
    source: str = ""
    source_year: str = "not_stated"
    capital: str = "not_stated"
    rule: str = "total"

    @property
    def printed(self) -> str:
        """The words of the amount."""
        return self.paragraph.text[self.start : self.end]

    @property
    def at(self) -> int:
        """The line the amount stands in."""
        return self.paragraph.line_at(self.start).number


def line_of(placed: PlacedParagraph, lines: Mapping[str, object]) -> str:
    """The programme line whose heading stands above: "DA4.2" below "Dự án 4" and "Tiểu dự án 2"; "" without one."""
    code = ""
    for heading in (*placed.above, placed.paragraph):
        code = code_under(code, body_of(heading)) or code
    return code if code in lines else ""


def code_under(code: str, title: str) -> str:
    """The code of the line that ``title`` begins with, below the line ``code``; "" where it names none."""
    if found := _PROJECT.match(title):
        return f"DA{int(found[1])}"
    if code and (found := _SUBPROJECT.match(title)):
        return f"{code.partition('.')[0]}.{int(found[1])}"
    return ""


def sums(placed: Iterable[PlacedParagraph], grammar: Grammar, lines: Mapping[str, object]) -> Iterator[Sum]:
    """Every stated total of a programme line and the components listed under it."""
    total: PlacedParagraph | None = None
    for one in placed:
        if one.paragraph.lines[0].cells:
            total = None
            continue
        line = line_of(one, lines)
        spans = list(amount_spans(one.paragraph.text))
        if total is not None and _belongs(one, total, spans):
            yield from _components(one.paragraph, spans, 0, line, grammar)
            continue
        total = None
        if line and spans and _is_total(one.paragraph.text, spans[0], grammar):
            found = list(_read(one.paragraph, spans[0], line))
            yield from found
            yield from _components(one.paragraph, spans[1:], spans[0][1], line, grammar)
            yield from _whole_from(one.paragraph, spans, line, grammar)
            total = one if found else None
        elif not line and spans and one.subject in ("money", "content") and _OVERALL.match(one.body):
            yield from _read(one.paragraph, spans[0], "")
        elif line and spans and _BY_SOURCE.match(one.body):
            yield from _components(one.paragraph, spans, len(one.paragraph.text) - len(one.body), line, grammar)


def _whole_from(paragraph: Paragraph, spans: list[tuple[int, int]], line: str, grammar: Grammar) -> Iterator[Sum]:
    """A total that is all of one source, named behind it: "40 tỷ đồng từ vốn sự nghiệp ngân sách trung ương"."""
    found = _FROM.match(paragraph.text, spans[0][1])
    if len(spans) != 1 or not found:
        return
    words = paragraph.text[found.end() :]
    source, year = source_of(words, grammar)
    for read in _read(paragraph, spans[0], line) if source else ():
        yield replace(read, source=source, source_year=year, capital=_capital(words, "", grammar), rule="whole")


def _belongs(one: PlacedParagraph, total: PlacedParagraph, spans: list[tuple[int, int]]) -> bool:
    """Whether a paragraph is an item of the list under a total."""
    return bool(spans) and one.paragraph.rank > total.paragraph.rank and total.paragraph in one.above


def _is_total(text: str, span: tuple[int, int], grammar: Grammar) -> bool:
    before = text[: span[0]]
    return bool(grammar.totals.search(before)) and bool(_TOTAL_WORDS.search(before)) and not _per(text, span)


def _per(text: str, span: tuple[int, int]) -> bool:
    """An amount for one of something is a norm, and no part of a total: "50 triệu đồng/hộ"."""
    return bool(re.match(r"\s*/\s*\w|\s+(?:mỗi|một|cho mỗi)\s", text[span[1] :]))


def _read(paragraph: Paragraph, span: tuple[int, int], line: str) -> Iterator[Sum]:
    try:
        amount = read_money(paragraph.text[slice(*span)], "vi")
    except NotReadable:
        return
    yield Sum(paragraph, *span, line, amount)


def _components(
    paragraph: Paragraph, spans: list[tuple[int, int]], begin: int, line: str, grammar: Grammar
) -> Iterator[Sum]:
    """Amounts with the words before them up to the amount before, and brackets behind them.

    A kind of capital that opens the paragraph holds for the sources behind it: "Vốn đầu tư: 500 triệu đồng, gồm ...".
    Brackets that part an amount by capital take its place.
    """
    opening = _opening(paragraph.text, grammar)
    text = paragraph.text
    for span in spans:
        words = text[begin : span[0]]
        behind = _BEHIND.match(text, span[1])
        inside = behind[1] if behind else ""
        begin = behind.end() if behind else span[1]
        source, year = source_of(words, grammar)
        if not source or _per(text, span):
            continue
        for read in _read(paragraph, span, line):
            capital = _capital(words, inside, grammar)
            capital = opening if capital == "not_stated" and opening else capital
            parts = list(_by_capital(paragraph, behind, line, grammar)) if behind else []
            if sum(part.amount for part in parts) == read.amount:
                yield from (replace(part, source=source, source_year=year, rule="by-capital") for part in parts)
            else:
                yield replace(read, source=source, source_year=year, capital=capital, rule="component")


def _by_capital(paragraph: Paragraph, behind: re.Match[str], line: str, grammar: Grammar) -> Iterator[Sum]:
    """The amounts in brackets, each with its kind of capital; none unless all have one."""
    begin = behind.start(1)
    for start, end in amount_spans(behind[1]):
        capital = _capital(paragraph.text[begin : behind.start(1) + start], "", grammar)
        begin = behind.start(1) + end
        for read in _read(paragraph, (behind.start(1) + start, begin), line):
            if capital != "not_stated":
                yield replace(read, capital=capital)


def _opening(text: str, grammar: Grammar) -> str:
    head = re.split(r"[:\d]", text)[0]
    return "" if source_of(head, grammar)[0] else _capital(head, "", grammar).replace("not_stated", "")


def source_of(words: str, grammar: Grammar) -> tuple[str, str]:
    """The one source that is named, or "not_separated" for two that are added up; and its year where one is printed."""
    found = {name: match for name, pattern in grammar.sources.items() if (match := pattern.search(words))}
    if "integrated" in found:
        # The programme it is integrated from is asked for, and no paragraph is sure to name it.
        return "", ""
    if not found:
        return "", ""
    first = min(found.values(), key=lambda match: match.start())
    last = max(found.values(), key=lambda match: match.end())
    years = set(_YEAR.findall(_BRACKETS.sub("", words[first.start() :])))
    levels = set(found) - {"local"} if {"province", "district", "commune"} & set(found) else set(found)
    if len(levels) > 1:
        return (
            ("not_separated", "not_stated")
            if re.search(r"\bvà\b|,|\+", words[first.end() : last.start()])
            else ("", "")
        )
    return levels.pop(), years.pop() if len(years) == 1 else "not_stated"


def _capital(words: str, behind: str, grammar: Grammar) -> str:
    found = {name for name, pattern in grammar.capitals.items() if pattern.search(f"{words} {behind}")}
    return found.pop() if len(found) == 1 else "not_stated"
