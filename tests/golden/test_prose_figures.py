"""Every rate and amount in prose and alternative texts is a figure of the report, or stands in what it quotes.

The numbers are read from the words as a reader sees them: percentages, percentage points, đồng and million đồng.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Json, figures_of
from poverty_analysis.checks.ledgers import TOLERANCE_VND
from poverty_analysis.report.open import Report, open_report
from tests.some import some
from tests.tree import ROOT

NUMBER = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(%| điểm phần trăm| triệu đồng| đồng)")
PERCENT = ("%", " điểm phần trăm")
REPORTS = {
    "year": ("annual_report", ("999", 2023)),
    "plan": ("annual_report", ("099", 2023)),
    "press": ("annual_report", ("37", 2021)),
    "half": ("six_month_report", ("999", 2023, "six_months", "2023-05-31")),
    "term": ("period_review", ("999", 2025, "term", "2023-12-31")),
    "money": ("budget_reconciliation", ("999", 2023)),
}
# Chapters in the words of people, and those that say only what the law says.
QUOTING = ("chi_dao", "ket_qua", "han_che", "kien_nghi", "nhiem_vu", "method", "carry_law", "bases")


def sections(notebook: str, report: Report) -> list[Json]:
    """The chapters of a notebook, called as its cells call them."""
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    made: list[Json] = []
    for cell in cells[2:]:
        call = ast.parse("".join(cell["source"]), mode="eval").body
        assert isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        given = [part.value for part in call.args[1:] if isinstance(part, ast.Constant)]
        made.append(getattr(chapters, call.func.attr)(report, *given).to_json())
    return made


def words_of(section: Json) -> Iterator[str]:
    for block in section["blocks"]:
        if block["type"] == "text" and block["kind"] in ("paragraph", "list", "brief", "note", "key_figures"):
            yield from (*block["items"], *block["details"])
        elif block["type"] == "chart":
            yield block["alt"]


def numbers_in(text: str) -> Iterator[tuple[Fraction, int, str]]:
    """Value, decimals and what it counts; percent as a share, million as đồng."""
    for whole, part, unit in NUMBER.findall(text):
        value = Fraction(int(whole.replace(".", "") + part), 10 ** len(part))
        scale = Fraction(1, 100) if unit in PERCENT else 10**6 if unit == " triệu đồng" else 1
        yield value * scale, len(part), unit


def stated(report: Report) -> Iterator[Fraction]:
    """What the plan asks, and what findings compare."""
    for plan in (report.dataset, *report.inside):
        for row in plan.targets:
            yield from (abs(Fraction(n)) for n in (row.value, row.value_to, row.baseline) if n is not None)
    for finding in (*report.findings, *(cause for year in report.years for cause in year.causes)):
        yield from (abs(Fraction(n)) for n in (finding.expected, finding.actual, finding.difference) if n is not None)
    rule = report.facts.counterpart
    yield from (rule.ratio, Fraction(TOLERANCE_VND)) if rule else (Fraction(TOLERANCE_VND),)


def is_known(value: Fraction, decimals: int, unit: str, known: set[Fraction]) -> bool:
    step = Fraction(1, 10**decimals) * (Fraction(1, 100) if unit in PERCENT else 10**6 if "triệu" in unit else 1)
    # Half a unit of the last decimal, either way; what is short of the whole is never rounded up to it.
    near = any(abs(one - value) <= step / 2 for one in known)
    return near or any(value < one < 1 and one - value < step for one in known)


@pytest.mark.parametrize("name", REPORTS)
def test_every_number_in_prose_is_a_figure(name: str) -> None:
    notebook, opened = REPORTS[name]
    report = open_report(*opened, workspace=str(ROOT))  # type: ignore[arg-type]
    made = sections(notebook, report)
    figures: list[dict[str, Any]] = [figure for section in made for figure in figures_of(section)]
    known = {abs(Fraction(figure["exact"])) for figure in some(figures)} | set(stated(report))
    told = [text for section in made if section["id"] not in QUOTING for text in words_of(section)]
    seen = [(number, text) for text in some(told) for number in numbers_in(text)]
    assert len(seen) > 1
    assert [(text, str(number)) for number, text in seen if not is_known(*number, known)] == []
