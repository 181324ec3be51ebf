"""Open a report: validate its parameters, read its data, look the law up once.

This is the only layer that looks the law up; it records every citation used.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from poverty_analysis import ledger, params
from poverty_analysis.contract import read_contract
from poverty_analysis.forms import FormRow
from poverty_analysis.frames import register_dataframe_formatter
from poverty_analysis.law import Law, Programme, carry_over_rules, counterpart, housing_norms, programme, read_law
from poverty_analysis.ledger import Entry, entry
from poverty_analysis.params import Params, make_params
from poverty_analysis.periods import Period
from poverty_analysis.problems import DataProblems, Finding, Place, Problem
from poverty_analysis.read.checker import Record
from poverty_analysis.read.dataset import Dataset, InputFile
from poverty_analysis.read.forms import Forms
from poverty_analysis.read.rereading import reread
from poverty_analysis.reconcile import findings, reconcile
from poverty_analysis.reconcile.model import (
    CarryGround,
    CitedDocument,
    CounterpartRule,
    Facts,
    LineRule,
    Norm,
    Outcome,
    claim,
)
from poverty_analysis.sections.booked import (
    counting_day,
    export_findings,
    ledger_of,
    of_unit,
    seen_until,
    used_files,
    year_before,
)
from poverty_analysis.sections.delivered import child_rows, form_files, form_rows, with_children, with_review
from poverty_analysis.tasks import Task, task
from poverty_analysis.units import Unit, children, last_day, parents, unit
from poverty_analysis.wording import say
from poverty_analysis.workspace import (
    OWN_PROGRAMMES,
    Rows,
    Workspace,
    find_workspace,
    read_chosen_plan,
    read_form_rows,
    read_ledger,
    read_rows,
    read_units_near,
)

HOUSING_LINE = "DA5"
WORKSPACE_VARIABLE = "POVERTY_ANALYSIS_WORKSPACE"


@dataclass(frozen=True)
class Report:
    """Everything the sections of one report draw on.

    ``entries`` are the plan's amounts; ``ledger`` the unit's own postings of
    the budget year that are in force; ``before`` those of the year before at
    the same date; ``results`` the poverty results of the unit, oldest first; ``forms`` its rows of
    the official forms; ``children`` the units directly below, ``child_forms``
    their headline counts.
    ``programme`` is None for a local programme or none at all.
    """

    params: Params
    unit: Unit
    parents: tuple[Unit, ...]
    dataset: Dataset
    programme: Programme | None
    facts: Facts
    entries: tuple[Entry, ...]
    ledger: tuple[Entry, ...]
    before: tuple[Entry, ...]
    results: tuple[Record, ...]
    forms: tuple[FormRow, ...]
    children: tuple[Unit, ...]
    child_forms: tuple[FormRow, ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    law: Law
    files: tuple[InputFile, ...]

    @property
    def lang(self) -> str:
        return self.params.lang

    @property
    def synthetic(self) -> bool:
        return self.unit.synthetic

    def say(self, key: str, values: Mapping[str, str] = MappingProxyType({})) -> str:
        """The catalogue's words for ``key`` in the report's language."""
        return say(self.lang, key, values)

    def word(self, domain: str, value: str, *, short: bool = False) -> str:
        """The reader's word for an allowed value of the contract."""
        return read_contract().words(domain, value, self.lang, short=short)

    def line_title(self, code: str) -> str:
        """Name of a programme line; its code where no programme names it."""
        found = self.programme.line(code) if self.programme else None
        if found is None:
            return code
        return found.title_en if self.lang == "en" else found.title_vi

    def column_title(self, table: str, name: str) -> str:
        """The reader's title of a column of an input table."""
        return read_contract().tables[table].column(name).title[self.lang]

    def closing_day(self) -> dt.date:
        """The day the report stands at: ``as_of`` or the last day of the period."""
        return self.params.as_of or self.span().last

    def span(self) -> Period:
        """First and last day of the period; a term begins with the first year of its plan."""
        return self.params.span(min(self.facts.years, default=self.params.year))

    def period_words(self) -> str:
        """The period inside a sentence ("6 tháng đầu năm 2023")."""
        span = self.span()
        values = {"year": str(span.last.year), "first": str(span.first.year), "number": str(span.number)}
        return self.say(f"period.{span.kind}", values)


