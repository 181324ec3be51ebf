"""The law data: shipped values, lookups by date, and every refusal."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from poverty_analysis import law as law_data
from poverty_analysis.law import HOW, Law, Reading, read_law, read_law_folder
from poverty_analysis.law.reader import FILES
from poverty_analysis.values.problems import DataProblems, Place
from poverty_analysis.values.strict_yaml import read_yaml
from poverty_analysis.values.validity import in_force
from tests.some import some
from tools.law_page import law_page, main

ROOT = Path(__file__).parents[2]
SHIPPED = Path(law_data.__file__).parent
PLACE = Place("data/plans/x/plan.yaml", column="programme")


@pytest.fixture(scope="module")
def law() -> Law:
    return read_law()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> list[str]:
    """Replace ``old`` once and return the codes of the problems."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataProblems) as caught:
        read_law_folder(folder)
    return [problem.code for problem in caught.value.problems]


def test_read_once() -> None:
    assert read_law() is read_law()


def test_page_is_up_to_date(law: Law, tmp_path: Path) -> None:
    main(str(tmp_path / "law.md"))
    assert (tmp_path / "law.md").read_text(encoding="utf-8") == law_page(law)
    shipped = (ROOT / "docs" / "reference" / "law.md").read_text(encoding="utf-8")
    assert shipped == law_page(law), "run: python -m tools.law_page docs/reference/law.md"


def test_page_names_every_value(law: Law) -> None:
    page = law_page(law)
    names = [c.id for c in law.citations] + [a.id for a in law.agencies] + [n.id for n in law.housing]
    assert [name for name in some(names) if name not in page] == []


def test_page_keeps_its_tables_whole(law: Law) -> None:
    rows = [line for line in law_page(law).splitlines() if line.startswith("|")]
    assert all(re.fullmatch(r"\|.*\|", row) for row in some(rows))


@pytest.mark.parametrize("year", [2015, 2016, 2020, 2021, 2025, 2026, 2030, 2031])
def test_at_most_one_programme_a_year(law: Law, year: int) -> None:
    expected = {2016: "GNBV-2016", 2020: "GNBV-2016", 2021: "GNBV-2021", 2025: "GNBV-2021"}
    expected |= {2026: "CT-2026", 2030: "CT-2026"}
    found = [one.id for one in law.programmes if in_force(one, dt.date(year, 12, 31))]
    assert found == [expected[year]] if year in expected else not found


def test_line_and_project(law: Law) -> None:
    programme = law_data.programme(law, "GNBV-2021")
    line = programme.line("DA3.2")
    assert line is not None and line.title_vi == "Cải thiện dinh dưỡng"
    assert programme.line("DA3") is None
    parent = programme.project(line.parent)
    assert parent is not None and parent.title_vi == "Hỗ trợ phát triển sản xuất, cải thiện dinh dưỡng"
    assert programme.project("DA8") is None


def test_counterpart_of_dien_bien_rests_on_an_assumption(law: Law) -> None:
    found = law_data.counterpart(law, "11", 2023)
    assert found is not None
    assert (found.ratio, found.province_class, found.class_reading.how) == (Fraction(3, 100), "at-least-70", "none")
    assert found.class_note_vi.startswith("GIẢ ĐỊNH")


@pytest.mark.parametrize(("province", "year"), [("11", 2020), ("11", 2026), ("38", 2023)])
def test_no_counterpart_outside_the_data(law: Law, province: str, year: int) -> None:
    assert law_data.counterpart(law, province, year) is None


def test_housing_norms_of_dien_bien(law: Law) -> None:
    found = {n.id: n.amount_vnd for n in law_data.housing_norms(law, "11", 2023)}
    assert found == {
        "central-new": 40_000_000,
        "central-repair": 20_000_000,
        "dien-bien-new": 50_000_000,
        "dien-bien-new-central": 40_000_000,
        "dien-bien-new-local": 10_000_000,
    }
    assert [n.id for n in law_data.housing_norms(law, "38", 2022)] == ["central-new", "central-repair"]
    assert law_data.housing_norms(law, "11", 2021) == ()
    # The norm of the central budget goes on for money extended to 31/12/2026; that of the province does not.
    assert [n.id for n in law_data.housing_norms(law, "11", 2026)] == ["central-new", "central-repair"]
    assert law_data.housing_norms(law, "11", 2027) == ()


