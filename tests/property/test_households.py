"""Whatever the household: more income or fewer deprivations never makes it poorer in law."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_analysis.census.classify import classify
from poverty_analysis.law import Standard, read_law

LAW = read_law()
# Under every standard: how badly off the class says a household is.
RANK = {"poor": 0, "near_poor": 1, "average_farm": 2, "none": 3}
AREA = st.sampled_from(["urban", "rural"])
STANDARD = st.sampled_from([one for one in LAW.standards if one.indicator_list])
INCOME = st.integers(0, 5_000_000)


def ranks(standard: Standard, area: str, cases: list[tuple[int, int]]) -> list[int]:
    """Ranks of households by income and number of deprivations; the farm class is asked for."""
    rows = pd.DataFrame({"area": area, "income": [income for income, _ in cases], "farm": 1})
    for number, indicator in enumerate(standard.indicator_list):
        rows[indicator.column] = [int(number < count) for _, count in cases]
    return [RANK[name] for name in classify(rows, standard)["class"]]


@settings(max_examples=40)
@given(STANDARD, AREA, st.lists(INCOME, min_size=2, max_size=30), st.integers(0, 10))
def test_more_income_never_makes_poorer(standard: Standard, area: str, incomes: list[int], count: int) -> None:
    found = ranks(standard, area, [(income, count) for income in sorted(incomes)])
    assert found == sorted(found)


@settings(max_examples=40)
@given(STANDARD, AREA, INCOME)
def test_more_deprivations_never_make_better_off(standard: Standard, area: str, income: int) -> None:
    found = ranks(standard, area, [(income, count) for count in range(len(standard.indicator_list) + 1)])
    assert found == sorted(found, reverse=True)


@settings(max_examples=40)
@given(AREA, INCOME, st.lists(st.booleans(), min_size=12, max_size=12), st.permutations(range(12)))
def test_which_indicators_does_not_matter(area: str, income: int, flags: list[bool], order: list[int]) -> None:
    standard = next(one for one in LAW.standards if one.id == "VN-2022")
    both = [flags, [flags[place] for place in order]]
    rows = pd.DataFrame({"area": [area] * 2, "income": [income] * 2})
    for number in range(12):
        rows[f"d{number + 1}"] = [int(one[number]) for one in both]
    first, second = classify(rows, standard).to_dict("records")
    assert first == second


@settings(max_examples=40)
@given(STANDARD, AREA, st.lists(st.tuples(INCOME, st.integers(0, 10)), min_size=1, max_size=30), st.randoms())
def test_a_household_is_classed_by_itself(
    standard: Standard, area: str, cases: list[tuple[int, int]], chance: object
) -> None:
    together = dict(zip(cases, ranks(standard, area, cases), strict=True))
    chance.shuffle(cases)  # type: ignore[attr-defined]
    assert ranks(standard, area, cases) == [together[case] for case in cases]


@settings(max_examples=40)
@given(AREA, st.integers(100, 200), st.integers(0, 12))
def test_points_and_flags_agree(area: str, b1: int, count: int) -> None:
    standard = next(one for one in LAW.standards if one.id == "VN-2022")
    rows = pd.DataFrame({"area": [area], "b1": [b1], "b2": [10 * count]})
    flags = rows.drop(columns="b2").assign(**{f"d{n}": int(n <= count) for n in range(1, 13)})
    assert classify(rows, standard).to_dict("records") == classify(flags, standard).to_dict("records")
