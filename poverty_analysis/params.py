"""Parameters of a report, typed in one place, and the files in ``params/`` that hold them.

A parameter that is unknown, missing or mistyped is a named problem before any
notebook starts.  Values reach a notebook as plain typed values.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from poverty_analysis.contract import read_contract
from poverty_analysis.problems import DataProblems, Place, Problem
from poverty_analysis.strict_yaml import Scalar, Value, read_yaml
from poverty_analysis.text import nearest

LANGS = ("vi", "en")
FORMATS = ("html", "pdf", "xlsx")
EDITIONS = ("shared", "submission")
PERIODS = tuple(read_contract().domains["period_kind"])
_UNIT = re.compile(r"\d{2}|\d{3}|\d{5}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


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
        PA-401 unknown name, PA-402 missing, PA-403 wrong value; all at once.
    """
    texts = {key: str(value) for key, value in values.items()}
    known = tuple(Params.__dataclass_fields__)
    problems = [
        Problem("PA-401", _at(place, key), seen=key, values={"nearest": nearest(key, known)})
        for key in texts
        if key not in known
    ]
    problems += [
        Problem("PA-402", _at(place, key), values={"name": key}) for key in ("unit", "year") if not texts.get(key)
    ]
    checks = {"unit": _UNIT.pattern, "year": r"(19|20)\d{2}", "period": "|".join(PERIODS)}
    checks |= {"lang": "|".join(LANGS), "edition": "|".join(EDITIONS), "plan": r"[a-z0-9-]*"}
    for key, pattern in checks.items():
        problems += _mismatch(texts, key, pattern, place)
    as_of = texts.get("as_of", "")
    if as_of and as_of != "None" and _day(as_of) is None:
        problems.append(Problem("PA-403", _at(place, "as_of"), seen=as_of, values={"pattern": "2023-12-31"}))
    if problems:
        raise DataProblems(problems)
    chosen = {key: texts[key] for key in ("period", "lang", "plan", "edition") if key in texts}
    return Params(unit=texts["unit"], year=int(texts["year"]), as_of=_day(as_of), **chosen)


def _at(place: Place, column: str) -> Place:
    return Place(place.file, place.sheet, place.row, column)


def _mismatch(texts: Mapping[str, str], key: str, pattern: str, place: Place) -> Iterator[Problem]:
    text = texts.get(key)
    if text and not re.fullmatch(pattern, text, re.ASCII):
        row = getattr(text, "line", place.row)
        yield Problem("PA-403", Place(place.file, row=row, column=key), seen=text[:60], values={"pattern": pattern})


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
        Problems of the YAML itself, or of its keys and values, all at once.
    """
    data = read_yaml(path, name)
    if not isinstance(data, dict):
        raise DataProblems([Problem("PA-402", Place(name), values={"name": "report"})])
    known = tuple(ParamsFile.__dataclass_fields__)[1:]
    problems = [
        Problem("PA-401", Place(name, column=key), seen=key, values={"nearest": nearest(key, known)})
        for key in data
        if key not in known
    ]
    units = _list(data.get("units", "all"))
    problems += [
        Problem("PA-306", Place(name, row=code.line, column="units"), seen=str(code))
        for code in units
        if isinstance(code, Scalar) and not code.quoted and code != "all"
    ]
    texts = {key: value for key, value in data.items() if isinstance(value, str)}
    problems += [Problem("PA-402", Place(name), values={"name": key}) for key in ("report", "year") if key not in texts]
    problems += _value_problems(texts, data, units, name)
    if problems:
        raise DataProblems(problems)
    extra = data.get("extra", {})
    return ParamsFile(
        name=name,
        report=texts["report"],
        units=() if "all" in units else tuple(str(u) for u in units),
        year=int(texts["year"]),
        period=texts.get("period", "year"),
        as_of=_day(texts.get("as_of", "")),
        langs=tuple(str(v) for v in _list(data.get("langs", "vi"))),
        formats=tuple(str(v) for v in _list(data.get("formats", list(FORMATS)))),
        edition=texts.get("edition", "shared"),
        plan=texts.get("plan", ""),
        extra={key: str(value) for key, value in extra.items()} if isinstance(extra, dict) else {},
    )


def _list(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else [str(value)]


def _value_problems(
    texts: Mapping[str, str], data: Mapping[str, Value], units: list[str], name: str
) -> Iterator[Problem]:
    place = Place(name)
    singles = {
        "report": _NAME.pattern,
        "year": r"(19|20)\d{2}",
        "period": "|".join(PERIODS),
        "edition": "|".join(EDITIONS),
        "plan": r"[a-z0-9-]*",
        "as_of": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    }
    for key, pattern in singles.items():
        yield from _mismatch(texts, key, pattern, place)
    many = {
        "langs": ("|".join(LANGS), data.get("langs", "vi")),
        "formats": ("|".join(FORMATS), data.get("formats", "html")),
    }
    for key, (pattern, values) in many.items():
        for value in _list(values):
            yield from _mismatch({key: value}, key, pattern, place)
    for code in units:
        if code != "all":
            yield from _mismatch({"units": code}, "units", _UNIT.pattern, place)
