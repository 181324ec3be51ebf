"""Classing of households beyond the spec tables: columns, words, settings, shapes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from poverty_analysis.census.classify import CLASSES, REASONS, classify, tally
from poverty_analysis.law import Standard, read_law, standard

COLUMNS = [f"d{n}" for n in range(1, 13)]


def of(id: str = "VN-2022") -> Standard:
    return standard(read_law(), id)


def table(*rows: tuple[object, ...], **columns: object) -> pd.DataFrame:
    """Rows of area, income and the number of deprivations."""
    flags = [[int(n < int(str(row[2]))) for n in range(12)] for row in rows]
    base = {"area": [row[0] for row in rows], "income": [row[1] for row in rows], **columns}
    return pd.DataFrame(base).assign(**dict(zip(COLUMNS, map(list, zip(*flags, strict=True)), strict=True)))


POOR, NEAR = ("rural", 1_500_000, 3), ("rural", 1_500_000, 2)


def test_columns_order_index_and_types() -> None:
    rows = table(POOR, NEAR, household=["a", "b"], unit=["00001", "00001"], persons=[4, 2])
    rows.index = pd.Index([7, 9])
    found = classify(rows, of())
    assert list(found.columns) == ["household", "class", "deprivation_count", "reason"]
    assert list(found.index) == [7, 9] and found["household"].tolist() == ["a", "b"]
    assert (found["class"].dtype.categories.tolist(), str(found["deprivation_count"].dtype)) == (list(CLASSES), "Int8")
    assert list(classify(table(POOR), of()).columns) == ["class", "deprivation_count", "reason"]


def test_counts_of_deprivations() -> None:
    rows = table(POOR, NEAR, ("rural", 1, 12))
    assert classify(rows, of())["deprivation_count"].tolist() == [3, 2, 12]
    holed = classify(rows.astype({"d5": "float"}).assign(d5=[np.nan, 0, 1]), of())
    assert holed["deprivation_count"].isna().tolist() == [True, False, False]
    assert classify(rows, of("VN-2011"))["deprivation_count"].isna().all()


def test_points_give_the_count_where_they_are_whole() -> None:
    rows = pd.DataFrame({"area": ["rural"] * 4, "b1": [140] * 4, "b2": [30, 35, 20, None]})
    found = classify(rows, of())
    assert found["class"].tolist() == ["poor", "poor", "near_poor", "unknown"]
    assert found["deprivation_count"].fillna(-1).tolist() == [3, -1, 2, -1]


def test_flags_go_before_the_points_of_deprivations() -> None:
    rows = table(POOR, NEAR).assign(b2=[0, 120])
    assert classify(rows, of())["class"].tolist() == ["poor", "near_poor"]
    holed = rows.astype({"d1": "Int8"}).assign(d1=pd.array([None, None], dtype="Int8"))
    assert classify(holed, of())["class"].tolist() == ["near_poor", "poor"]


@pytest.mark.parametrize("dtype", ["int8", "bool", "float64", "Int8", "boolean", "object"])
def test_flags_of_every_kind(dtype: str) -> None:
    rows = table(POOR, NEAR).astype(dict.fromkeys(COLUMNS, dtype))
    assert classify(rows, of())["class"].tolist() == ["poor", "near_poor"]


@pytest.mark.parametrize("dtype", ["str", "object", "category", "string"])
def test_area_of_every_kind(dtype: str) -> None:
    rows = table(POOR, ("urban", 1_500_001, 3), ("urban", 1, 0)).astype({"area": dtype})
    rows.loc[2, "area"] = None
    assert classify(rows, of())["reason"].tolist() == ["income_and_deprivations"] * 2 + ["missing_area"]


def test_the_reading_of_health_insurance_is_chosen() -> None:
    rows = table(("rural", 1, 4)).assign(d4_child=[0])
    assert classify(rows, of())["deprivation_count"].tolist() == [4]
    assert classify(rows, of(), insurance="any_member")["deprivation_count"].tolist() == [4]
    assert classify(rows, of(), insurance="child")["deprivation_count"].tolist() == [3]
    with pytest.raises(ValueError, match="d4_child"):
        classify(table(POOR), of(), insurance="child")


@pytest.mark.parametrize(("id", "known"), [("VN-2022", "any_member, child"), ("VN-2011", "none")])
def test_an_unknown_reading_is_refused(id: str, known: str) -> None:
    with pytest.raises(ValueError, match=f'insurance="all" is no reading of {id}; expected: {known}'):
        classify(table(POOR), of(id), insurance="all")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"area": "thành thị"}, 'column "area": urban or rural expected, 2 rows'),
        ({"d3": 2}, 'column "d3": 0, 1 or missing expected, 2 rows'),
        ({"farm": -1}, 'column "farm": 0, 1 or missing expected, 2 rows'),
    ],
)
def test_a_word_or_number_outside_its_list_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        classify(table(POOR, NEAR).assign(**change), of())


def test_points_outside_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match='column "b2": 0 to 120 expected, 1 rows'):
        classify(pd.DataFrame({"area": ["rural"], "b1": [100], "b2": [130]}), of())


@pytest.mark.parametrize("name", ["income", "d1", "farm"])
def test_text_is_no_number_and_is_not_quoted(name: str) -> None:
    with pytest.raises(TypeError, match=f'column "{name}": numbers expected, not string') as caught:
        classify(table(POOR).assign(**{name: ["1500000"]}), of())
    assert "1500000" not in str(caught.value)


@pytest.mark.parametrize(
    ("dropped", "id", "words"),
    [
        (["area"], "VN-2022", 'a column "area"'),
        (["income"], "VN-2022", "or b1"),
        (["income"], "DN-2022", "DN-2022 has no scores for b1"),
        (["d2", "d11"], "VN-2022", "needs the columns d2, d11"),
        (["d10"], "VN-2016", "needs the columns d10"),
    ],
)
def test_an_absent_column_is_named(dropped: list[str], id: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        classify(table(POOR).drop(columns=dropped), of(id))


def test_scores_are_not_used_where_the_standard_has_none() -> None:
    rows = table(("rural", 2_000_000, 2)).assign(b1=[0], b2=[0])
    assert classify(rows, of("DN-2022"))["reason"].tolist() == ["income_and_deprivations"]


def test_an_infinite_income_is_missing() -> None:
    found = classify(table(("rural", float("inf"), 3), ("rural", float("-inf"), 3)), of())
    assert found["reason"].tolist() == ["missing_income"] * 2


def test_no_households() -> None:
    empty = table(POOR).iloc[:0]
    assert len(classify(empty, of())) == 0
    assert tally(classify(empty, of())).empty


def test_the_table_handed_in_stays_as_it_was() -> None:
    rows = table(POOR, NEAR).assign(farm=[1, 0], b1=[100, None], b2=[30, None])
    before = rows.copy(deep=True)
    classify(rows, of())
    pd.testing.assert_frame_equal(rows, before)


def test_tally_counts_every_household_once() -> None:
    rows = table(POOR, POOR, NEAR, ("?", 1, 1)).replace({"area": {"?": None}})
    assert tally(classify(rows, of())).to_dict("records") == [
        {"class": "poor", "reason": "income_and_deprivations", "households": 2},
        {"class": "near_poor", "reason": "income_few_deprivations", "households": 1},
        {"class": "unknown", "reason": "missing_area", "households": 1},
    ]
    assert set(tally(classify(rows, of()))["reason"]) <= set(REASONS)
