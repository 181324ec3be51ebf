"""The law data: shipped values, lookups by date, and every refusal."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from poverty_analysis import law as law_data
from poverty_analysis.law import Law, read_law, read_law_folder
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
    assert (found.ratio, found.province_class, found.class_verified) == (Fraction(3, 100), "at-least-70", False)
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
    assert law_data.housing_norms(law, "11", 2026) == ()


def test_district_agencies_end_with_the_district_level(law: Law) -> None:
    before, after = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    found = law_data.agency(law, "phong-lao-dong-tbxh", before)
    assert found is not None and found.title_vi == "Phòng Lao động - Thương binh và Xã hội"
    assert law_data.agency(law, "phong-lao-dong-tbxh", after) is None
    assert law_data.agency(law, "ubnd-cap-xa", after) is not None


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
    assert law_data.citation(law, "KH-TUAN-GIAO-2023").decree == "Kế hoạch"
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
        ("housing.yaml", "citation: TT-46-2022", "citation: TT-46", "PA-517"),
        ("housing.yaml", "    citation: TT-46-2022\n", "", "PA-511"),
        ("housing.yaml", "verified: false", "verified: true", "PA-522"),
        ("housing.yaml", "verified: false", "verified: maybe", "PA-516"),
        ("housing.yaml", "valid_from: 2022-08-01", "valid_from: 2026-08-01", "PA-520"),
        ("housing.yaml", "valid_from: 2022-08-01", "valid_from: 01/08/2022", "PA-513"),
        ("housing.yaml", "valid_from: 2022-08-01", "valid_from: 2022-02-30", "PA-513"),
        ("housing.yaml", "line: DA5", "line: DA9", "PA-521"),
        ("citations.yaml", "report_form: [ND-30-2020]", "report_form: [ND-30]", "PA-517"),
        ("housing.yaml", "  - id: central-new\n    programme", "  - programme", "PA-511"),
        ("housing.yaml", "norms:", "norms: none\nother:", "PA-510"),
        ("agencies.yaml", "end_citation: ND-131-2025", "end_citation: ND-131", "PA-517"),
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
        ("standards.yaml", "verified: false", "verified: true", "PA-522"),
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