@pytest.mark.parametrize(
    ("id", "last"),
    [
        ("phong-lao-dong-tbxh", dt.date(2025, 2, 28)),
        ("phong-nong-nghiep-ptnt", dt.date(2025, 2, 28)),
        ("phong-kinh-te-ha-tang", dt.date(2025, 2, 28)),
        ("phong-van-hoa-thong-tin", dt.date(2025, 2, 28)),
        ("phong-dan-toc", dt.date(2025, 2, 28)),
        ("phong-y-te", dt.date(2025, 6, 30)),
    ],
)
def test_five_district_offices_end_early_in_2025_the_others_with_the_district_level(
    law: Law, id: str, last: dt.date
) -> None:
    assert law_data.agency(law, id, last) is not None
    assert law_data.agency(law, id, last + dt.timedelta(days=1)) is None
    assert law_data.agency(law, "ubnd-cap-xa", dt.date(2026, 1, 1)) is not None


def carried(law: Law, year: int, on: dt.date) -> dict[str, list[tuple[str, int, int]]]:
    """Outcome, first and last year of use of the money of a budget year, by capital, as the law was on a day."""
    found: dict[str, list[tuple[str, int, int]]] = {"recurrent": [], "investment": []}
    for rule in law_data.carry_over_rules(law, year, on):
        for capital, told in found.items():
            if rule.covers(year, capital):
                told.append((rule.outcome, rule.first_year(year), rule.last_year(year)))
    return found


def test_the_end_of_budget_2025_follows_the_law_of_2025(law: Law) -> None:
    """Decree 73/2026/NĐ-CP, article 50: budget 2024 is settled under law 83/2015, the end of 2025 under law 89/2025."""
    rules = {year: law_data.carry_over_rules(law, year, dt.date(2026, 12, 31)) for year in (2023, 2024, 2025, 2026)}
    acts = {year: [rule.citation for rule in found if rule.capital == "recurrent"] for year, found in rules.items()}
    assert acts == {
        2023: ["LUAT-NSNN-2015-D64"],
        2024: ["LUAT-NSNN-2015-D64"],
        2025: ["LUAT-NSNN-2025-D66"],
        2026: ["LUAT-NSNN-2025-D66"],
    }


def test_money_of_2021_to_2025_may_run_to_the_end_of_2026(law: Law) -> None:
    """Resolution 257/2025/QH15 as circular 60/2026/TT-BTC, article 21.1 quotes it; unknown before its day."""
    today, then = dt.date(2026, 12, 31), dt.date(2025, 12, 10)
    for year in range(2021, 2026):
        assert ("may_carry", 2026, 2026) in carried(law, year, today)["recurrent"], year
        assert ("may_carry", 2026, 2026) in carried(law, year, today)["investment"], year
        assert ("may_carry", 2026, 2026) not in carried(law, year, then)["recurrent"], year
    assert carried(law, 2025, today)["recurrent"] == [("may_carry", 2026, 2026), ("carries", 2026, 2026)]
    assert carried(law, 2026, today)["recurrent"] == [("carries", 2027, 2027)]
    assert carried(law, 2024, then)["recurrent"] == [("lapses", 2025, 2024)]


def test_money_of_2022_and_2023_goes_to_2024_on_two_grounds(law: Law) -> None:
    on = dt.date(2023, 12, 31)
    named = {y: [r.citation for r in law_data.carry_over_rules(law, y, on) if r.capital == "any"] for y in (2022, 2023)}
    assert named == {2022: ["NQ-QH-29-11-2023"], 2023: ["NQ-DU-TOAN-2024"]}


