"""The class of every table is the contract's: the same columns in the same order, no less and no more exactly typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.contract import ColumnSpec, read_contract
from poverty_analysis.inputs.dataset import KINDS, Dataset
from poverty_analysis.inputs.rows.forms import WHO, FormRow, form_kind
from poverty_analysis.inputs.rows.kinds import RowKind, field_name, row_cells
from poverty_analysis.inputs.rows.plan import DOCUMENTS, LEDGER, PLAN, PROPOSAL_CAUSES, PROPOSALS, TASKS
from poverty_analysis.inputs.rows.results import CountryResult, PovertyResult, rate_decimals, rate_of
from poverty_analysis.inputs.rows.units import CENSUS
from poverty_analysis.inputs.workspace import SHARED
from poverty_analysis.inputs.writing import as_text
from poverty_analysis.plan.claims import Claim
from poverty_analysis.values.problems import DataProblems, Place, Problem
from tests.rows import made
from tests.some import some

FORMS = tuple(form_kind(spec.name) for spec in read_contract().belonging("forms"))
PLAIN: tuple[RowKind[Any], ...] = (*KINDS, *SHARED, PLAN, DOCUMENTS, PROPOSALS, PROPOSAL_CAUSES, CENSUS)
WRITTEN: tuple[RowKind[Any], ...] = (*KINDS, LEDGER, PLAN, DOCUMENTS, PROPOSALS, PROPOSAL_CAUSES)
EACH = pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.table)
# Households are read in batches of columns and never become rows; their scores are only written.
NO_ROWS = {"households", "score_counts"}
# Made by others too, who know less: these may hold nothing where the table must have something.
WIDER = (Entry, Claim)
EXACT: dict[str, type] = {"integer": int, "vnd": int, "line": int, "date": dt.date}


def test_every_table_has_a_class() -> None:
    named = [kind.table for kind in (*PLAIN, *FORMS)]
    assert len(set(named)) == len(named)
    assert {*named} | NO_ROWS == read_contract().tables.keys()


@EACH
def test_the_fields_are_the_columns_in_their_order(kind: RowKind[Any]) -> None:
    names = [one.name for one in fields(kind.row) if one.name != "at"]
    columns = [field_name(name) for name in kind.spec.names()]
    assert columns == names or (kind.row is Entry and {*columns} < {*names})


@EACH
def test_a_field_is_as_exact_as_its_column(kind: RowKind[Any]) -> None:
    hints = get_type_hints(kind.row)
    for column in some(kind.spec.columns):
        parts = get_args(hint) if type(None) in get_args(hint := hints[field_name(column.name)]) else (hint,)
        (told,) = (part for part in parts if part is not type(None))
        assert _fits(column, told), (column.name, hint)
        empty_is_none = type(None) in parts
        # Text that is not there is empty; nothing else has a value that means nothing.
        needs_none = not column.required and told is not str and get_origin(told) is not tuple
        assert empty_is_none == needs_none or (kind.row in WIDER and empty_is_none), (column.name, hint)


def _fits(column: ColumnSpec, told: Any) -> bool:
    if column.type in EXACT:
        return told is EXACT[column.type]
    if column.type == "decimal":
        return told in (Decimal, Fraction)
    if column.domain == "yes_no":
        return told is bool
    if column.type == "enum":
        words = set(get_args(told)) if get_origin(told) is Literal else set(read_contract().domains[column.domain])
        return words == set(read_contract().domains[column.domain])
    years = column.pattern.startswith(r"\d{4}") and told in (int, tuple[int, ...])
    return told is str or told == tuple[str, ...] or years


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.table)
def test_a_form_has_who_and_numbers(kind: RowKind[FormRow]) -> None:
    numbers = {c.name: c.type for c in kind.spec.columns if c.name not in WHO}
    assert numbers and set(numbers.values()) <= {"integer", "decimal"}
    row = kind.make({c.name: 7 if c.name in numbers else "x" for c in kind.spec.columns}, made(TASKS, {}).at)
    assert row.counts == dict.fromkeys(numbers, 7)


@pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.table)
def test_a_row_becomes_cells_again(kind: RowKind[Any]) -> None:
    given = {c.name: _example(c) for c in kind.spec.columns}
    cells = row_cells(kind.spec, made(kind, given))
    assert [as_text(cell) for cell in cells] == [as_text(value) for value in given.values()]


def _example(column: ColumnSpec) -> Any:
    if column.domain:
        return next(iter(read_contract().domains[column.domain]))
    if column.type == "decimal":
        return Decimal("0.25")
    texts = {"period.years": "2021;2022", "partners": "Sở A; Sở B", "groups": "a; b"}
    exact = {"integer": 3, "vnd": 3, "line": 3, "date": dt.date(2023, 5, 1)}
    return exact.get(column.type, texts.get(column.name, "2021"))


def test_yes_and_no_years_and_lists_are_typed_once() -> None:
    keys = made(PLAN, {"period.years": "2021;2022", "synthetic": "yes", "budget_stated": "no"})
    assert (keys.period_years, keys.synthetic, keys.budget_stated) == ((2021, 2022), True, False)
    assert made(PLAN, {}).budget_stated is None
    assert made(TASKS, {"partners": "Sở A; ; Sở B;"}).partners == ("Sở A", "Sở B")
    assert (made(LEDGER, {}).budget_year, made(LEDGER, {"budget_year": "2023"}).budget_year) == (None, 2023)


def test_a_plan_that_could_not_be_read_names_its_fault() -> None:
    problem = Problem("PA-208", Place("p/plan.yaml", column="level"))
    with pytest.raises(DataProblems) as raised:
        _ = Dataset("p", "p", None, problems=(problem,)).plan
    assert list(raised.value.problems) == [problem]


def test_a_task_is_called_by_its_id_or_its_words() -> None:
    assert (made(TASKS, {"task": "Việc A"}).name, made(TASKS, {"task": "Việc A", "id": "a"}).name) == ("Việc A", "a")


@pytest.mark.parametrize(
    ("counts", "printed", "rate", "decimals"),
    [
        ((200, 50), "", Fraction(1, 4), 2),
        ((200, 50), "24,9", Fraction(1, 4), 2),
        ((None, 50), "24,9", Fraction(249, 1000), 1),
        ((0, 0), "", None, 2),
        ((200, None), "4,100", Fraction(41, 1000), 3),
    ],
)
def test_a_rate_is_that_of_the_counts_else_the_printed_one(
    counts: tuple[int | None, int | None], printed: str, rate: Fraction | None, decimals: int
) -> None:
    cells = {"households": counts[0], "poor": counts[1], "poor_rate_as_printed": printed}
    for kind in some(one for one in SHARED if one.row in (PovertyResult, CountryResult)):
        row: Any = made(kind, cells)
        assert (rate_of(row, "poor"), rate_decimals(row, "poor")) == (rate, decimals)
        assert rate_of(row, "near_poor") is None