def open_report(
    unit: str,
    year: int,
    period: str = "year",
    as_of: str = "",
    lang: str = "vi",
    plan: str = "",
    edition: str = "shared",
    workspace: str = "",
) -> Report:
    """Open the report of one unit and period, and let DataFrames show all their rows.

    Parameters
    ----------
    unit : str
        Code of the unit as text ("099").
    year : int
    period : str
        ``year``, ``six_months`` and so on.
    as_of : str
        Day of the figures as ``2023-12-31``; empty for the end of the period.
    lang : str
        ``vi`` or ``en``.
    plan : str
        Folder name in ``data/plans``; empty for the version in force.
    edition : str
        ``shared`` or ``submission``.
    workspace : str
        Root of the workspace; empty to search from the working folder upwards.

    Raises
    ------
    DataProblems
        Everything that cannot be read exactly, at once.
    """
    values = {"unit": unit, "year": year, "period": period, "lang": lang, "plan": plan, "edition": edition}
    wanted = make_params(values | ({"as_of": as_of} if as_of else {}), Place("parameters"))
    register_dataframe_formatter(wanted.lang)
    root = workspace or os.environ.get(WORKSPACE_VARIABLE, "") or "."
    return make_report(find_workspace(Path(root)), wanted)


def make_report(workspace: Workspace, wanted: Params) -> Report:
    """Read and check everything a report needs; see :func:`open_report`."""
    dataset = read_chosen_plan(workspace, wanted.unit, wanted.year, wanted.plan, wanted.period)
    postings, results = read_ledger(workspace), read_rows(workspace, "poverty_results")
    delivered = read_form_rows(workspace)
    units = read_units_near(workspace, wanted.unit)
    problems = [*dataset.problems, *reread(dataset), *postings.problems, *results.problems, *delivered.problems]
    day = last_day(units, wanted.unit, wanted.year)
    found = unit(units, wanted.unit, day) if day else None
    if found is None:
        place = Place("data/units/units.csv", column="code")
        problems.append(Problem("PA-307", place, seen=wanted.unit, values={"date": f"{wanted.year}-12-31"}))
    if problems or found is None or day is None:
        raise DataProblems(problems)
    law = read_law()
    booked = tuple(entry(r.values, r.cell()) for r in of_unit(postings, wanted.unit))
    facts = facts_of(dataset, law, wanted.year, ledger.counted(booked, counting_day(wanted)))
    told = _in_time(of_unit(results, wanted.unit), seen_until(wanted))
    seen = tuple(row for row in form_rows(delivered, wanted.unit) if row.as_of <= seen_until(wanted))
    below = children(units, wanted.unit, day)
    rows_below = child_rows(delivered, below, seen_until(wanted))
    facts = with_children(with_review(facts, law, seen, told), found.code, below, rows_below)
    outcomes = reconcile(facts)
    return Report(
        params=wanted,
        unit=found,
        parents=parents(units, wanted.unit, day),
        dataset=dataset,
        programme=_programme(law, dataset),
        facts=facts,
        entries=facts.entries,
        ledger=ledger_of(booked, wanted.year, counting_day(wanted), found.level),
        before=ledger_of(booked, wanted.year - 1, year_before(booked, wanted), found.level),
        results=told,
        forms=seen,
        children=below,
        child_forms=rows_below,
        outcomes=outcomes,
        findings=(*findings(outcomes), *export_findings(postings, wanted.unit)),
        law=law,
        files=_files(dataset, (postings, results), delivered, (wanted.unit, *(one.code for one in below))),
    )


def _files(
    dataset: Dataset, tables: tuple[Rows, ...], delivered: Forms, codes: tuple[str, ...]
) -> tuple[InputFile, ...]:
    """The plan's files, and of the shared ones those that hold a row of the unit or of a unit below."""
    shared = (file for rows in tables for file in used_files(rows, codes[0]))
    return (*dataset.files, *shared, *form_files(delivered, *codes))


