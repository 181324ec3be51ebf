"""The contract of the input tables is whole, and its words are in both languages."""

from __future__ import annotations

import re

import pytest

from poverty_analysis.inputs.contract import ColumnSpec, TableSpec, read_contract
from tests.some import some

TYPES = {"text", "code", "enum", "integer", "vnd", "decimal", "date", "line"}
# Lists of codes that the workspace and the plan itself give.
LOOKUPS = {
    *("", "unit", "programme", "programme_line", "standard", "document", "agency", "measure"),
    *("people_line", "group"),
}
_UNITS = {"units", "units/crosswalk", "units/groups", "units/group-counts", "units/tiles"}
_RESULTS = {"results", "results/policies", "results/progress", "results/reference"}
PLACES = {"proposals", "census", "scores", "plan", "info", "ledgers", "forms", "aliases"} | _RESULTS | _UNITS

TABLES = list(read_contract().tables.values())
COLUMNS = [(table, column) for table in TABLES for column in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_a_table_is_whole(table: TableSpec) -> None:
    assert table.belongs in PLACES
    assert all(words["vi"] and words["en"] for words in (table.title, table.grain))
    assert len(set(table.names())) == len(table.names()) == len(table.columns)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda x: x.name)
def test_a_column_is_whole(table: TableSpec, column: ColumnSpec) -> None:
    assert column.type in TYPES
    assert column.lookup in LOOKUPS
    assert (column.type == "enum") == (column.domain != "")
    assert column.domain == "" or column.domain in read_contract().domains
    assert all(words["vi"] and words["en"] for words in (column.title, column.meaning))
    assert bool(column.pattern) == bool(column.form)
    for example in filter(None, column.form.split(", ")):
        assert re.fullmatch(column.pattern, example)
    # Whatever is a year is held to years that can be meant.
    assert column.year == (r"\d{4}" in column.pattern.replace(r"[A-Z\d]\d{4}", ""))


def test_some_columns_hold_years() -> None:
    assert {column.name for _, column in some(COLUMNS) if column.year} >= {"period.years", "source_year", "budget_year"}


def test_money_columns_say_so_in_name_and_unit() -> None:
    for table, column in some(COLUMNS):
        assert (column.type == "vnd") == column.name.endswith("_vnd"), (table.name, column.name)
        assert column.type != "vnd" or column.unit == "đồng"


def test_no_column_is_personal() -> None:
    assert not any(column.personal for _, column in some(COLUMNS))


def test_domains_have_words_in_both_languages() -> None:
    for name, values in some(read_contract().domains.items()):
        for value, words in values.items():
            assert {"vi", "en"} <= set(words), (name, value)


def test_words_short_and_long() -> None:
    contract = read_contract()
    assert contract.words("source", "central", "vi") == "Ngân sách trung ương"
    assert contract.words("source", "central", "en", short=True) == "Central"
    assert contract.words("capital", "recurrent", "vi", short=True) == "sự nghiệp"
    assert contract.words("phase", "planned", "vi", short=True) == "Kế hoạch"


def test_tables_by_place() -> None:
    names = [table.name for table in read_contract().belonging("plan")]
    assert names == [
        *("budget", "lines", "claims", "targets", "activities"),
        *("solutions", "agencies", "tasks", "task_status"),
    ]
    assert [table.name for table in TABLES if table.required] == ["plan", "budget", "units"]


def test_a_column_by_name() -> None:
    budget = read_contract().tables["budget"]
    assert budget.column("amount_vnd").type == "vnd"
    with pytest.raises(KeyError, match="no_such"):
        budget.column("no_such")


def test_the_contract_is_read_once() -> None:
    assert read_contract() is read_contract()
