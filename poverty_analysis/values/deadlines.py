"""Deadlines of tasks: a strict machine form, its days in any year, and the words documents use.

A ``due_rule`` is one part or several joined by ``"; "``:

=====================================  ===========================================
``by 10-25``, ``by 2016-10-25``        on or before that day
``before 12-05``, ``before 2016-12-05``  before that day, so the last day is the one before
``within Q4``, ``within 2016-Q4``      in a quarter; ``H1`` and ``H2`` are half-years, ``within 2016`` a year
``month 12``, ``month 2016-12``        in a month
``early 12``, ``mid 12``, ``late 12``  its days 1-10, 11-20, 21 to the end; ``mid 2016-12``
``from 09-01 to 12-14``                between two days, both included
``every month``                        also ``quarter``, ``half``, ``year``: once in each
``always``                             all the time, without a deadline
``none``                               no deadline; an empty cell means the same
=====================================  ===========================================

A part without a year holds in every year that is asked for.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from poverty_analysis.values.text import nfc

NO_DEADLINE: Final = ("none", "always")
MONTHS_OF: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12}

_DAYS_OF: Final[Mapping[str, tuple[int, int]]] = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_DAY: Final = r"(?:(?P<{0}y>\d{{4}})-)?(?P<{0}m>\d{{2}})-(?P<{0}d>\d{{2}})"
_FORMS: Final = (
    re.compile(rf"(?P<kind>by|before) {_DAY.format('')}", re.ASCII),
    re.compile(rf"(?P<kind>from) {_DAY.format('from')} to {_DAY.format('')}", re.ASCII),
    re.compile(r"(?P<kind>within) (?:(?:(?P<y>\d{4})-)?(?P<part>[QH])(?P<n>[1-4])|(?P<whole>\d{4}))", re.ASCII),
    re.compile(r"(?P<kind>month|early|mid|late) (?:(?P<y>\d{4})-)?(?P<m>\d{1,2})", re.ASCII),
    re.compile(r"(?P<kind>every) (?P<part>month|quarter|half|year)", re.ASCII),
)
# A leap year, so that 02-29 is a day; in other years it is the last day of February.
_ANY_YEAR: Final = 2000


class DueNotReadable(ValueError):
    """A rule outside the grammar, or words that name no deadline; ``reason`` is one stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Window:
    """The days in which a task falls due; ``first`` is None when only the last day is set."""

    first: date | None
    last: date


@dataclass(frozen=True)
class _Part:
    """One part of a rule: a kind, and the year it names (None: every year)."""

    kind: str
    year: int | None
    months: tuple[int, int] = (1, 12)
    days: tuple[int, int] = (1, 31)
    step: int = 0
    first_year: int | None = None


def is_recurring(rule: str) -> bool:
    """Whether the rule names no year, so that it falls due in every year."""
    return any(part.year is None for part in _parts(rule))


def is_periodic(rule: str) -> bool:
    """Whether the rule falls due more than once a year because it says how often (every month)."""
    return any(0 < part.step < 12 for part in _parts(rule))


def windows(rule: str, year: int) -> tuple[Window, ...]:
    """The windows of a rule whose last day lies in ``year``, by last day.

    Parameters
    ----------
    rule : str
        The machine form; see the head of this module.
    year : int
        Calendar year.

    Returns
    -------
    tuple of Window
        Empty for ``none`` and ``always``, and in a year the rule does not name.

    Raises
    ------
    DueNotReadable
        ``grammar`` for text outside the grammar, ``day`` for a day that does not exist,
        ``order`` for a span that ends before it begins.
    """
    found = {window for part in _parts(rule) for window in _windows(part, year)}
    return tuple(sorted(found, key=lambda window: (window.last, window.first or date.min)))


def _windows(part: _Part, year: int) -> Iterator[Window]:
    # "before 01-01" of the next year falls due on the last day of this one.
    for anchor in (year, year + 1) if part.year is None else (part.year,):
        yield from (window for window in _anchored(part, anchor) if window.last.year == year)


def _anchored(part: _Part, year: int) -> Iterator[Window]:
    (first_month, last_month), (first_day, last_day) = part.months, part.days
    if part.step:
        for month in range(1, 12 + 1, part.step):
            yield Window(date(year, month, 1), _clipped(year, month + part.step - 1, 31))
        return
    last = _clipped(year, last_month, last_day)
    if part.kind == "before":
        last -= timedelta(days=1)
    if part.kind in ("by", "before"):
        yield Window(None, last)
    else:
        yield Window(_clipped(part.first_year or year, first_month, first_day), last)


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _parts(rule: str) -> tuple[_Part, ...]:
    if rule in ("", *NO_DEADLINE):
        return ()
    return tuple(_part(one) for one in rule.split("; "))


