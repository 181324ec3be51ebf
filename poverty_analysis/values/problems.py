"""Problems (what cannot be read) and findings (what does not hold).

A *problem* stops the work: a cell, file or parameter that cannot be read
exactly.  All problems of a run are collected and told together; only those of
:func:`leaves_row_out` stop no report, which says what it leaves out.  A *finding*
is a statement about data that was read: a total that differs, a norm that is
exceeded, a document that is cited but absent.  Both carry plain data only; the
sentences stand in ``wording/problems.yaml`` and ``wording/findings.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Place:
    """Where in the user's files something stands.

    ``row`` counts from 1 and includes the header line, as a spreadsheet does.
    ``column`` is the header's name, or empty when the whole row is meant;
    ``heading`` is what the file itself writes there, when it is another label
    of the column, and ``cell`` the address in a sheet.  Both are for showing:
    two places that differ in them alone are one.
    """

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = field(default="", compare=False)
    cell: str = field(default="", compare=False)

    def key(self) -> tuple[str, str, int, str]:
        """Sort key: file, sheet, row, column; a whole file comes first."""
        return (self.file, self.sheet, self.row or 0, self.column)


@dataclass(frozen=True)
class Problem:
    """One thing that cannot be read exactly.

    ``code`` (``PA-203``) names an entry of ``wording/problems.yaml``; ``values``
    fill its sentences.  ``seen`` quotes the offending text and stays empty for
    personal columns.  ``alike`` counts the problems it stands for, ``others``
    names the next few rows or columns of them, see :func:`together`.
    """

    code: str
    place: Place
    seen: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    alike: int = 1
    others: tuple[str, ...] = ()


# A row that contradicts a dated list, stands twice, asks for an unknown indicator, or states what a release hides: it
# is left out and told, and the rest of a report stands.
_OF_A_ROW = ("PA-322", "PA-333", "PA-506", "PA-530")
_INDICATORS = ("indicator", "indicator_code")


def leaves_row_out(problem: Problem) -> bool:
    """Tell whether the problem is one of a single row of results, forms or targets, without which a report stands.

    Amounts, the plan's own keys and whole files are not: nothing is made while they cannot be read.
    """
    if problem.place.row is None:
        return False
    return problem.code in _OF_A_ROW or (problem.code == "PA-210" and problem.place.column in _INDICATORS)


def speaks_of(problem: Problem, units: Collection[str]) -> bool:
    """Tell whether a problem of a row concerns one of the units; one that names no unit concerns all."""
    own = problem.seen if problem.code in ("PA-322", "PA-530") else problem.values.get("unit", "")
    return not own or own in units


# So many problems of one kind in one column are one mistake; fewer may each have a cause of its own.
_MOST_ALIKE = 20
_SHOWN = 3


def together(problems: Iterable[Problem]) -> list[Problem]:
    """``problems`` with those of one kind told once: many rows of one column, or many columns of one row.

    The first stands for all, with their number and the places of the next
    ones, so that nothing is lost from sight.
    """
    rows = _grouped(problems, lambda p: (*_of_sheet(p), p.place.column), lambda p: p.place.row)
    # What stands for many rows already is not mixed with other columns.
    return _grouped(rows, lambda p: (*_of_sheet(p), p.alike > 1 and p.place.column), lambda p: p.place.column)


def _of_sheet(problem: Problem) -> tuple[str, str, str]:
    return problem.code, problem.place.file, problem.place.sheet


def _grouped(
    problems: Iterable[Problem], kind: Callable[[Problem], Hashable], place: Callable[[Problem], int | str | None]
) -> list[Problem]:
    given = tuple(problems)
    groups: dict[Hashable, list[Problem]] = {}
    for problem in given:
        groups.setdefault(kind(problem), []).append(problem)
    # Once a group: looked at for each problem, 20.000 of one kind would take hours.
    places_of = {key: dict.fromkeys(str(place(one)) for one in group if place(one)) for key, group in groups.items()}
    told: list[Problem] = []
    for problem in given:
        group, places = groups[kind(problem)], places_of[kind(problem)]
        if len(places) <= _MOST_ALIKE:
            told.append(problem)
        elif problem is group[0]:
            others = tuple([*places][1 : 1 + _SHOWN])
            told.append(replace(problem, alike=sum(one.alike for one in group), others=others))
    return told


class DataProblems(Exception):
    """Raised once, at the end of a step, with every problem it met; many of one kind are one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = together(sorted(problems, key=lambda p: (p.place.key(), p.code, p.seen)))
        super().__init__(f"{len(self.problems)} problem(s)")
        #: The problems in words, as text and as HTML; set where the language of the reader is known.
        self.told: Callable[[], tuple[str, str]] | None = None

    def __reduce__(self) -> tuple[type[DataProblems], tuple[list[Problem]]]:
        return (type(self), (self.problems,))

    def __str__(self) -> str:
        """The problems in words, as far as somebody gave it some."""
        return self.told()[0] if self.told else super().__str__()

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in the place of a traceback: where our own code stood helps nobody mend a file."""
        return f"{type(self).__name__}: {self}".splitlines()

    def _repr_html_(self) -> str:
        return self.told()[1] if self.told else ""


@dataclass(frozen=True)
class Finding:
    """One statement about data that was read.

    Amounts are whole đồng (``int``); where exact arithmetic leaves a part of a
    đồng (a legal share of a sum) they are ``Fraction``.  ``reason`` is a stable
    word: ``holds``, ``differs``, ``absent``, ``not_determinable`` and others
    listed in ``wording/findings.yaml``.  ``source`` names the law or the line
    of the document the rule rests on.  ``subject`` is what it is about as
    printed, ``key`` the same in its parts.
    """

    rule: str
    severity: Severity
    subject: str
    reason: str
    expected: int | Fraction | None = None
    actual: int | Fraction | None = None
    difference: int | Fraction | None = None
    tolerance: int = 0
    message_vi: str = ""
    message_en: str = ""
    source: str = ""
    key: tuple[str, ...] = ()

    def message(self, lang: str) -> str:
        """Return the sentence in ``lang`` ("vi" or "en")."""
        return self.message_en if lang == "en" else self.message_vi

    def to_json(self) -> dict[str, object]:
        """Return the finding with the keys of DESIGN.md section 6.

        Whole amounts are integers; an amount with a part of a đồng is a
        decimal string, exact to a hundredth where it terminates there.
        """
        return {
            "rule": self.rule,
            "severity": self.severity,
            "subject": self.subject,
            "expected": _plain(self.expected),
            "actual": _plain(self.actual),
            "difference": _plain(self.difference),
            "tolerance": self.tolerance,
            "reason": self.reason,
            "message_vi": self.message_vi,
            "message_en": self.message_en,
            "source": self.source,
        }


def _plain(value: int | Fraction | None) -> int | str | None:
    if value is None or isinstance(value, int):
        return value
    if value.denominator == 1:
        return value.numerator
    hundredths = value * 100
    if hundredths.denominator == 1:
        return (
            f"{'-' if hundredths < 0 else ''}{abs(hundredths.numerator) // 100}.{abs(hundredths.numerator) % 100:02d}"
        )
    return f"{value.numerator}/{value.denominator}"