def every_reading(law: Law) -> dict[str, Reading]:
    lines = {f"{of.id} {line.code}": line.reading for of in law.programmes for line in of.headings + of.lines}
    parts = {f"{of.id} {one.id}": one.reading for of in law.standards for one in (*of.income, *of.points)}
    parts |= {f"{one.citation} {one.id}": one.reading for of in law.standards for one in of.indicator_list}
    named = (law.citations, law.programmes, law.housing, law.agencies, law.standards, law.carry_over)
    found = {one.id: one.reading for group in named for one in group}
    found |= {one.id: one.reading for group in (law.deadlines, law.answers, law.newly_escaped) for one in group}
    found |= {f"census {one.id}": one.reading for one in law.reviews}
    found |= {f"ratio {one.province_class}": one.reading for one in law.counterpart_ratios}
    found |= {f"province {one.province}": one.reading for one in law.province_classes}
    return found | lines | parts | {f"issuer {one.level}": one.reading for one in law.issuers}


def test_a_value_read_somewhere_names_its_source_day_and_in_an_act_the_article(law: Law) -> None:
    readings = every_reading(law)
    assert len(readings) > 190
    read = {id: one for id, one in readings.items() if one.how != "none"}
    assert len(read) > 100
    assert [id for id, one in read.items() if not (one.on and one.urls)] == []
    acts = {id: one for id, one in read.items() if one.how in ("act", "copy_of_act")}
    assert len(acts) > 40
    assert [id for id, one in acts.items() if not one.article_vi] == []


def test_what_rests_on_the_press_or_on_nothing_is_weak() -> None:
    assert [how for how in HOW if Reading(how=how).weak] == ["press", "none"]


@pytest.mark.parametrize(
    "id",
    [
        "ratio at-least-70",
        "ratio from-50-to-70",
        "ND-07-2021 health_insurance",
        "VN-2016 low",
        "DN-2022",
        "central-new",
    ],
)
def test_a_value_against_which_a_source_speaks_carries_both_readings(law: Law, id: str) -> None:
    reading = every_reading(law)[id]
    assert reading.other_vi and reading.other_en


def test_issuer(law: Law) -> None:
    body = law_data.issuer(law, "district", dt.date(2023, 12, 31))
    assert body is not None
    assert law_data.issuer_name(body, "Huyện Mẫu", "vi") == "Ủy ban nhân dân huyện Mẫu"
    assert law_data.issuer_name(body, "Huyện Mẫu", "en") == "People's Committee of huyện Mẫu"
    assert body.signed_for_vi == "TM. ỦY BAN NHÂN DÂN"
    assert law_data.issuer(law, "district", dt.date(2025, 7, 1)) is None


def test_unknown_ids_are_problems_at_the_place_of_use(law: Law) -> None:
    for code, call, id, near in [
        ("PA-501", law_data.citation, "QD-90", "QD-90-2022"),
        ("PA-502", law_data.programme, "GNBV-2022", "GNBV-2021"),
        ("PA-503", law_data.standard, "VN-2021", "VN-2022"),
    ]:
        with pytest.raises(DataProblems) as caught:
            call(law, id, place=PLACE)
        (problem,) = caught.value.problems
        assert (problem.code, problem.place, problem.seen) == (code, PLACE, id)
        assert near in problem.values["near"]


