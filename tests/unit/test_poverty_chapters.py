"""The chapters on deprivation, causes, groups and needs: figures by hand from a few made-up rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Chart, Figure, Section, Table, Text
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.chapters.poverty_situation.poverty import poverty_table
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.releases import ReleaseFiles
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.results import POVERTY_RESULTS
from poverty_analysis.report.open import Report, open_report
from poverty_analysis.wording.words import Words
from tests.rows import at
from tests.rows import made as made_row
from tests.some import some
from tests.tree import ROOT

DAY, STANDARD = dt.date(2023, 12, 31), "VN-2022"
Chapter = Callable[[Report], Section]


@cache
def opened(edition: str = "submission") -> Report:
    return open_report("999", 2023, workspace=str(ROOT), edition=edition)


def row(form: str, counted: str = "households", item: str = "", masked: tuple[str, ...] = (), **counts: int) -> FormRow:
    known = {name: None if name in masked else value for name, value in counts.items()}
    return FormRow(form, "999", DAY, STANDARD, counted, known, at(f"{form}.csv#2"), frozenset(masked), item)


def report(*rows: FormRow) -> Report:
    """The example report with these rows only, and no unit below."""
    return replace(opened(), forms=rows, children=())


def figures(part: Section) -> dict[str, Figure]:
    tables = [block for block in part.blocks if isinstance(block, Table)]
    return {c.id: c for table in tables for line in table.rows for c in line.cells if isinstance(c, Figure)}


def table(part: Section, name: str) -> Table:
    (found,) = [block for block in part.blocks if isinstance(block, Table) and block.id == name]
    return found


def words(part: Section) -> str:
    return "\n".join(item for block in part.blocks if isinstance(block, Text) for item in block.items)


def line(of: Table, title: str) -> tuple[str | Figure, ...]:
    (found,) = [one.cells for one in of.rows if one.cells[0] == title]
    return found


def shown(cells: tuple[str | Figure, ...]) -> list[str]:
    return [cell.display if isinstance(cell, Figure) else cell for cell in cells[1:]]


RESULTS = row(
    "form_results", households=1000, persons=4000, poor=100, near_poor=50, poor_persons=450, near_poor_persons=200
)
GROUPS = row(
    "form_groups", households=1000, minority=400, minority_poor=80, minority_near_poor=20, poor=100, near_poor=50
)


def test_persons_stand_beside_households_and_minority_rates_are_over_minorities() -> None:
    found = figures(chapters.review(report(RESULTS, GROUPS)))
    assert found["review.VN-2022.poor_rate.households"].value == Fraction(100, 1000)
    assert found["review.VN-2022.multidim_rate.persons"].value == Fraction(650, 4000)
    assert found["review.VN-2022.minority_poor_rate.households"].value == Fraction(80, 400)
    assert found["review.VN-2022.minority_multidim_rate.households"].display == "25,00%"
    assert "review.VN-2022.minority_poor_rate.persons" not in found


def test_the_review_says_that_it_is_a_census_and_no_survey() -> None:
    assert "không chọn mẫu nên không có sai số chọn mẫu" in words(chapters.review(report(RESULTS)))
    english = replace(opened().params, lang="en")
    assert "not a sample, so there is no sampling error" in words(
        chapters.review(replace(report(RESULTS), params=english))
    )


def test_nothing_is_added_to_a_hidden_count() -> None:
    hidden = row(
        "form_groups",
        masked=("minority_near_poor",),
        households=1000,
        minority=400,
        minority_poor=80,
        minority_near_poor=2,
    )
    found = chapters.review(report(RESULTS, hidden))
    assert "review.VN-2022.minority_poor_rate.households" in figures(found)
    assert not [name for name in some(figures(found)) if "minority_near" in name or "minority_multidim" in name]
    rows = [shown(one.cells) for one in table(found, "review-situation").rows[6:]]
    assert rows[2][:2] == rows[3][:2] == ["*", "*"]


def movements(form: str, year: int, beyond: int, relapsed: int) -> FormRow:
    made = row(form, opening=500, beyond=beyond, relapsed=relapsed, closing=400)
    return replace(made, as_of=dt.date(year, 12, 31))


def test_newly_escaped_are_those_of_three_years_less_at_most_all_that_fell_back() -> None:
    poor, near = "form_poor_movements", "form_near_poor_movements"
    flows = [movements(poor, y, 100, 7) for y in (2020, 2021, 2022, 2023)] + [movements(near, 2023, 40, 2)]
    part = chapters.review(report(RESULTS, *flows))
    found = figures(part)
    assert found["escaped.most"].value == 3 * 100 + 40 and found["escaped.least"].value == 340 - 3 * 7 - 2
    assert found["escaped.most"].display == "340†" and found["escaped.most"].law == ("QD-28-2015",)
    assert not [name for name in some(found) if name.startswith("escaped.2020")]
    assert not any("Mới có biểu" in note for note in table(part, "review-escaped").notes)


def test_a_stock_is_never_below_nothing_and_missing_years_are_told() -> None:
    part = chapters.review(report(RESULTS, movements("form_poor_movements", 2023, 3, 9)))
    assert figures(part)["escaped.least"].value == 0
    assert any("1/3" in note for note in table(part, "review-escaped").notes)


def test_no_stock_is_told_where_a_column_is_blank() -> None:
    blank = movements("form_poor_movements", 2023, 3, 9)
    found = figures(chapters.review(report(RESULTS, replace(blank, counts={**blank.counts, "relapsed": None}))))
    assert "escaped.2023.form_poor_movements.beyond" in found and "escaped.most" not in found


DEPRIVED = dict.fromkeys((f"d{n}" for n in range(1, 13)), 0) | {"d1": 60, "d2": 40, "d7": 50, "d12": 50}


def test_a_dimension_weighs_what_its_indicators_weigh() -> None:
    found = figures(
        chapters.deprived(report(RESULTS, row("form_poor_deprivations", households=100, total=200, **DEPRIVED)))
    )
    assert found["review.contribution.work"].value == Fraction(100, 200)
    assert found["review.contribution.d7"].value == found["review.contribution.housing"].value == Fraction(1, 4)
    assert found["review.deprived.d1.share"].value == Fraction(60, 100)
    assert found["review.A"].value == Fraction(200, 12 * 100) and found["review.M0"].value == Fraction(200, 12 * 1000)
    assert found["review.A.base"].value == 1200


def test_a_dimension_with_a_hidden_indicator_is_not_added_up() -> None:
    form = row("form_poor_deprivations", masked=("d2", "d7"), households=100, total=200, **DEPRIVED)
    part = chapters.deprived(report(RESULTS, form))
    found = figures(part)
    assert not {"review.contribution.work", "review.contribution.housing", "review.deprived.d2.share"} & set(found)
    assert found["review.contribution.information"].value == Fraction(50, 200)
    (chart,) = [block for block in part.blocks if isinstance(block, Chart)]
    assert "Việc làm" not in chart.alt.split("Theo chiều")[1] and ">*<" in chart.svg
    assert "25,00%" in chart.svg and "20,00%" not in chart.svg


def test_nobody_poor_is_told_without_a_chart() -> None:
    nobody = row("form_poor_deprivations", households=0, total=0, **dict.fromkeys(DEPRIVED, 0))
    part = chapters.deprived(report(replace(RESULTS, counts={**RESULTS.counts, "poor": 0}), nobody))
    assert "không tính được tỷ trọng đóng góp" in words(part) and shown(
        line(table(part, "review-deprivations"), "Dinh dưỡng")
    ) == ["0", "–", "–"]


def test_indicators_are_called_as_their_standard_calls_them() -> None:
    """Under VN-2016 the first column is another indicator than under VN-2022, and there are ten."""
    old = row(
        "form_poor_deprivations",
        households=100,
        total=110,
        d1=60,
        d10=50,
        **dict.fromkeys((f"d{n}" for n in range(2, 10)), 0),
    )
    blank = replace(old, standard="VN-2016", counts={**old.counts, "d11": None, "d12": None})
    part = chapters.deprived(report(replace(RESULTS, standard="VN-2016"), blank))
    titles = [one.cells[0] for one in table(part, "review-deprivations").rows]
    assert "Tiếp cận các dịch vụ y tế" in titles and "Việc làm" not in titles
    assert figures(part)["review.contribution.d1"].value == Fraction(60, 110)
    assert "không phân loại hộ theo chỉ số thiếu hụt" in words(part)
    waste = replace(blank, standard="VN-2027", counts={**old.counts, "d11": 0, "d12": 4})
    assert "Xử lý rác thải sinh hoạt" in {need[0] for need in _needs_rows(waste)}


def _needs_rows(form: FormRow) -> list[tuple[str | Figure, ...]]:
    return [one.cells for one in table(chapters.needs(report(form)), "needs-support").rows]


def test_causes_are_of_their_class_and_do_not_add_up() -> None:
    poor = row("form_causes", "poor", households=100, cause1=30, cause2=90)
    near = row("form_causes", "near_poor", masked=("cause1",), households=50, cause1=48, cause2=25)
    part = chapters.causes(report(poor, near))
    of = table(part, "causes")
    assert shown(line(of, "Không có đất sản xuất")) == ["30", "30,00%", "*", "*"]
    assert shown(line(of, "Không có vốn")) == ["90", "90,00%", "25", "50,00%"]
    assert "Không có vốn (90; 90,00%); Không có đất sản xuất" in words(part)
    assert any("không cộng thành tổng số hộ" in note for note in of.notes)


def test_groups_peoples_and_children() -> None:
    peoples = [
        row("form_ethnicity", "poor", name, households=n) for name, n in (("all", 100), ("kinh", 20), ("thai", 80))
    ]
    child = row("form_children", "poor", children=250, children_uninsured=25, children_undernourished=0)
    part = chapters.groups(report(GROUPS, *peoples, child))
    assert shown(line(table(part, "groups"), "Hộ dân tộc thiểu số")) == ["80", "80,00%", "20", "40,00%"]
    assert shown(line(table(part, "peoples"), "Thái"))[:2] == ["80", "80,00%"]
    assert figures(part)["children.poor.uninsured.share"].value == Fraction(1, 10)


def test_a_hidden_people_has_no_share() -> None:
    rows = [
        row("form_ethnicity", "poor", "all", households=100),
        row("form_ethnicity", "poor", "lao", ("households",), households=3),
    ]
    assert shown(line(table(chapters.groups(report(*rows)), "peoples"), "Lào"))[:2] == ["*", "*"]


def need(
    item: str, count: int, served: int | None = None, *, kind: str = "poor", masked: tuple[str, ...] = ()
) -> FormRow:
    made = row("needs", kind, item, deprived=count, served=0, registered=0)
    counts = {**made.counts, "served": served} | dict.fromkeys(masked)
    return replace(made, counts=counts, masked=frozenset(masked))


def money(code: str, amount_vnd: int, source: str = "central") -> Entry:
    return Entry(code, source, "2023", "recurrent", "planned", amount_vnd, at=at("budget.csv#2"))


def planned(base: Report, *entries: Entry) -> Report:
    return replace(base, facts=replace(base.facts, entries=entries))


def test_a_need_stands_beside_its_line_its_money_and_the_served() -> None:
    base = report(need("d3", 40, 10), need("d3", 20, 20, kind="near_poor"), need("d4", 30, 30))
    part = chapters.needs(planned(base, money("DA3.2", 500_000_000), money("DA3.2", 100_000_000, "loan")))
    of, by_class = table(part, "needs-support"), table(part, "needs-by-class")
    assert shown(line(of, "Dinh dưỡng")) == ["60", "30", "50,00%", "DA3.2", "500"]
    assert shown(line(by_class, "Dinh dưỡng")) == ["40", "10", "25,00%", "20", "20", "100,00%"]
    outside = "ngoài Chương trình: Ngân sách nhà nước đóng bảo hiểm y tế†"
    assert shown(line(of, "Bảo hiểm y tế")) == ["30", "30", "100,00%", outside, "–"]
    assert shown(line(by_class, "Bảo hiểm y tế"))[3:] == ["–", "–", "–"]
    # The line of nutrition was read in a copy of the circular, the way of health insurance nowhere.
    assert any(note.startswith("†") for note in of.notes)
    assert figures(part)["needs.d3.planned"].inputs == ("budget.csv#2",)


def test_gaps_are_called_out_in_words() -> None:
    base = report(need("d3", 0), need("d4", 30, 30), need("d7", 20, 1), need("d11", 9, 6))
    said = words(
        chapters.needs(planned(base, money("DA3.2", 500_000_000), money("DA6.1", 1_000_000), money("DA1", 2_000_000)))
    )
    unanswered = "Bảo hiểm y tế† (30 hộ nghèo); Sử dụng dịch vụ viễn thông† (9 hộ nghèo)"
    assert f"chưa có dự án thuộc Chương trình đáp ứng: {unanswered}" in said
    assert "chưa bố trí kinh phí: Chất lượng nhà ở (20 hộ nghèo)" in said
    assert "không có hộ nào có nhu cầu: DA3.2 Cải thiện dinh dưỡng: 500 triệu đồng." in said
    assert "thấp nhất: Chất lượng nhà ở (5,00%); Sử dụng dịch vụ viễn thông (66,67%)" in said
    # The recurrent money of DA6.1 pays no subscription or device of a household (circular 55/2023/TT-BTC, article 76).
    assert "không hỗ trợ trực tiếp từng hộ: DA6.1: 1 triệu đồng; DA1: 2 triệu đồng" in said


def test_no_gap_is_said_too() -> None:
    said = words(chapters.needs(planned(report(need("d3", 40, 40)), money("DA3.2", 1_000_000))))
    assert "Các nhu cầu đều có dự án đáp ứng và được bố trí kinh phí." in said


def test_what_is_hidden_is_in_no_word_on_gaps() -> None:
    """A hidden count of nobody-known households is neither zero nor a gap that gives a number away."""
    base = report(need("d3", 3, masked=("deprived",)), need("d4", 2, masked=("deprived", "served")))
    part = chapters.needs(planned(base, money("DA3.2", 500_000_000)))
    said = words(part)
    assert "không có hộ nào có nhu cầu" not in said
    assert "Bảo hiểm y tế† (* hộ nghèo)" in said
    assert shown(line(table(part, "needs-support"), "Bảo hiểm y tế"))[:3] == ["*", "*", "*"]


def test_a_hidden_count_of_one_class_is_in_no_sum() -> None:
    base = report(need("d3", 40, 10), need("d3", 20, 3, kind="near_poor", masked=("served",)))
    part = chapters.needs(base)
    assert shown(line(table(part, "needs-support"), "Dinh dưỡng"))[:3] == ["60", "*", "*"]
    assert shown(line(table(part, "needs-by-class"), "Dinh dưỡng")) == ["40", "10", "25,00%", "20", "*", "*"]
    assert "needs.both.d3.served" not in figures(part)


def test_what_a_release_left_out_is_in_no_sum_of_both_classes() -> None:
    """The near-poor of the unit are not in the release: the poor alone are not both classes together."""
    base = report(need("d3", 40, 10), need("d4", 30, 30), need("d4", 5, 5, kind="near_poor"))
    dropped = {"needs.near_poor": frozenset({"999"})}
    release = ReleaseFiles("999-x", "999", DAY, STANDARD, 5, (), dropped, ())
    part = chapters.needs(replace(base, disclosed=replace(base.disclosed, releases=(release,))))
    of = table(part, "needs-support")
    assert shown(line(of, "Dinh dưỡng"))[:3] == ["–", "–", "–"]
    assert shown(line(of, "Bảo hiểm y tế"))[:3] == ["35", "35", "100,00%"]
    assert shown(line(table(part, "needs-by-class"), "Dinh dưỡng"))[:3] == ["40", "10", "25,00%"]


def test_without_the_table_of_needs_the_forms_are_asked() -> None:
    forms = (
        row("form_poor_deprivations", households=100, total=200, **DEPRIVED),
        row("form_causes", "poor", households=100, cause6=12),
    )
    part = chapters.needs(report(*forms))
    of = table(part, "needs-support")
    assert shown(line(of, "Việc làm"))[:3] == ["60", "–", "–"]
    assert shown(line(of, "Không có kỹ năng"))[0] == "12"
    assert "registered" not in {getattr(block, "id", "") for block in part.blocks}


def test_another_programme_has_no_answers() -> None:
    part = chapters.needs(replace(report(need("d3", 40, 10)), programme=None))
    of = table(part, "needs-support")
    assert shown(line(of, "Dinh dưỡng"))[-2:] == ["–", "–"] and any("Chưa xác định dự án" in note for note in of.notes)
    assert "không hỗ trợ trực tiếp từng hộ" not in words(part)


def test_registered_stand_beside_those_that_escaped() -> None:
    every = replace(need("all", 100), counts={"deprived": 100, "served": None, "registered": 30})
    flow = row("form_poor_movements", opening=150, to_near_poor=20, beyond=30, relapsed=0, closing=100)
    part = chapters.needs(report(need("d3", 40, 10), every, flow))
    assert shown(line(table(part, "registered"), "Hộ nghèo")) == ["100", "30", "30,00%", "50"]


def test_registered_by_unit_add_up_to_the_district() -> None:
    part = chapters.needs(opened())
    found = figures(part)
    assert len(table(part, "registered-by-unit").rows) == 6
    codes = [unit.code for unit in opened().children]
    for kind in ("poor", "near_poor"):
        assert sum(found[f"registered.{code}.{kind}"].value for code in codes) == found[f"registered.{kind}"].value
    first = found["registered.99991.poor"].value
    assert found["registered.99991.poor.share"].value == Fraction(
        int(first), int(found["registered.99991.poor.all"].value)
    )


def test_every_unit_below_has_its_squares() -> None:
    part = chapters.deprived(opened())
    names = [one.title for one in table(part, "deprivation-by-unit").columns[1:]]
    assert names == [f"Xã Mẫu {n}" for n in range(1, 7)]
    found = figures(part)
    rows = {one.unit: one for one in _below("form_poor_deprivations")}
    for code, one in some(rows.items()):
        assert found[f"deprivation.{code}.d10"].value == Fraction(one.known("d10"), one.known("households"))


def _below(form: str) -> list[FormRow]:
    from poverty_analysis.report.forms import form_rows

    base = opened()
    return [one for unit in base.children for one in form_rows(base.disclosed.forms, unit.code) if one.form == form]


def changed(base: Report, *, hidden: str = "", dropped: str = "") -> Report:
    """The report with one indicator of all units hidden, or without the form of one unit."""
    forms = base.disclosed.forms
    of_form = [row for row in forms.rows if row.form == "form_poor_deprivations" and row.unit != dropped]
    others = [row for row in forms.rows if row.form != "form_poor_deprivations"]
    if hidden:
        columns = frozenset({hidden})
        of_form = [replace(row, counts={**row.counts, hidden: None}, masked=columns) for row in of_form]
    return replace(base, disclosed=replace(base.disclosed, forms=replace(forms, rows=(*others, *of_form))))


def test_a_hidden_square_has_a_sign_and_no_share() -> None:
    part = chapters.deprived(changed(opened(), hidden="d3"))
    assert shown(line(table(part, "deprivation-by-unit"), "Dinh dưỡng")) == ["*"] * 6
    notes = table(part, "deprivation-by-unit").notes
    assert any("6 số liệu được ẩn để bảo mật, 0 số liệu chưa có" in note for note in notes) and any(
        "* Số liệu được ẩn để bảo mật" in note for note in notes
    )
    assert not [name for name in some(figures(part)) if name.startswith("deprivation.") and name.endswith(".d3")]


def test_a_unit_without_a_form_keeps_its_row() -> None:
    part = chapters.deprived(changed(opened(), dropped="99992"))
    of = table(part, "deprivation-by-unit")
    assert {shown(one.cells)[1] for one in of.rows} == {"–"} and any("chưa nộp biểu" in note for note in of.notes)


def test_more_units_than_columns_stand_below_each_other() -> None:
    base = opened()
    many = tuple(replace(base.children[n % 6], name=f"Xã {n}") for n in range(35))
    part = chapters.causes(replace(base, children=many))
    of = table(part, "causes-by-unit")
    assert len(of.rows) == 35 and of.columns[1].title == "Không có đất sản xuất"


def test_a_unit_without_units_below_has_no_heat_map() -> None:
    ids = {getattr(block, "id", "") for block in chapters.causes(replace(opened(), children=())).blocks}
    assert "causes" in ids and not any("heat" in name for name in ids)


def test_a_heat_map_is_a_shaded_table_with_its_finding() -> None:
    of = table(chapters.causes(opened()), "causes-by-unit")
    assert of.shaded and of.notes[0].startswith("Nguyên nhân phổ biến nhất là")
    assert not table(chapters.causes(opened()), "causes").shaded


@pytest.mark.parametrize("chapter", [chapters.deprived, chapters.causes, chapters.groups, chapters.needs])
def test_crossings_wait_for_their_release(chapter: Chapter) -> None:
    base = report()
    waiting = replace(base.disclosed, withheld=frozenset({("form_causes", DAY)}))
    (slot,) = chapter(replace(base, disclosed=waiting)).blocks
    assert "chưa được duyệt công bố" in str(slot)
    assert "Chưa có" in str(chapter(base).blocks[0])


def test_an_estimate_and_an_official_result_of_one_day_have_figures_of_their_own() -> None:
    values = {"unit": "999", "as_of": dt.date(2023, 12, 31), "standard": "VN-2022", "households": 100, "poor": 20}
    rows = tuple(
        made_row(POVERTY_RESULTS, {**values, "status": status}, "made.csv", line)
        for line, status in enumerate(("estimate", "official"), start=2)
    )
    listed = poverty_table(Words("en", read_contract()), rows)
    ids = [cell.id for row in listed.rows for cell in row.cells if isinstance(cell, Figure)]
    assert "poverty.2023-12-31.VN-2022.estimate.poor" in ids and len(ids) == len(set(ids))
