"""The chapters of the annual report, for the real and the fictional unit, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import COUNTED, Chart, Figure, Section, Table, Text, figures_of
from poverty_analysis.chapters.frame.registry import PROMISES, missing
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.report.open import Report, make_report, open_report
from poverty_analysis.values.problems import DataProblems
from tests.reports import in_language
from tests.some import some
from tests.tree import ROOT

CHAPTERS: tuple[Callable[[Report], Section], ...] = (
    chapters.letterhead,
    chapters.summary,
    chapters.bases,
    chapters.direction,
    chapters.results_heading,
    chapters.targets,
    chapters.budget,
    chapters.funds,
    chapters.counterpart,
    chapters.norms,
    chapters.reconciliation,
    chapters.disbursement,
    chapters.differences,
    chapters.decisions,
    chapters.rates,
    chapters.balance,
    chapters.steps,
    chapters.carry_law,
    chapters.poverty,
    chapters.review,
    chapters.deprived,
    chapters.causes,
    chapters.groups,
    chapters.needs,
    chapters.units_below,
    chapters.tasks,
    chapters.limits,
    chapters.proposals,
    chapters.next_tasks,
    chapters.signature,
    chapters.agencies,
    chapters.method,
    chapters.money_heading,
    chapters.difference_rows,
    chapters.matched,
    chapters.unbalanced,
    chapters.position,
    chapters.brief,
    chapters.money_summary,
)
NO_DATA = {
    "disbursement",
    "decisions",
    "rates",
    "balance",
    "poverty",
    "review",
    "deprived",
    "causes",
    "groups",
    "needs",
    "units_below",
    "position",
}
# Chapters of a report on a term have a test of their own, tests/unit/test_period_review.py.
OF_A_TERM = {
    *("period_summary", "period_targets", "yearly_plans", "poverty_series"),
    *("period_money", "period_tasks", "solutions"),
}


@cache
def opened(unit: str) -> Report:
    return make_report(Workspace(ROOT), Params(unit, 2023))


@cache
def made_chapters(unit: str, lang: str) -> tuple[Section, ...]:
    report = in_language(opened(unit), lang)
    return tuple(chapter(report) for chapter in CHAPTERS)


def made(report: Report) -> tuple[Section, ...]:
    return made_chapters(report.params.unit, report.lang)


@pytest.fixture(params=["099", "999"])
def report(request: pytest.FixtureRequest) -> Report:
    return opened(request.param)


@pytest.fixture
def tuan_giao() -> Report:
    return opened("099")


# Every kind of report has one first page, and the ids of their figures are the same.
OTHER_FIRST_PAGES = ("brief", "money_summary")


def figures(parts: tuple[Section, ...]) -> list[Figure]:
    shown = (part for part in parts if part.id not in OTHER_FIRST_PAGES)
    return [figure for part in shown for block in part.blocks for figure in figures_in(block)]


def figures_in(block: Text | Table | Chart) -> Iterator[Figure]:
    if isinstance(block, Text):
        yield from block.figures
    elif isinstance(block, Table):
        yield from (cell for row in block.rows for cell in row.cells if isinstance(cell, Figure))


def words_in(block: Text | Table | Chart) -> Iterator[str]:
    if isinstance(block, Text):
        yield from (*block.items, *block.fields.values())
        return
    yield from (block.title, block.source, *block.notes)
    if isinstance(block, Table):
        yield from (block.unit_line, *(column.title for column in block.columns))
        yield from (cell if isinstance(cell, str) else cell.display for row in block.rows for cell in row.cells)
    else:
        yield block.alt


def slots(part: Section) -> list[str]:
    return [item for b in part.blocks if isinstance(b, Text) and b.kind == "slot" for item in b.items]


def test_every_chapter_is_listed_here() -> None:
    assert {chapter.__name__ for chapter in CHAPTERS} == set(chapters.__all__) - OF_A_TERM


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_that_is_promised_is_there(report: Report, lang: str) -> None:
    parts = made(in_language(report, lang))
    annual = PROMISES["annual_report"]
    assert [part.id for part in parts if part.id in annual] == list(annual)
    assert missing("annual_report", [part.to_json() for part in parts]) == ()


def test_both_languages_say_the_same_figures(report: Report) -> None:
    vietnamese, english = (figures(made(in_language(report, lang))) for lang in ("vi", "en"))
    assert [(f.id, f.value, f.unit, f.formula, f.inputs, f.law) for f in vietnamese] == [
        (f.id, f.value, f.unit, f.formula, f.inputs, f.law) for f in english
    ]


def test_figures_have_one_id_each_and_exact_values(report: Report) -> None:
    found = figures(made(report))
    assert len({figure.id for figure in found}) == len(found)
    assert not [figure for figure in some(found) if isinstance(figure.value, float)]
    known = {citation.id for citation in report.law.citations}
    assert {name for figure in found for name in figure.law} <= known


def test_a_row_has_as_many_cells_as_columns(report: Report) -> None:
    for table in some(b for part in made(report) for b in part.blocks if isinstance(b, Table)):
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}, table.id


def test_ids_of_blocks_are_unique_and_charts_have_words(report: Report) -> None:
    blocks = [b for part in made(report) for b in part.blocks if not isinstance(b, Text)]
    assert len({block.id for block in blocks}) == len(blocks)
    assert all(len(block.alt) > 20 for block in some(b for b in blocks if isinstance(b, Chart)))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_word_is_a_key_or_an_empty_slot_of_the_catalogue(report: Report, lang: str) -> None:
    texts = [t for part in made(in_language(report, lang)) for b in part.blocks for t in words_in(b)]
    assert not [text for text in some(texts) if "{" in text or "None" in text.split()]


def test_a_real_unit_says_what_it_has_no_data_on(tuan_giao: Report) -> None:
    parts = {part.id: part for part in made(tuan_giao)}
    for name in NO_DATA:
        assert slots(parts[name]), name
        assert all("chưa có số liệu" in words.lower() for words in some(slots(parts[name])))
        assert not [block for block in some(parts[name].blocks) if not isinstance(block, Text)]
    assert tuan_giao.ledger == ()
    assert tuan_giao.results == ()


def test_the_fictional_unit_fills_every_section() -> None:
    report = opened("999")
    assert report.synthetic
    assert {part.id: slots(part) for part in some(made(report)) if slots(part)} == {}


def test_the_budget_of_tuan_giao_adds_up(tuan_giao: Report) -> None:
    found = {figure.id: figure for figure in figures(made(tuan_giao))}
    codes = [f"DA{n}" for n in range(1, 8)]
    assert sum(found[f"budget.{code}.total"].value for code in codes) == 61_331_979_376
    groups = ("central_year", "central_unlabelled", "carried", "local", "other")
    assert sum(found[f"budget.total.{name}"].value for name in groups) == found["budget.total"].value
    shares = [f.value for name, f in found.items() if name.startswith("funds.") and name.endswith(".share")]
    assert sum(shares) == 1
    assert found["budget.DA4.1.total"].display == "4.861,581"
    assert found["counterpart.clear_with_carried.gap"].value == Fraction(-247_938_128, 100)


def test_figures_on_law_from_the_press_or_nothing_are_marked(tuan_giao: Report) -> None:
    weak = {citation.id: citation.reading.weak for citation in tuan_giao.law.citations}
    amounts = [figure for figure in figures(made(tuan_giao)) if figure.law]
    assert len(amounts) > 10
    for figure in (figure for figure in amounts if not figure.id.startswith("law.")):
        assert figure.display.endswith("†") == any(weak[name] for name in figure.law), figure.id


def test_a_line_is_marked_by_its_own_reading_not_by_that_of_its_act(tuan_giao: Report) -> None:
    """The poverty line of 2022 was read in a copy of the decree, the average living standard in the press."""
    shown = {f.id: f.display for f in figures(made(tuan_giao)) if f.id.startswith("law.VN-2022")}
    assert (shown["law.VN-2022.1.rural"], shown["law.VN-2022.3.rural"]) == ("1.500.000", "2.250.000†")


def test_number_date_signature_and_seal_are_left_empty(report: Report) -> None:
    head = chapters.letterhead(report).blocks[0]
    assert isinstance(head, Text)
    assert not any(letter.isdigit() for letter in some(head.fields["number_slot"] + head.fields["place_date"]))
    assert head.fields["nation"] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert head.fields["motto"] == "Độc lập - Tự do - Hạnh phúc"
    closing, end = chapters.signature(report).blocks
    assert isinstance(closing, Text) and closing.items[0].endswith("./.")
    assert isinstance(end, Text)
    assert set(end.fields) == {"recipients_title", "sign_for", "sign_title"}


def test_chapters_stand_in_the_official_order(report: Report) -> None:
    annual = [part for part in made(report) if part.id in PROMISES["annual_report"]]
    numbered = [part.number for part in annual if part.level == 1 and part.number and not part.annex]
    assert numbered == ["I.", "II.", "III.", "IV.", "V."]
    assert {part.number for part in made(report) if part.level == 2} == {COUNTED}


def test_a_missing_chapter_table_or_chart_is_named(tuan_giao: Report) -> None:
    parts: list[dict[str, Any]] = [part.to_json() for part in made(tuan_giao) if part.id != "norms"]
    budget = next(part for part in parts if part["id"] == "budget")
    budget["blocks"] = [block for block in budget["blocks"] if block["type"] != "table"]
    assert missing("annual_report", parts) == ("budget/budget-by-line", "norms")
    assert missing("another_notebook", []) == ()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"unit": "99", "year": 2023}, "PA-404"),
        ({"unit": "099", "year": 2031}, "PA-404"),
        ({"unit": "099", "year": 2023, "lang": "fr"}, "PA-403"),
        ({"unit": "099", "year": 2023, "as_of": "31/12/2023"}, "PA-403"),
        ({"unit": "099", "year": 2023, "plan": "khong-co"}, "PA-404"),
        ({"unit": 99, "year": 2023}, "PA-306"),
    ],
)
def test_a_report_that_cannot_be_opened_is_refused(values: dict[str, Any], code: str) -> None:
    with pytest.raises(DataProblems) as caught:
        open_report(**values, workspace=str(ROOT))
    assert code in [problem.code for problem in caught.value.problems]


def test_every_figure_says_what_it_was_made_of(report: Report) -> None:
    shown = (section for section in made(report) if section.id not in OTHER_FIRST_PAGES)
    figures = [figure for section in shown for figure in figures_of(section.to_json())]
    assert figures
    # A sum of no rows is 0 and rests on none.
    assert [figure["id"] for figure in some(figures) if figure["value"] and not figure["inputs"]] == []
    assert all(figure["formula"] for figure in some(figures))
    assert len({figure["id"] for figure in figures}) == len(figures)


def test_a_table_names_every_file_that_its_figures_came_from(report: Report) -> None:
    """Files of data, that is: a figure of a rule or of the law says so itself."""
    tables = [b for part in made(report) for b in part.blocks if isinstance(b, Table) and b.id != "standards-used"]
    for table in some(tables):
        cells = (cell for figure in figures_in(table) for cell in figure.inputs)
        files = {cell.rsplit("/", 1)[-1].split("#")[0] for cell in cells if "#" in cell}
        assert files <= set(table.source.split(", ")), table.id