def test_decree_is_written_as_documents_write_it(law: Law) -> None:
    found = law_data.citation(law, "QD-02-2022")
    assert (found.decree, found.decree_en) == ("Quyết định số 02/2022/QĐ-TTg", "Decision No. 02/2022/QĐ-TTg")
    assert law_data.citation(law, "KH-TUAN-GIAO-2023").decree == "Kế hoạch của Ủy ban nhân dân huyện Tuần Giáo"
    assert law_data.standard(law, "VN-2022").citation == "ND-07-2021"


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("counterpart.yaml", "ratio: 3/100", "ratio: 0.03", "PA-514"),
        ("counterpart.yaml", "ratio: 3/100", "ratio: 3/2", "PA-514"),
        ("counterpart.yaml", "ratio: 3/100", "ratoi: 3/100", "PA-510"),
        ("counterpart.yaml", "class: at-least-70", "class: rich", "PA-521"),
        ("counterpart.yaml", "programme: GNBV-2021", "programme: GNBV-2022", "PA-521"),
        ("counterpart.yaml", "id: '49'", "id: '11'", "PA-518"),
        ("housing.yaml", "amount_vnd: 40000000", "amount_vnd: 4e7", "PA-515"),
        ("housing.yaml", "amount_vnd: 40000000", "amount_vnd: 40.000.000", "PA-515"),
        ("housing.yaml", "kind: new", "kind: big", "PA-516"),
        ("housing.yaml", "citation: QD-02-2022-D9", "citation: QD-02", "PA-517"),
        ("housing.yaml", "    citation: QD-02-2022-D9\n", "", "PA-511"),
        ("housing.yaml", "how: copy_of_act", "how: gazette", "PA-516"),
        ("housing.yaml", "how: none", "how: press", "PA-522"),
        ("housing.yaml", "    reading: {how: none}\n", "", "PA-511"),
        ("housing.yaml", "      on: 2026-11-30\n", "", "PA-522"),
        ("citations.yaml", "      article: {vi: 'Điều 50, Điều 51', en: 'article 50, article 51'}\n", "", "PA-522"),
        ("housing.yaml", "valid_from: 2022-08-01", "valid_from: 2027-08-01", "PA-520"),
        ("housing.yaml", "valid_from: 2022-08-01", "valid_from: 01/08/2022", "PA-513"),
        ("housing.yaml", "valid_from: 2022-08-01", "valid_from: 2022-02-30", "PA-513"),
        ("housing.yaml", "line: DA5", "line: DA9", "PA-521"),
        ("citations.yaml", "report_form: [ND-30-2020,", "report_form: [ND-30,", "PA-517"),
        ("housing.yaml", "  - id: central-new\n    programme", "  - programme", "PA-511"),
        ("housing.yaml", "norms:", "norms: none\nother:", "PA-510"),
        ("agencies.yaml", "end_citation: NQ-203-2025-QH15", "end_citation: NQ-203", "PA-517"),
        ("measures.yaml", "citation: QD-24-2021-D3", "citation: QD-24", "PA-517"),
        ("measures.yaml", "levels: [district, province]", "levels: [district, provinces]", "PA-516"),
        ("agencies.yaml", "- id: commune", "- id: hamlet", "PA-521"),
        ("agencies.yaml", "- id: phong-y-te", "- id: phong-dan-toc", "PA-518"),
        ("programmes.yaml", "parent: DA3", "parent: DA9", "PA-521"),
        ("answers.yaml", "lines: [DA3.2]", "lines: [DA3.9]", "PA-521"),
        ("answers.yaml", "lines: [DA3.2]", "lines: DA3.2", "PA-512"),
        ("answers.yaml", "need: nutrition", "need: nutricion", "PA-521"),
        ("answers.yaml", "need: nutrition", "need: dependants", "PA-518"),
        ("answers.yaml", "programme: GNBV-2021", "programme: GNBV", "PA-521"),
        ("programmes.yaml", "capital: [investment, recurrent]", "capital: recurrent", "PA-512"),
        ("programmes.yaml", "capital: [investment, recurrent]", "capital: [money]", "PA-516"),
        ("programmes.yaml", "citation: QD-90-2022", "citation: [QD-90-2022]", "PA-512"),
        ("citations.yaml", "kind: decision", "kind: letter", "PA-516"),
        ("citations.yaml", "title: {vi: Luật Kế toán, en: Accounting Law}", "title: {vi: Luật Kế toán}", "PA-511"),
        ("standards.yaml", "\nstandards:", "\nstandards: 1\nmore:", "PA-512"),
        ("standards.yaml", "urban: 500000", "urban: 500.000", "PA-515"),
        ("standards.yaml", "urban: 500000", "city: 500000", "PA-510"),
        ("standards.yaml", "indicators: QD-59-2015", "indicators: QD-60-2015", "PA-516"),
        ("standards.yaml", "deprivations: at_least", "deprivations: some", "PA-516"),
        ("standards.yaml", "threshold: 3", "threshold: three", "PA-516"),
        ("standards.yaml", "threshold: 3", "threshold: 11", "PA-523"),
        ("standards.yaml", "    threshold: 3\n", "", "PA-523"),
        ("standards.yaml", "from: {urban: 501000", "from: {urban: 500000", "PA-523"),
        ("standards.yaml", "above: {urban: 900000", "above: {urban: 899999", "PA-523"),
        ("standards.yaml", "      - {class: near_poor, income: near, deprivations: any}\n", "", "PA-523"),
        ("standards.yaml", "deprivations: at_least", "deprivations: fewer", "PA-523"),
        ("standards.yaml", "up_to: {urban: 3000000", "up_to: {urban: 2000000", "PA-523"),
        ("indicators.yaml", "dimension: health", "dimension: heath", "PA-516"),
        ("indicators.yaml", "scopes: [any_member, child]", "scopes: [everyone]", "PA-516"),
        ("calendar.yaml", "list: VN-2016", "list: VN-2017", "PA-516"),
        ("calendar.yaml", "last: 2014", "last: 2015", "PA-524"),
        ("calendar.yaml", "result: VN-2011", "result: VN-2016", "PA-524"),
        ("calendar.yaml", "citation: TT-02-2022", "citation: TT-02", "PA-517"),
        ("standards.yaml", "VN-2016:", "VN-2011:", "PA-111"),
        ("standards.yaml", "\nstandards:", "\nstandards: [", "PA-110"),
    ],
)
def test_each_fault_is_a_named_problem(folder: Path, name: str, old: str, new: str, code: str) -> None:
    assert code in change(folder, name, old, new)


