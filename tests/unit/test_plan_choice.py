"""Which plan serves a report on a term, which years it covers, and which yearly plans lie inside it."""

from __future__ import annotations

import pytest

from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan_choice import choose_plan, plan_years, plans_inside, term_years
from poverty_analysis.inputs.rows.plan import PLAN
from poverty_analysis.values.problems import DataProblems
from tests.rows import made


def plan(name: str, *years: int, kind: str = "year", programme: str = "local", supersedes: str = "") -> Dataset:
    values = {
        "unit": "38",
        "period.kind": kind,
        "period.years": ";".join(map(str, years)),
        "programme": programme,
        "supersedes": supersedes,
    }
    return Dataset(name, f"data/plans/{name}", made(PLAN, values, "plan.yaml", 1))


TERM = plan("term", *range(2016, 2021), kind="term")
OF_2018 = plan("p2018", 2018, programme="GNBV-2016")
OF_2019 = plan("p2019", 2019, programme="GNBV-2016")


def test_a_report_on_a_term_uses_the_plan_of_the_term_and_one_on_a_year_that_of_the_year() -> None:
    known = (TERM, OF_2018)
    assert choose_plan(known, "38", 2020, period="term") is TERM
    assert choose_plan(known, "38", 2018) is OF_2018


def test_without_a_plan_of_the_term_the_last_yearly_plan_of_its_programme_stands_for_it() -> None:
    assert choose_plan((OF_2018, OF_2019), "38", 2020, period="term") is OF_2019
    assert term_years(OF_2019, 2020) == (2016, 2017, 2018, 2019, 2020)
    assert term_years(OF_2019, 2019) == (2019,)


def test_a_programme_that_ends_in_another_year_makes_no_term() -> None:
    with pytest.raises(DataProblems):
        choose_plan((OF_2018,), "38", 2021, period="term")
    with pytest.raises(DataProblems):
        choose_plan((plan("own", 2018),), "38", 2020, period="term")


def test_yearly_plans_inside_are_those_of_the_unit_in_force_by_year() -> None:
    other = plan("p2018-2", 2018, supersedes="p2018")
    outside = plan("p2021", 2021)
    found = plans_inside((OF_2019, other, outside, TERM, OF_2018), "38", plan_years(TERM))
    assert [one.name for one in found] == ["p2018-2", "p2019"]
    assert plans_inside((OF_2019,), "37", plan_years(TERM)) == ()
