"""A target's words read again: its numbers, whether its comparator is what they say, and whether its form is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from poverty_analysis.inputs.rows.plan import TargetRow
from poverty_analysis.law import measure, read_law
from poverty_analysis.plan.targets.model import FALLS
from poverty_analysis.values.money import Convention, NotReadable, find_numbers
from poverty_analysis.values.problems import Problem

RANGES = ("between", "reduce_by_between", "n_of_n")
WITHOUT_NUMBER = ("minimise", "in_full", "none_left")
_SHARES = ("share", "share_point")
_PERCENT = 100
_NUMBER = r"(\d+(?:[.,]\d+)*)"
_SHOWN = 60

# Words of plans right beside a number, and the comparators they can mean.  "trẻ em dưới 5 tuổi" is no such word: its
# number is not the target's.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"\btrên\s+{_NUMBER}", ("more_than", "reduce_by_more_than")),
    (rf"\b(?:ít nhất|tối thiểu)\s+{_NUMBER}", ("at_least", "reduce_by_at_least")),
    (rf"{_NUMBER}\s*(?:%|\S*)\s*trở lên", ("at_least", "reduce_by_at_least")),
    (rf"\bdưới\s+{_NUMBER}", ("below", "reduce_below")),
    (rf"\b(?:nhiều nhất|tối đa|không quá|không vượt quá)\s+{_NUMBER}", ("at_most",)),
    (rf"\b(?:giảm còn|giảm xuống(?: còn)?|còn)\s+{_NUMBER}", ("reduce_to", "at_most")),
)
# What stands right behind a number, and the unit it is counted in.
_THINGS = {
    **dict.fromkeys(("lao động", "người", "học viên", "trẻ em"), "persons"),
    **dict.fromkeys(("hộ gia đình", "hộ"), "households"),
    "mô hình": "models",
}
_NONE_LEFT = re.compile(r"\bkhông còn\b", re.IGNORECASE)


def reread_target(row: TargetRow, convention: Convention) -> Iterator[Problem]:
    """Problems of one row of ``targets``.

    Yields
    ------
    Problem
        PA-301 words whose numbers cannot be read, PA-303 a value they do not
        print, PA-345 a form that is not whole, PA-346 a unit that does not
        fit the indicator, PA-347 a comparator other than the words beside the
        number, PA-324 a rate typed as its percent, PA-325 a unit other than the
        thing the words count.
    """
    yield from _form(row)
    yield from _unit(row)
    words = row.as_printed
    try:
        printed = set(find_numbers(_apart(row, words), convention))
    except NotReadable as error:
        values = {"reason": error.reason, "convention": convention}
        yield Problem("PA-301", row.at.place("as_printed"), seen=words, values=values)
        return
    for column, value in (("value", row.value), ("value_to", row.value_to)):
        if value is not None and value * _scale(row) not in printed:
            yield _other_value(row, column, value, printed)
    yield from _unit_said(row, words, convention)
    yield from _comparator(row, words, convention)


def _other_value(row: TargetRow, column: str, value: Decimal, printed: set[Decimal]) -> Problem:
    if row.unit in _SHARES and value in printed:
        # 5 for 5 %: the words are right, the cell has the number they print and not the share.
        shares = {"value": f"{value:f}", "share": f"{value / _PERCENT:f}"}
        return Problem("PA-324", row.at.place(column), seen=f"{value:f}", values=shares)
    return Problem("PA-303", row.at.place(column), seen=row.as_printed, values={"value": str(value)})


def _unit_said(row: TargetRow, words: str, convention: Convention) -> Iterator[Problem]:
    """The thing right behind the target's own number is another than its unit: "300 lao động" as households."""
    if row.unit not in _THINGS.values() or row.value is None:
        return
    for found in re.finditer(rf"{_NUMBER}\s+(?:lượt\s+)?({'|'.join(_THINGS)})\b", words, re.IGNORECASE):
        thing = found.group(2).lower()
        if row.value in find_numbers(found.group(1), convention) and _THINGS[thing] != row.unit:
            values = {"words": found.group(0), "unit": _THINGS[thing]}
            yield Problem("PA-325", row.at.place("unit"), seen=row.unit, values=values)
            return


def _scale(row: TargetRow) -> int:
    return _PERCENT if row.unit in _SHARES else 1


def _apart(row: TargetRow, words: str) -> str:
    """The words with a space where a number touches a unit or its fellow: "8m²", "8/8"."""
    if row.comparator == "n_of_n":
        words = words.replace("/", " / ")
    return words.replace("m²", " m²")


def _form(row: TargetRow) -> Iterator[Problem]:
    """A number where the comparator needs one, none where it has none, both ends of a range in order."""
    value, upper = row.value, row.value_to
    reversed_ = value is not None and upper is not None and upper < value
    wrong = "value_to" if row.comparator in RANGES and (upper is None or reversed_) else ""
    if bool(value) if row.comparator in WITHOUT_NUMBER else value is None:
        wrong = "value"
    if wrong:
        seen = {"value": value, "value_to": upper}[wrong]
        values = {"comparator": row.comparator, "column": wrong}
        yield Problem("PA-345", row.at.place(wrong), seen=str(seen or ""), values=values)


def _unit(row: TargetRow) -> Iterator[Problem]:
    """The unit of the indicator; a share that falls by something falls by points."""
    found = measure(read_law(), row.indicator_code)
    if found is None or row.unit == "none":
        return
    fits = found.unit if found.unit != "share" else "share_point" if row.comparator in FALLS else "share"
    if row.unit != fits:
        values = {"indicator": found.id, "unit": fits}
        yield Problem("PA-346", row.at.place("unit"), seen=row.unit, values=values)


def _comparator(row: TargetRow, words: str, convention: Convention) -> Iterator[Problem]:
    comparator = row.comparator
    if comparator in WITHOUT_NUMBER and comparator != "none_left":
        return
    allowed = list(_said(words, row.value, _scale(row), convention))
    if _NONE_LEFT.search(words) and row.value is None:
        allowed.append(("none_left",))
    for meant in allowed:
        if comparator not in meant:
            values = {"words": words[:_SHOWN], "meant": ", ".join(meant)}
            yield Problem("PA-347", row.at.place("comparator"), seen=comparator, values=values)
            return


def _said(words: str, value: Decimal | None, scale: int, convention: Convention) -> Iterator[tuple[str, ...]]:
    """What the words beside the target's own number can mean."""
    if value is None:
        return
    for pattern, meant in _WORDS:
        for found in re.finditer(pattern, words, re.IGNORECASE):
            if value * scale in find_numbers(found.group(1), convention):
                yield meant