def _in_time(records: Iterable[Record], until: dt.date) -> tuple[Record, ...]:
    dated = [r for r in records if isinstance(day := r.values["as_of"], dt.date) and day <= until]
    return tuple(sorted(dated, key=lambda r: str(r.values["as_of"])))


def facts_of(dataset: Dataset, law: Law, year: int, booked: tuple[Entry, ...] = ()) -> Facts:
    """Everything the rules look at, from a plan that could be read and the law of its year."""
    values = dataset.plan.values
    rows = tuple(entry(r.values, r.cell()) for r in dataset.table("budget"))
    chosen = _programme(law, dataset)
    rule = counterpart(law, str(values["province"]), year)
    return Facts(
        year=year,
        entries=tuple(e for e in rows if e.phase == "planned"),
        claims=tuple(claim(r.values, r.cell()) for r in dataset.table("claims")),
        documents=tuple(_document(r) for r in dataset.documents),
        lines={x.code: LineRule(x.code, x.permitted_capital, x.citation) for x in (chosen.lines if chosen else ())},
        norms=tuple(
            Norm(HOUSING_LINE, n.kind, n.source, n.amount_vnd, n.bound, n.citation)
            for n in housing_norms(law, str(values["province"]), year)
        ),
        counterpart=CounterpartRule(rule.ratio, rule.citation, rule.class_verified) if rule else None,
        other_codes={name: _codes(dataset, name) for name in ("claims", "agencies", "activities")},
        opening=_opening(booked, year),
        booked=booked,
        level=str(values["level"]),
        carry_grounds=_carry_grounds(law, year),
        tasks=plan_tasks(dataset),
        years=tuple(int(one) for one in str(values["period.years"]).split(";")),
        signed=_day(values["document.date"]),
    )


def plan_tasks(dataset: Dataset) -> tuple[Task, ...]:
    """The plan's own tasks, in the order of its table."""
    rows = dataset.table("tasks")
    names = tuple(str(r.values.get("id") or r.values["task"]) for r in rows)
    return tuple(task(r.values, r.cell(), names) for r in rows)


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _opening(booked: tuple[Entry, ...], year: int) -> tuple[Entry, ...]:
    rows = ledger.of_year(ledger.of_phase(ledger.in_force(booked), "carried_over"), year)
    return ledger.carried(rows, year)


# How far back money of earlier years is looked up: no act lets it be used longer.
_YEARS_BACK = 5


def _carry_grounds(law: Law, year: int) -> tuple[CarryGround, ...]:
    """What the law data know of the money of this year and the years before it."""
    return tuple(
        CarryGround(
            source_year=given,
            capital=capital,
            first_year=rule.first_year(given),
            last_year=rule.last_year(given),
            pay_until=_closing_of(rule.pay_until, given),
            citation=rule.citation,
        )
        for given in range(year - _YEARS_BACK, year + 1)
        for rule in carry_over_rules(law, given)
        for capital in ("recurrent", "investment")
        if rule.covers(given, capital)
    )


def _closing_of(pay_until: str, year: int) -> dt.date:
    return dt.date.fromisoformat(f"{year + 1}-{pay_until}")


def _programme(law: Law, dataset: Dataset) -> Programme | None:
    name = str(dataset.plan.values["programme"])
    return None if name in OWN_PROGRAMMES else programme(law, name)


def _document(record: Record) -> CitedDocument:
    values = record.values
    line = values["source_line"]
    return CitedDocument(
        id=str(values["id"]),
        number=str(values["number"] or ""),
        title=str(values["title"]),
        in_hand=values["in_hand"] == "yes",
        role=str(values["role"]),
        source_line=line if isinstance(line, int) else None,
    )


def _codes(dataset: Dataset, table: str) -> tuple[str, ...]:
    return tuple(str(r.values.get("line", "")) for r in dataset.table(table))


def in_language(report: Report, lang: str) -> Report:
    """The same report in another language."""
    if lang not in params.LANGS:
        raise ValueError(f"unknown language {lang!r}")
    return dataclasses.replace(report, params=dataclasses.replace(report.params, lang=lang))
