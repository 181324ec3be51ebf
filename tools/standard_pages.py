"""The page of the poverty standards, and its examples: households that a test classes and the page shows.

The examples stand in ``tests/spec/standards/<standard>.yaml``: tables of
households with the class and the reason that each must get.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from poverty_analysis.census.classify import CLASSES, REASONS
from poverty_analysis.law import Bracket, Indicator, Law, Reading, ReviewYears, Standard, read_law
from poverty_analysis.values.strict_yaml import Value, read_yaml
from poverty_analysis.wording import say
from poverty_analysis.wording.numbers import format_integer

FOLDER: Final = Path(__file__).resolve().parent.parent / "tests" / "spec" / "standards"
UNKNOWN: Final = "?"
_LANGUAGES: Final = ("vi", "en")
_HEADS: Final[Mapping[str, str]] = {
    "area": "Khu vực · Area",
    "income": "Thu nhập · Income",
    "deprived": "Thiếu hụt · Deprived",
    "farm": "Nông hộ · Farm",
    "b1": "B1",
    "b2": "B2",
    "class": "Loại hộ · Class",
    "reason": "Lý do · Reason",
}
_DEPRIVED: Final[Mapping[str, str]] = {
    "any": "bất kỳ · any",
    "at_least": "từ {threshold} chỉ số · {threshold} or more",
    "fewer": "dưới {threshold} chỉ số · fewer than {threshold}",
}

Row = Mapping[str, str]
Cells = Iterable[Iterable[str]]


@dataclass(frozen=True)
class Example:
    """Households of one case of a standard, as rows of text."""

    standard: str
    title: Mapping[str, str]
    rows: tuple[Row, ...]


def read_examples(standard: str) -> tuple[Example, ...]:
    """The examples of one standard, in the order of its file."""
    data = read_yaml(FOLDER / f"{standard}.yaml", f"{standard}.yaml")
    listed = data["examples"] if isinstance(data, dict) else []
    return tuple(_example(standard, one) for one in listed if isinstance(one, dict))


def _example(standard: str, data: Mapping[str, Value]) -> Example:
    unknown = set(data) - {*_LANGUAGES, "households"}
    if unknown:
        raise ValueError(f"{standard}.yaml: {sorted(unknown)}")
    lines = [line.split() for line in str(data["households"]).splitlines() if line.strip()]
    rows = tuple(dict(zip(lines[0], line, strict=True)) for line in lines[1:])
    return Example(standard, {lang: str(data[lang]) for lang in _LANGUAGES}, rows)


def table_of(example: Example, standard: Standard) -> pd.DataFrame:
    """The households of an example as ``households.classify`` takes them.

    ``deprived`` says how many flags are 1, and ``+?`` that one more is missing.
    """
    names = [name for name in example.rows[0] if name not in ("deprived", "class", "reason")]
    table = pd.DataFrame({name: [_value(name, row[name]) for row in example.rows] for name in names})
    if "deprived" not in example.rows[0]:
        return table
    flags = [_flags(row["deprived"], len(standard.indicator_list)) for row in example.rows]
    columns = [indicator.column for indicator in standard.indicator_list]
    return table.assign(**dict(zip(columns, zip(*flags, strict=True), strict=True)))


def _value(name: str, cell: str) -> str | int | None:
    if cell == UNKNOWN:
        return None
    return cell if name == "area" else int(cell)


def _flags(cell: str, indicators: int) -> list[int | None]:
    number, _, missing = cell.partition("+")
    ones: list[int | None] = [1] * int(number) + ([None] if missing else [])
    return ones + [0] * (indicators - len(ones))


def standards_page() -> str:
    """The reference page: calendar, lines, rule, indicators, sources and examples of every standard."""
    law = read_law()
    parts = [
        "# Chuẩn nghèo · Poverty standards",
        "",
        "This page is generated from `standards.yaml`, `indicators.yaml` and `calendar.yaml` of the",
        "[law](law.md) and from `tests/spec/standards/` by `tools/make_docs.py`; do not edit it. A test runs every",
        "example below.",
        "",
        "Amounts are in đồng a person a month. An upper line belongs to the class below it: a household exactly at the",
        "line is at or below it. **Read in** says where a value was read; [the law](law.md) has article, day, address.",
        "How to class households in a program: [classify](../how-to/classify.md).",
        *_calendar(law),
    ]
    for one in law.standards:
        parts += _section(one)
    for act in dict.fromkeys(i.citation for s in law.standards for i in s.indicator_list):
        owner = next(s for s in law.standards if s.indicator_list and s.indicator_list[0].citation == act)
        parts += _indicators(act, owner.indicator_list)
    return "\n".join([*parts, *_words()]) + "\n"


def _calendar(law: Law) -> Iterator[str]:
    yield from ("", "## Lịch · Calendar", "")
    yield from (
        "The review at the end of a year tells the results of the year and makes the list for the next one.",
        "",
    )
    head = ("Review at the end of", "Results of the year", "List for the next year", "Act", "Read in", "Note")
    yield from _table(head, (_census(one) for one in law.reviews))


def _census(of: ReviewYears) -> Iterator[str]:
    yield str(of.first) if of.first == of.last else f"{of.first} - {of.last}"
    yield _to(of.result)
    made = "; ".join(f"{v.title_vi} · {v.title_en} ({_act(v.citation)})" for v in of.vintages)
    since = f", scored from {of.list_from}" if of.list_from else ""
    yield _to(of.list) + since + (f". Two vintages: {made}" if made else "")
    yield from (_act(of.citation), _read(of.reading), f"{of.note_vi} · {of.note_en}")


def _section(of: Standard) -> Iterator[str]:
    place = f"Province {of.province}. " if of.province else ""
    yield from ("", f"## {of.id}", "", f"**{of.title_vi} · {of.title_en}.**")
    yield f"{place}From {of.valid_from or '…'} to before {of.valid_to or '…'}. Act: {_act(of.citation)}."
    yield f"Read in: {_read(of.reading)}. {of.note_vi} {of.note_en}"
    yield from ("", *_lines(of), "", *_classes(of))
    if of.indicator_list:
        act = of.indicator_list[0].citation
        yield from (
            "",
            f"Chỉ số thiếu hụt · Indicators: [{act}](#{_anchor(act)}); từ {of.threshold} · from {of.threshold}.",
        )
    for example in read_examples(of.id):
        yield from ("", f"### {of.id}: {example.title['vi']} · {example.title['en']}", "", *_example_table(example))


def _lines(of: Standard) -> Iterator[str]:
    head = ("Khoảng · Interval", "Thành thị · Urban", "Nông thôn · Rural", "Act", "Read in", "Note")
    both = (("đồng", of.income), ("B1", of.points))
    yield from _table(head, (_limits(one, unit) for unit, limits in both for one in limits))


def _limits(of: Bracket, unit: str) -> Iterator[str]:
    yield f"{of.id} ({unit})"
    for area in ("urban", "rural"):
        upper = format_integer(getattr(of.up_to, area), "vi")
        bound = "từ · from" if of.lower_closed else "trên · above"
        lower = f"{bound} {format_integer(getattr(of.lower, area), 'vi')} " if of.lower else ""
        yield f"{lower}đến · to {upper}"
    yield from (_act(of.citation), _read(of.reading), f"{of.note_vi} · {of.note_en}")


def _classes(of: Standard) -> Iterator[str]:
    head = ("Loại hộ · Class", "Khoảng · Interval", "Thiếu hụt · Deprivations")
    rows = (
        (
            f"`{rule.household_class}` {_said('household_class', rule.household_class)}",
            rule.limits,
            _DEPRIVED[rule.deprived].replace("{threshold}", str(of.threshold)),
        )
        for rule in of.classes
    )
    yield from _table(head, rows)


def _indicators(act: str, listed: tuple[Indicator, ...]) -> Iterator[str]:
    yield from ("", f"## {_heading(act)}", "")
    yield from (f"Cột · column d1 … d{len(listed)}: thứ tự của biểu · the order of the form. Act: {_act(act)}.", "")
    head = (
        "Cột · Column",
        "Chiều · Dimension",
        "Chỉ số · Indicator",
        "Thiếu hụt khi · Deprived when",
        "Read in",
        "Note",
    )
    yield from _table(head, (_indicator(one) for one in listed))


def _indicator(of: Indicator) -> Iterator[str]:
    yield of.column
    yield f"{of.dimension_vi} · {of.dimension_en}"
    yield f"{of.title_vi} · {of.title_en} (`{of.id}`)"
    others = "; ".join(f"`{scope}` ({of.scope_column(scope)})" for scope in of.scopes)
    yield f"{of.deprived_vi} · {of.deprived_en}" + (f". Cách hiểu · Readings: {others}" if others else "")
    yield from (_read(of.reading), f"{of.note_vi} · {of.note_en}")


def _heading(act: str) -> str:
    return f"Indicators of {act}"


def _anchor(act: str) -> str:
    return _heading(act).lower().replace(" ", "-")


def _words() -> Iterator[str]:
    yield from ("", "## Words of a classification", "")
    for name, words in (("class", CLASSES), ("reason", REASONS)):
        rows = ((f"`{word}`", *(say(lang, f"household_{name}.{word}") for lang in _LANGUAGES)) for word in words)
        yield from (*_table((name, "Tiếng Việt", "English"), rows), "")


def _example_table(example: Example) -> Iterator[str]:
    heads = tuple(_HEADS[name] for name in example.rows[0])
    yield from _table(heads, ((_shown(name, cell) for name, cell in row.items()) for row in example.rows))


def _shown(name: str, cell: str) -> str:
    if name in ("class", "reason"):
        return f"`{cell}`"
    return format_integer(int(cell), "vi") if name == "income" and cell != UNKNOWN else cell


def _said(group: str, word: str) -> str:
    return " · ".join(say(lang, f"{group}.{word}") for lang in _LANGUAGES)


def _to(standard: str) -> str:
    return f"[{standard}](#{standard.lower()})" if standard else "not known"


def _act(citation: str) -> str:
    return f"[{citation}](law.md#{citation.lower()})"


def _table(head: tuple[str, ...], rows: Cells) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join("---" for _ in head) + " |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _read(of: Reading) -> str:
    return of.how.replace("_", " ") + (f". *Otherwise:* {of.other_vi} · {of.other_en}" if of.other_en else "")