def _part(text: str) -> _Part:
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        raise DueNotReadable("grammar")
    groups = found.groupdict()
    kind, year = groups["kind"], int(groups["y"]) if groups.get("y") else None
    if kind == "every":
        return _Part(kind, None, step=MONTHS_OF[groups["part"]])
    if kind == "within":
        return _within(groups, year)
    month = int(groups["m"])
    if not 1 <= month <= 12:
        raise DueNotReadable("day")
    if kind in ("month", *_DAYS_OF):
        return _Part(kind, year, (month, month), _DAYS_OF.get(kind, (1, 31)))
    return _dated(groups, kind, year)


def _within(groups: Mapping[str, str | None], year: int | None) -> _Part:
    if groups["whole"]:
        return _Part("within", int(groups["whole"]))
    step = MONTHS_OF["quarter" if groups["part"] == "Q" else "half"]
    last = step * int(groups["n"] or 0)
    if last > 12:
        raise DueNotReadable("grammar")
    return _Part("within", year, (last - step + 1, last))


def _dated(groups: Mapping[str, str | None], kind: str, year: int | None) -> _Part:
    day = _real_day(year, groups["m"], groups["d"])
    if kind != "from":
        return _Part(kind, year, (day.month, day.month), (day.day, day.day))
    first_year = int(groups["fromy"] or 0) or None
    if (first_year is None) != (year is None):
        raise DueNotReadable("grammar")
    first = _real_day(first_year, groups["fromm"], groups["fromd"])
    if first > day:
        raise DueNotReadable("order")
    return _Part(kind, year, (first.month, day.month), (first.day, day.day), first_year=first_year)


def _real_day(year: int | None, month: str | None, day: str | None) -> date:
    try:
        return date(year or _ANY_YEAR, int(month or 0), int(day or 0))
    except ValueError:
        raise DueNotReadable("day") from None


def agree(rule: str, as_printed: str) -> bool:
    """Whether a rule says what the printed words say.

    The rule may name a year where the words name none and do not say "each
    year".  Words that name no deadline agree with ``none`` only.

    Raises
    ------
    DueNotReadable
        As :func:`windows`; ``words`` when the rule has a deadline and the words cannot be read.
    """
    ours = set(_parts(rule))
    try:
        printed = read_due(as_printed)
    except DueNotReadable:
        if not ours and rule != "always":
            return True
        raise
    if not ours or not _parts(printed):
        return (rule or "none") == printed
    theirs = set(_parts(printed))
    if ours == theirs:
        return True
    open_year = not _YEARLY_WORD.search(_normal(as_printed)) and all(part.year is None for part in theirs)
    return open_year and {_without_year(part) for part in ours} == {_without_year(part) for part in theirs}


def _without_year(part: _Part) -> tuple[str, tuple[int, int], tuple[int, int], int]:
    whole_year = part.months == (1, 12) and part.kind in ("within", "every") and part.step in (0, 12)
    return ("year", (1, 12), (1, 31), 0) if whole_year else (part.kind, part.months, part.days, part.step)


