"""Parameters of a report, typed in one place, and the files in ``params/`` that hold them.

A parameter that is unknown, missing or mistyped is a named problem before any
notebook starts.  Values reach a notebook as plain typed values.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.values.days import PLAUSIBLE_YEARS, YEAR_SPAN
from poverty_analysis.values.periods import Period, UnknownPeriod, period
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.strict_yaml import Scalar, Value, read_yaml
from poverty_analysis.values.text import nearest

LANGS = ("vi", "en")
#: What a report is made as unless told, and everything it can be made as.
FORMATS = ("html", "pdf", "xlsx")
OFFERED = (*FORMATS, "docx")
EDITIONS = ("shared", "submission")
_UNIT = r"[A-Z\d]\d|[A-Z\d]\d{2}|[A-Z\d]\d{4}"
_YEAR = r"\d{4}"
_DAY = r"\d{4}-\d{2}-\d{2}"
_SHOWN = 60

# What a message shows instead of a regular expression.
_FORMS = {
    "unit": '"11", "099", "03253"',
    "units": '"11", "099", "03253"',
    "year": "2023",
    "as_of": "2023-12-31",
    "plan": "tuan-giao-2023",
    "report": "annual_report",
    "lang": ", ".join(LANGS),
    "langs": ", ".join(LANGS),
    "formats": ", ".join(OFFERED),
    "edition": ", ".join(EDITIONS),
    "period": "month, quarter, six_months, nine_months, year, term",
}


@dataclass(frozen=True)
class Params:
    """What one report is about.

    ``unit`` is the text code of the unit; ``plan`` the folder name of the plan
    in ``data/plans`` or empty for the version in force; ``as_of`` the day the
    figures stand at, None for the end of the period.
    """

    unit: str
    year: int
    period: str = "year"
    as_of: dt.date | None = None
    lang: str = "vi"
    plan: str = ""
    edition: str = "shared"

    def span(self, first_year: int = 0) -> Period:
        """First and last day of the period; ``first_year`` is that of the plan's term."""
        day = None if self.period == "term" else self.as_of
        return period(self.period, self.year, day, first_year)

    def to_notebook(self) -> dict[str, str | int]:
        """Plain values for the parameters cell; an absent date is an empty text."""
        return {
            "unit": self.unit,
            "year": self.year,
            "period": self.period,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "lang": self.lang,
            "plan": self.plan,
            "edition": self.edition,
        }


@dataclass(frozen=True)
class ParamsFile:
    """One file of ``params/``: which notebook, for which units, languages and formats.

    ``units`` is empty when the file says ``all``: every unit that has a plan for the year.
    """

    name: str
    report: str
    units: tuple[str, ...]
    year: int
    period: str
    as_of: dt.date | None
    langs: tuple[str, ...]
    formats: tuple[str, ...]
    edition: str
    plan: str
    extra: Mapping[str, str]


def make_params(values: Mapping[str, object], place: Place) -> Params:
    """Type the parameters of one report.

    Raises
    ------
    DataProblems
        PA-306 a unit that is no text, PA-401 unknown name, PA-402 missing,
        PA-403 wrong value, PA-220 implausible year; all at once.  Then PA-412 a month or quarter that
        no day names, or a day before the period.
    """
    known = tuple(Params.__dataclass_fields__)
    texts = {key: "" if value is None else str(value) for key, value in values.items()}
    problems = [_unknown(key, known, _at(place, key)) for key in texts if key not in known]
    problems += [
        Problem("PA-402", _at(place, key), values={"name": key}) for key in ("unit", "year") if not texts.get(key)
    ]
    if texts.get("unit") and not isinstance(values["unit"], str):
        # A number has lost the leading zeros that make it a code.
        problems.append(Problem("PA-306", _at(place, "unit"), seen=texts["unit"]))
    for key, pattern in ({"unit": _UNIT} | _patterns()).items():
        if key in texts and not (key in ("unit", "year") and not texts[key]):
            problems += _mismatch(texts[key], pattern, _at(place, key))
    if not problems:
        problems = [*_period_problem(texts, place)]
    if problems:
        raise DataProblems(problems)
    chosen = {key: texts[key] for key in ("period", "lang", "plan", "edition") if key in texts}
    return Params(unit=texts["unit"], year=int(texts["year"]), as_of=_day(texts.get("as_of", "")), **chosen)


def _period_problem(texts: Mapping[str, str], place: Place) -> Iterator[Problem]:
    kind, year = texts.get("period") or "year", int(texts["year"])
    try:
        # Which year a term began in is known to its plan only.
        period(kind, year, None if kind == "term" else _day(texts.get("as_of", "")))
    except UnknownPeriod:
        values = {"period": kind, "year": str(year)}
        yield Problem("PA-412", _at(place, "as_of"), seen=texts.get("as_of", ""), values=values)


