"""The public names: few, lazy, and pinned."""

from __future__ import annotations

import pytest

import poverty_analysis

NAMES = {
    "Chart",
    "Column",
    "DataProblems",
    "Entry",
    "Figure",
    "Finding",
    "Problem",
    "Report",
    "Row",
    "Section",
    "Table",
    "Text",
    "chapters",
    "dynamics",
    "find_workspace",
    "households",
    "law",
    "monetary",
    "multidim",
    "open_report",
    "read_money",
    "read_number",
    "read_plan",
    "reconcile",
    "survey",
}


def test_the_public_names_are_these() -> None:
    assert set(poverty_analysis.__all__) == NAMES
    assert set(dir(poverty_analysis)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_is_found_under_its_name(name: str) -> None:
    found = getattr(poverty_analysis, name)
    assert found.__name__.rsplit(".")[-1] == {"households": "classify"}.get(name, name)


def test_another_name_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'pandas'"):
        _ = poverty_analysis.pandas
