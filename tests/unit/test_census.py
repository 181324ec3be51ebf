"""What a census supports, by hand and as identities; what it does not is refused with its reason."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.census.measures import (
    CensusMeasure,
    PovertyRule,
    census_measures,
    contributions,
)
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.law import least_deprivations, read_law
from tests.rows import at

RULES = {"VN-2022": PovertyRule(12, 3)}
DAY = dt.date(2023, 12, 31)


def row(form: str, standard: str = "VN-2022", counted: str = "households", **counts: int | None) -> FormRow:
    return FormRow(form, "99991", DAY, standard, counted, counts, at(f"{form}.csv#2"))


def results(households: int, poor: int, near_poor: int, standard: str = "VN-2022") -> FormRow:
    persons = {"persons": 4 * households, "poor_persons": 5 * poor, "near_poor_persons": 4 * near_poor}
    return row("form_results", standard, households=households, poor=poor, near_poor=near_poor, **persons)


def by_name(*rows: FormRow) -> dict[tuple[str, str], CensusMeasure]:
    return {(m.measure, m.counted): m for m in census_measures(rows, RULES)}


def test_by_hand() -> None:
    found = by_name(results(1000, 90, 60), row("form_poor_deprivations", households=90, total=324))
    values = {key: measure.value for key, measure in found.items()}
    assert values == {
        ("poor_rate", "households"): Fraction(9, 100),
        ("near_poor_rate", "households"): Fraction(6, 100),
        ("multidim_rate", "households"): Fraction(15, 100),
        ("poor_rate", "persons"): Fraction(450, 4000),
        ("near_poor_rate", "persons"): Fraction(240, 4000),
        ("multidim_rate", "persons"): Fraction(690, 4000),
        ("H", "households"): Fraction(9, 100),
        ("A", "households"): Fraction(324, 12 * 90),
        ("M0", "households"): Fraction(27, 1000),
    }


def test_minority_rates_are_over_minority_households() -> None:
    groups = row("form_groups", poor=90, near_poor=60, minority=200, minority_poor=80, minority_near_poor=40)
    found = by_name(groups)
    assert found["minority_poor_rate", "households"].value == Fraction(2, 5)
    assert found["minority_multidim_rate", "households"].value == Fraction(3, 5)


def test_undefined_is_not_zero_and_nothing_is_clipped() -> None:
    found = by_name(results(0, 0, 0), row("form_poor_deprivations", households=0, total=0))
    assert {measure.value for measure in found.values()} == {None}
    nobody = by_name(results(100, 0, 5), row("form_poor_deprivations", households=0, total=0))
    assert (nobody["H", "households"].value, nobody["A", "households"].value) == (0, None)
    assert by_name(results(10, 204, 0))["poor_rate", "households"].value == Fraction(102, 5)


def test_before_2022_only_rates() -> None:
    old = by_name(results(1000, 90, 60, "VN-2016"), row("form_poor_deprivations", "VN-2016", households=90, total=200))
    assert not {"H", "A", "M0"} & {name for name, _ in old}
    assert least_deprivations(read_law()) == {"VN-2022": 3, "VN-2027": 3, "DN-2022": 2}


def test_a_blank_gives_no_measure() -> None:
    blank = row("form_groups", minority=None, minority_poor=8, minority_near_poor=4)
    assert by_name(blank) == {}


@given(st.integers(1, 5000), st.data())
def test_m0_is_h_times_a(households: int, data: st.DataObject) -> None:
    poor = data.draw(st.integers(1, households))
    total = data.draw(st.integers(3 * poor, 12 * poor))
    found = by_name(results(households, poor, 0), row("form_poor_deprivations", households=poor, total=total))
    parts = [found[name, "households"] for name in ("H", "A", "M0")]
    assert parts[0].value is not None and parts[1].value is not None
    assert parts[2].value == parts[0].value * parts[1].value == Fraction(parts[2].part, parts[2].base)
    assert Fraction(1, 4) <= parts[1].value <= 1


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_contributions_add_up_to_one(counts: list[int]) -> None:
    shares = contributions(row("form_poor_deprivations", **{f"d{n}": c for n, c in enumerate(counts, 1)}))
    assert sum(shares.values()) == 1


def test_contributions_of_a_blank_or_of_nothing_are_none() -> None:
    assert contributions(row("form_poor_deprivations", d1=5, d2=None)) == {}
    assert contributions(row("form_poor_deprivations", d1=0)) == {}