# The words below are the grammar of the documents, in lower case.
_YEARLY_WORD: Final = re.compile(r"(?:hàng|hằng|mỗi) năm")
_EACH: Final = r"(?:[/, ]*(?:hàng|hằng|mỗi) năm)?"
_PRINTED_DAY: Final = (
    r"(?:ngày )?(?P<{0}d>\d{{1,2}})(?:/| tháng )(?P<{0}m>\d{{1,2}})(?:(?:/| năm |/năm )(?P<{0}y>\d{{4}}))?"
)
_OF_YEAR: Final = r"(?:(?:/| năm |/năm |, năm )(?P<y>\d{4}))?"
_DONE: Final = r"(?:(?:thời gian )?(?:hoàn thành|xong)[: ]*)?"
_IN: Final = r"(?:trong |vào )?"
_ROMAN: Final[Mapping[str, int]] = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER: Final = r"(?:iv|i{1,3}|[1-4])"
_TENTHS: Final[Mapping[str, str]] = {"thượng": "early", "trung": "mid", "hạ": "late"}
_PERIODS: Final[Mapping[str, str]] = {"tháng": "month", "quý": "quarter", "6 tháng": "half", "năm": "year"}
_PERIOD: Final = r"(?:6 tháng|tháng|quý|năm)"
_BEFORE: Final = re.compile(rf"{_DONE}(?:xong )?trước {_PRINTED_DAY.format('')}{_EACH}", re.ASCII)
_BY: Final = re.compile(
    rf"{_DONE}(?:(?:chậm|muộn) nhất (?:là |vào )?|đến (?:hết )?|trong |vào )?{_PRINTED_DAY.format('')}{_EACH}", re.ASCII
)
_FROM: Final = re.compile(
    rf"{_DONE}từ {_PRINTED_DAY.format('from')} đến (?:hết )?{_PRINTED_DAY.format('')}{_EACH}", re.ASCII
)
_QUARTERS: Final = re.compile(
    rf"{_DONE}{_IN}quý (?P<list>{_QUARTER}(?:(?:, ?| và |, quý | và quý ){_QUARTER})*){_OF_YEAR}{_EACH}", re.ASCII
)
_MONTH: Final = re.compile(
    rf"{_DONE}{_IN}(?:(?P<tenth>thượng|trung|hạ) tuần )?tháng (?P<m>\d{{1,2}}){_OF_YEAR}{_EACH}", re.ASCII
)
_HALF: Final = re.compile(rf"{_DONE}{_IN}6 tháng (?P<half>đầu|cuối) năm(?: (?P<y>\d{{4}}))?{_EACH}", re.ASCII)
_YEAR: Final = re.compile(rf"{_DONE}{_IN}năm (?P<y>\d{{4}})", re.ASCII)
_TERM: Final = re.compile(rf"{_DONE}{_IN}giai đoạn (?P<low>\d{{4}}) ?- ?(?P<high>\d{{4}})", re.ASCII)
_EVERY: Final = re.compile(
    rf"(?:định kỳ (?:hàng |hằng )?|(?:hàng|hằng) )(?P<list>{_PERIOD}(?:(?:, ?| và )(?:hàng |hằng )?{_PERIOD})*)",
    re.ASCII,
)


def read_due(as_printed: str) -> str:
    """Read the words of a document as a ``due_rule``.

    Parameters
    ----------
    as_printed : str
        The deadline as printed: "trước ngày 05 tháng 12", "Quý IV năm 2016",
        "25/10 hàng năm", "định kỳ tháng, quý"; empty for none.

    Returns
    -------
    str
        The machine form; "trước" (before) leaves the day out, a bare day and "đến" take it in.

    Raises
    ------
    DueNotReadable
        ``words`` for words that name no deadline, ``day`` for a day that does not exist.
    """
    words = _normal(as_printed)
    if not words:
        return "none"
    rule = "always" if words == "thường xuyên" else _rule(words)
    if not rule:
        raise DueNotReadable("words")
    _parts(rule)
    return rule


def _normal(as_printed: str) -> str:
    words = re.sub(r"[\u2013\u2014]", "-", nfc(as_printed).casefold())
    return re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", words)).strip(" .;,")


def _rule(words: str) -> str:
    if found := _BEFORE.fullmatch(words):
        return f"before {_machine_day(found, '')}"
    if found := _BY.fullmatch(words):
        return f"by {_machine_day(found, '')}"
    if found := _FROM.fullmatch(words):
        return f"from {_machine_day(found, 'from', found['y'])} to {_machine_day(found, '')}"
    if found := _EVERY.fullmatch(words):
        listed = re.findall(_PERIOD, found["list"])
        return "; ".join(f"every {_PERIODS[one]}" for one in listed)
    return _period(words)


def _period(words: str) -> str:
    if found := _QUARTERS.fullmatch(words):
        numbers = re.findall(_QUARTER, found["list"])
        return "; ".join(f"within {_year(found)}Q{_ROMAN.get(one, one)}" for one in numbers)
    if found := _MONTH.fullmatch(words):
        kind = _TENTHS[found["tenth"]] if found["tenth"] else "month"
        return f"{kind} {_year(found)}{int(found['m']):02d}"
    if found := _HALF.fullmatch(words):
        return f"within {_year(found)}H{1 if found['half'] == 'đầu' else 2}"
    if found := _YEAR.fullmatch(words):
        return f"within {found['y']}"
    if found := _TERM.fullmatch(words):
        return f"from {found['low']}-01-01 to {found['high']}-12-31"
    return "every year" if words in ("trong năm", "cả năm", "mỗi năm") else ""


def _machine_day(found: re.Match[str], prefix: str, year: str | None = None) -> str:
    year = found[f"{prefix}y"] or year
    day = f"{int(found[f'{prefix}m']):02d}-{int(found[f'{prefix}d']):02d}"
    return f"{year}-{day}" if year else day


def _year(found: re.Match[str]) -> str:
    return f"{found['y']}-" if found["y"] else ""