def test_a_code_cannot_be_heading_and_line(folder: Path) -> None:
    assert "PA-518" in change(folder, "programmes.yaml", "    headings:\n      DA3:\n", "    headings:\n      DA2:\n")


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    housing = folder / "housing.yaml"
    housing.write_text(housing.read_text(encoding="utf-8").replace("40000000", "4e7"), encoding="utf-8")
    codes = change(folder, "counterpart.yaml", "ratio: 3/100", "ratio: 3%")
    assert codes == ["PA-514", "PA-515", "PA-515"]


def test_a_missing_file_is_a_problem(folder: Path) -> None:
    (folder / "standards.yaml").unlink()
    with pytest.raises(DataProblems) as caught:
        read_law_folder(folder)
    assert [(p.code, p.place.file) for p in caught.value.problems] == [("PA-101", "law/standards.yaml")]


def test_a_problem_says_file_row_and_key(folder: Path) -> None:
    path = folder / "housing.yaml"
    row = path.read_text(encoding="utf-8").splitlines().index("    amount_vnd: 20000000") + 1
    path.write_text(path.read_text(encoding="utf-8").replace("20000000", "20 triệu"), encoding="utf-8")
    with pytest.raises(DataProblems) as caught:
        read_law_folder(folder)
    (problem,) = caught.value.problems
    assert problem.place == Place("law/housing.yaml", row=row, column="amount_vnd")
    assert (problem.seen, problem.values["id"]) == ("20 triệu", "central-repair")


def test_every_code_of_law_and_units_has_its_words() -> None:
    sources = [*SHIPPED.glob("*.py"), *(SHIPPED.parent / "units").glob("*.py")]
    raised = {code for path in sources for code in re.findall(r'"(PA-5\d\d)"', path.read_text(encoding="utf-8"))}
    words = read_yaml(SHIPPED.parent / "wording" / "problems" / "5-law.yaml", "5-law.yaml")
    assert isinstance(words, dict) and set(words) == raised
