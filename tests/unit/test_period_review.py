"""The review of a term: the fictional unit by hand, Thanh Hóa and Lào Cai 2016-2020 from what is published of them."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Chart, Figure, Section, Table, Text
from poverty_analysis.chapters.frame.registry import PROMISES, missing
from poverty_analysis.chapters.money.period_money import money_by_year
from poverty_analysis.chapters.poverty_situation.rate_points import (
    as_published,
    in_borders,
    runs,
    series_breaks,
    series_words,
)
from poverty_analysis.chapters.target_achievement.period import term_targets
from poverty_analysis.chapters.task_progress.period_tasks import term_tasks
from poverty_analysis.inputs.rows.results import POVERTY_RESULTS, PovertyResult
from poverty_analysis.report.open import Report, open_report
from poverty_analysis.values.validity import in_force
from tests.reports import in_language
from tests.rows import made as made_row
from tests.some import some
from tests.tree import ROOT

F = Fraction
CHAPTERS = (
    lambda report: chapters.letterhead(report, "period_title"),
    chapters.period_summary,
    chapters.bases,
    chapters.direction,
    chapters.results_heading,
    chapters.period_targets,
    chapters.yearly_plans,
    chapters.poverty_series,
    chapters.period_money,
    chapters.period_tasks,
    chapters.solutions,
    chapters.reconciliation,
    chapters.limits,
    chapters.proposals,
    chapters.next_tasks,
    chapters.signature,
    chapters.method,
)
UNITS = {"999": (2025, "2023-12-31"), "38": (2020, ""), "10": (2020, "")}
every_unit = pytest.mark.parametrize("unit", UNITS)


@cache
def opened(unit: str) -> Report:
    year, day = UNITS[unit]
    return open_report(unit, year, "term", day, workspace=str(ROOT))


@cache
def made(unit: str, lang: str = "vi") -> tuple[Section, ...]:
    report = in_language(opened(unit), lang)
    return tuple(chapter(report) for chapter in CHAPTERS)


def figures(parts: tuple[Section, ...]) -> dict[str, Figure]:
    blocks = [block for part in parts for block in part.blocks]
    cells = [c for b in blocks if isinstance(b, Table) for row in b.rows for c in row.cells if isinstance(c, Figure)]
    cells += [figure for b in blocks if isinstance(b, Text) for figure in b.figures]
    assert len({one.id for one in cells}) == len(cells)
    return {one.id: one for one in cells}


def slots(parts: tuple[Section, ...]) -> set[str]:
    return {p.id for p in parts for b in p.blocks if isinstance(b, Text) and b.kind == "slot"}


@every_unit
def test_all_that_is_promised_is_there(unit: str) -> None:
    assert [part.id for part in made(unit)] == list(PROMISES["period_review"])
    assert missing("period_review", [part.to_json() for part in made(unit)]) == ()


@every_unit
def test_both_languages_say_the_same_figures(unit: str) -> None:
    vietnamese, english = (figures(made(unit, lang)) for lang in ("vi", "en"))
    assert {key: (f.value, f.unit, f.formula, f.inputs) for key, f in vietnamese.items()} == {
        key: (f.value, f.unit, f.formula, f.inputs) for key, f in english.items()
    }


def test_the_fictional_unit_has_every_section_filled() -> None:
    assert slots(made("999")) == set()
    tables = [b.id for part in made("999") for b in part.blocks if isinstance(b, Table)]
    charts = [b.id for part in made("999") for b in part.blocks if isinstance(b, Chart)]
    assert {"targets", "pace", "targets-by-year", "yearly-targets", "money-by-year", "period-tasks"} <= set(tables)
    assert charts == ["path-chart", "poverty-chart", "money-chart"]


def test_where_nothing_is_known_a_slot_says_why() -> None:
    assert {"period_targets", "yearly_plans", "poverty_series", "period_money"} <= slots(made("38"))
    assert {"period_targets", "period_money"} <= slots(made("10"))


VERDICTS = {
    "P01": ("on_course", F(0)),
    "P02": ("behind", F(1907, 15630) - F("0.1")),
    "P-N1": ("not_judged", None),
    "P03": ("met", F(0)),
    "P04": ("missed", F(4)),
    "P05": ("on_course", F(1500 - 260 - 365 - 412)),
    "P06": ("on_course", F(0)),
    "P07": ("on_course", F("0.168") - F("0.15")),
    "P08": ("behind", F(450 - 70 - 85 - 100)),
    "P09": ("on_course", F("0.95") - F(4465, 5017)),
    "P10": ("not_measurable", None),
}


def test_verdicts_at_the_middle_of_the_term() -> None:
    found = {one.target.id: (one.verdict.state, one.verdict.gap) for one in term_targets(opened("999"))}
    assert found == VERDICTS


def test_pace_so_far_and_pace_needed() -> None:
    """32,00 % to 19,90 % in two years; 12 % is asked two years later."""
    found = figures(made("999"))
    rate = F(3110, 15630)
    assert found["pace.P01.so_far"].value == (rate - F("0.32")) / 2
    assert found["pace.P01.needed"].value == (F("0.12") - rate) / 2
    assert found["pace.P01.so_far"].display == "giảm 6,05 điểm phần trăm mỗi năm"
    assert found["pace.P01.needed"].display == "giảm 3,95 điểm phần trăm mỗi năm"
    assert (found["pace.P08.so_far"].value, found["pace.P08.needed"].value) == (85, F(195, 2))
    assert "pace.P04.so_far" not in found


def test_each_year_has_its_path_and_its_result() -> None:
    found = figures(made("999"))
    assert [found[f"target.P01.{year}.planned"].value for year in range(2022, 2026)] == [
        *(F("0.27"), F("0.22")),
        *(F("0.17"), F("0.12")),
    ]
    assert found["target.P01.2022.result"].value == F(3960, 15410)
    assert found["target.P02.2023.short"].value == F(1907, 15630) - F("0.12")
    assert found["target.P02.2023.short"].display == "0,20 điểm phần trăm"
    assert found["target.P02.2022.short"].display == "dưới 0,01 điểm phần trăm"
    assert found["target.P04.2022.short"].value == 4
    assert "target.P01.2024.result" not in found


def test_the_plan_of_a_year_stands_beside_the_path() -> None:
    table = next(b for b in made("999")[5].blocks if isinstance(b, Table) and b.id == "targets-by-year")
    rows = [row.cells for row in table.rows]
    start = next(i for i, cells in enumerate(rows) if str(cells[0]).startswith("P04."))
    of_2023 = rows[start + 3]
    assert (of_2023[0], of_2023[2]) == ("2023", "ít nhất 350 người")
    assert of_2023[5] == "Đúng lộ trình; kế hoạch năm: không đạt"


def test_yearly_plans_are_judged_at_the_end_of_their_year() -> None:
    found = figures(made("999"))
    assert found["yearly.2023.M05.part"].value == F(338, 350)
    table = next(b for b in made("10")[6].blocks if isinstance(b, Table))
    verdicts = {row.cells[0]: row.cells[6] for row in table.rows[1:]}
    # The only result of Lào Cai inside the term is that of 2020: it says nothing of a target of 2018.
    assert set(verdicts.values()) == {"Chưa đủ số liệu", "Chỉ tiêu định tính"}
    assert opened("10").span().first == dt.date(2016, 1, 1)


def ledger_sum(name: str, *phases: str) -> int:
    with (ROOT / "data" / "ledgers" / name).open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["source"] not in ("loan", "in_kind")]
    kept = [r for r in rows if r["phase"] in phases and r["assigned_by"] in ("", "district")]
    return sum(int(r["amount_vnd"]) for r in kept)


def test_money_by_year_is_that_of_the_ledgers() -> None:
    found = figures(made("999"))
    assert found["money.2022.all.given"].value == ledger_sum("huyen-mau-2022.csv", "allocated", "adjusted")
    assert found["money.2022.all.carried"].value == ledger_sum("huyen-mau-2022.csv", "carried_over")
    paid = ledger_sum("huyen-mau-2022.csv", "disbursed")
    assert found["money.2022.all.disbursed"].value == paid
    available = ledger_sum("huyen-mau-2022.csv", "allocated", "adjusted", "carried_over")
    assert found["money.2022.all.rate"].value == F(paid, available)
    assert found["money.2023.all.planned"].value == 58_561_345_678
    assert "money.2022.all.planned" not in found
    assert [one.year for one in money_by_year(opened("999")) if not one.known()] == [2021]


def test_capital_adds_up_to_its_year() -> None:
    found = figures(made("999"))
    for year in (2022, 2023):
        kinds = ("investment", "recurrent", "not_stated")
        parts = [found[f"money.{year}.{k}.disbursed"].value for k in kinds if f"money.{year}.{k}.disbursed" in found]
        assert sum(parts) == found[f"money.{year}.all.disbursed"].value


def test_thanh_hoa_has_25_tasks_and_nine_duties_with_a_date_or_period_and_42_without() -> None:
    """A day of every year falls due five times from the signing on 21/10/2016."""
    found = term_tasks(opened("38"))
    followed = [one for one in found if one.dated()]
    assert (len(found), len(followed)) == (76, 34)
    appendix = [one for one in followed if one.task.name.startswith("PL-")]
    assert (len(appendix), len(followed) - len(appendix)) == (25, 9)
    (plan,) = (one for one in followed if one.task.name == "PL-II.1")
    assert [window.last.year for window in plan.dated()] == [2016, 2017, 2018, 2019, 2020]


def test_a_date_that_comes_back_counts_from_the_signing_and_by_its_own_year() -> None:
    tasks = {one.task.name: one for one in term_tasks(opened("999"))}
    assigned = tasks["giao-chi-tieu"]
    assert [window.last for window in assigned.dated()] == [dt.date(year, 1, 30) for year in (2023, 2024, 2025)]
    assert [due.state for due in assigned.dues] == ["done_late", "ahead", "ahead"]
    assert tasks["so-ket"].states() == {"late": 1}
    # Dates that acts set are tasks by default: before 01/06 and before 01/12, from the act on.
    assert [w.last for w in tasks["report-annual"].dated()] == [dt.date(year, 11, 30) for year in range(2022, 2026)]
    assert [w.last for w in tasks["report-six-months"].dated()] == [dt.date(y, 5, 31) for y in (2023, 2024, 2025)]


def test_causes_are_mapped_to_solutions() -> None:
    (table,) = (b for b in made("38")[10].blocks if isinstance(b, Table))
    assert len(table.rows) == 14


def test_no_run_crosses_a_standard_and_2021_has_two_results() -> None:
    standing = as_published(opened("999"))
    found = {key: [point.day.year for point in points] for key, points in runs(standing, "poor")}
    assert found == {("VN-2016", 0): [2019, 2020, 2021], ("VN-2022", 0): [2021, 2022, 2023]}
    assert series_breaks(opened("999"), standing) == (
        (dt.date(2021, 12, 31), "thay đổi chuẩn nghèo (VN-2016 sang VN-2022)"),
    )
    words = " ".join(series_words(opened("999"), standing))
    assert "9,00% (VN-2016); 32,00% (VN-2022)" in words
    assert "giảm từ 32,00% (31/12/2021, chính thức) xuống 25,70%" in words
    assert "19,90% (31/12/2023, sơ bộ)" in words


def result(unit: str, year: int, households: int, poor: int, near: int, status: str = "official") -> PovertyResult:
    values = {
        "unit": unit,
        "as_of": dt.date(year, 12, 31),
        "standard": "VN-2022",
        "households": households,
        "poor": poor,
        "near_poor": near,
        "status": status,
    }
    return made_row(POVERTY_RESULTS, values, "made.csv", year)


@cache
def across_the_reform() -> Report:
    """Lào Cai of 2026 with made counts of itself and of the two provinces it came from."""
    report = open_report("10", 2018, workspace=str(ROOT))
    units = open_report("999", 2023, workspace=str(ROOT)).ground.units
    rows = (result("10", 2024, 100, 20, 10), result("15", 2024, 300, 20, 30), result("15", 2025, 400, 36, 40))
    ground = replace(report.ground, results=rows, units=units)
    unit = next(one for one in units if one.code == "15" and in_force(one, dt.date(2025, 12, 31)))
    params = replace(report.params, year=2025)
    own = tuple(row for row in rows if row.unit == "15")
    return replace(report, params=params, unit=unit, ground=ground, results=own)


def test_as_it_was_a_series_breaks_where_borders_changed() -> None:
    report = across_the_reform()
    standing = as_published(report)
    assert standing.moved == (dt.date(2025, 12, 31),)
    assert [(key, len(points)) for key, points in runs(standing, "poor")] == [(("VN-2022", 0), 1), (("VN-2022", 1), 1)]
    assert series_breaks(report, standing) == ((dt.date(2025, 7, 1), "thay đổi địa giới hành chính ngày 01/07/2025"),)


def test_in_todays_borders_counts_are_added_and_never_rates() -> None:
    """20 of 100 and 20 of 300 are 10 % of 400, not the mean of 20 % and 6,67 %."""
    standing = in_borders(across_the_reform())
    poor = [(point.day.year, point.rate) for point in standing.points if point.indicator == "poor"]
    assert poor == [(2024, F(40, 400)), (2025, F(36, 400))]
    (day,) = standing.rebuilt
    assert (day.counts["poor"].quality, day.counts["poor"].parts) == ("rebuilt", ("10", "15"))
    assert not series_breaks(across_the_reform(), standing)


def test_a_day_that_cannot_be_rebuilt_is_refused_with_its_reason() -> None:
    report = across_the_reform()
    lacking = replace(report, ground=replace(report.ground, results=report.ground.results[1:]))
    made_ = chapters.poverty_series(lacking, "now")
    table = next(b for b in made_.blocks if isinstance(b, Table) and b.id == "poverty-rebuilt")
    assert table.rows[0].cells[-1] == "chưa tính được: thiếu số hộ của Tỉnh Lào Cai"


def test_another_word_for_borders_is_refused() -> None:
    with pytest.raises(ValueError, match="borders"):
        chapters.poverty_series(opened("999"), "soon")


def test_where_borders_never_changed_nothing_is_rebuilt() -> None:
    then, now = (chapters.poverty_series(opened("999"), word) for word in ("then", "now"))
    assert [getattr(block, "id", "") for block in then.blocks] == [getattr(block, "id", "") for block in now.blocks]


def test_an_annual_report_gives_counts_in_its_own_borders_below_those_as_they_were() -> None:
    report = open_report("98", 2026, workspace=str(ROOT))
    table = next(b for b in chapters.poverty(report).blocks if isinstance(b, Table) and b.id == "poverty-rebuilt")
    assert all("Tỉnh Mẫu" in str(row.cells[-1]) for row in some(table.rows))
    unmoved = chapters.poverty(open_report("999", 2023, workspace=str(ROOT)))
    assert not any(getattr(block, "id", "") == "poverty-rebuilt" for block in some(unmoved.blocks))