def _patterns() -> dict[str, str]:
    """What the single values must look like; an empty ``plan`` or ``as_of`` means the usual one."""
    return {
        "year": _YEAR,
        "period": "|".join(read_contract().domains["period_kind"]),
        "lang": "|".join(LANGS),
        "edition": "|".join(EDITIONS),
        "plan": r"[a-z0-9-]*",
        "as_of": f"({_DAY})?",
    }


def _at(place: Place, column: str) -> Place:
    return Place(place.file, place.sheet, place.row, column)


def _unknown(key: str, known: tuple[str, ...], place: Place) -> Problem:
    return Problem("PA-401", place, seen=key, values={"nearest": nearest(key, known)})


def _mismatch(text: str, pattern: str, place: Place) -> Iterator[Problem]:
    fits = re.fullmatch(pattern, text, re.ASCII)
    where = replace(place, row=getattr(text, "line", place.row))
    if not fits or (re.fullmatch(_DAY, text, re.ASCII) and _day(text) is None):
        yield Problem("PA-403", where, seen=text[:_SHOWN], values={"pattern": _FORMS.get(place.column, pattern)})
    elif place.column in ("year", "as_of") and text and int(text[:4]) not in PLAUSIBLE_YEARS:
        yield Problem("PA-220", where, seen=text, values=YEAR_SPAN)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def read_params(path: Path, name: str) -> ParamsFile:
    """Read one file of ``params/``.

    Raises
    ------
    DataProblems
        Problems of the YAML itself, or of its keys and values, all at once:
        PA-306 a unit without quotes, PA-401, PA-402, PA-403, PA-220.
    """
    data = read_yaml(path, name)
    if not isinstance(data, dict):
        raise DataProblems([Problem("PA-402", Place(name), values={"name": "report"})])
    known = tuple(ParamsFile.__dataclass_fields__)[1:]
    problems = [_unknown(key, known, Place(name, column=key)) for key in data if key not in known]
    problems += [Problem("PA-402", Place(name), values={"name": key}) for key in ("report", "year") if key not in data]
    problems += [*_single_problems(data, name), *_many_problems(data, name), *_unquoted(data, name)]
    if problems:
        raise DataProblems(problems)
    texts = {key: str(value) for key, value in data.items() if isinstance(value, Scalar)}
    extra = data.get("extra", {})
    units = _listed(data, "units", ("all",))
    return ParamsFile(
        name=name,
        report=texts["report"],
        units=() if units == ("all",) else units,
        year=int(texts["year"]),
        period=texts.get("period", "year"),
        as_of=_day(texts.get("as_of", "")),
        langs=_listed(data, "langs", ("vi",)),
        formats=_listed(data, "formats", FORMATS),
        edition=texts.get("edition", "shared"),
        plan=texts.get("plan", ""),
        extra={key: str(value) for key, value in extra.items()} if isinstance(extra, dict) else {},
    )


def _listed(data: Mapping[str, Value], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = data.get(key)
    if value is None:
        return default
    return tuple(dict.fromkeys(str(item) for item in (value if isinstance(value, list) else [value])))


def _single_problems(data: Mapping[str, Value], name: str) -> Iterator[Problem]:
    patterns = {"report": r"[a-z][a-z0-9_]{0,59}"} | _patterns()
    for key in (key for key in patterns if key in data and key != "lang"):
        value = data[key]
        # A list or mapping fits no pattern; its marks say what it is.
        text = value if isinstance(value, Scalar) else "[]" if isinstance(value, list) else "{}"
        yield from _mismatch(text, patterns[key], Place(name, column=key))


def _many_problems(data: Mapping[str, Value], name: str) -> Iterator[Problem]:
    patterns = {"units": _UNIT, "langs": "|".join(LANGS), "formats": "|".join(OFFERED)}
    for key in (key for key in patterns if key in data):
        value = data[key]
        items = value if isinstance(value, list) else [value]
        place = Place(name, column=key)
        if not items:
            # An empty list would quietly mean everything, or nothing.
            yield from _mismatch("[]", patterns[key], place)
        for item in items:
            alone = key == "units" and item == "all" and len(items) == 1
            if not alone:
                yield from _mismatch(item if isinstance(item, Scalar) else "{}", patterns[key], place)
    if "extra" in data:
        yield from _extra_problems(data["extra"], Place(name, column="extra"))


def _extra_problems(extra: Value, place: Place) -> Iterator[Problem]:
    values = extra.items() if isinstance(extra, dict) else [("", extra)]
    for key, value in values:
        if not key or not isinstance(value, Scalar):
            yield Problem("PA-403", place, seen=key, values={"pattern": "name: value"})


def _unquoted(data: Mapping[str, Value], name: str) -> Iterator[Problem]:
    units = data.get("units", [])
    for code in units if isinstance(units, list) else [units]:
        if isinstance(code, Scalar) and not code.quoted and code != "all":
            yield Problem("PA-306", Place(name, row=code.line, column="units"), seen=str(code))
