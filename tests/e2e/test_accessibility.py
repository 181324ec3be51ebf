"""What programs for readers of assistive software find in the published pages and PDF files.

docs/reference/accessibility.md says what they and people looked at, and what nobody did.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browsing import Opener
from tests.e2e.test_browser import PAGES
from tests.product import HUYEN_MAU, TUAN_GIAO
from tests.some import some

REPORTS = (
    f"{TUAN_GIAO}/annual_report.vi/099-tuan-giao-2023-year.pdf",
    f"{HUYEN_MAU}/annual_report.en/minh-hoa-999-mau-2023-year.pdf",
)
# What axe cannot tell by itself, and why it is right.
LOOKED_AT = {
    # Words on a bar of a chart: test_browser.py measures the words of charts on the colours of the page.
    "color-contrast",
    # A table of a form in which no row has a value in one of the columns yet.
    "th-has-data-cells",
}
# A head that repeats on a second page is an artifact there, as ISO 32000-1, 14.8.2.2 has it; the first is tagged.
REPEATED_HEAD = "TAG-002"
# A table of many groups has a head for each: outloud takes more than three for a head in shreds.
MANY_GROUPS = "TBL-010"


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["mau-vi", "tuan-giao-en", "index"])
def test_axe_finds_nothing_and_what_it_leaves_open_was_looked_at(
    first: Path, opened: Opener, name: str, dark: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(first / "outputs" / PAGES[name], dark=dark).page
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    found = Axe().run(page, options={"resultTypes": ["violations", "incomplete", "passes"]}).response
    told = [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found["violations"]]
    assert told == []
    assert {one["id"] for one in found["incomplete"]} <= LOOKED_AT
    assert len(found["passes"]) > 20


@pytest.mark.browser
@pytest.mark.parametrize("name", ["mau-vi", "index"])
def test_every_landmark_has_a_name_of_its_own(first: Path, opened: Opener, name: str) -> None:
    page = opened(first / "outputs" / PAGES[name]).page
    names = page.evaluate(
        """() => [...document.querySelectorAll('main, nav, aside, header, [role=region], [role=search], section')]
        .filter(e => e.tagName !== 'SECTION' || e.hasAttribute('aria-labelledby'))
        .map(e => (e.getAttribute('role') || e.tagName) + ':' + (e.getAttribute('aria-label')
          || (document.getElementById(e.getAttribute('aria-labelledby')) || {}).textContent || ''))"""
    )
    assert sorted(set(names)) == sorted(some(names))


@pytest.mark.parametrize("report", REPORTS)
def test_the_machine_checkable_rules_of_pdf_ua_hold(first: Path, report: str) -> None:
    """pdfua names what it could not evaluate: its rule on empty headings reads no attribute list."""
    from pdfua import validate

    told = validate(first / "outputs" / report)
    assert [(one.rule_id, one.message) for one in told.findings] == []


@pytest.mark.parametrize("report", REPORTS)
def test_a_pdf_says_out_loud_what_it_shows(first: Path, report: str) -> None:
    import outloud

    told = outloud.check(str(first / "outputs" / report))
    assert told.error is None
    assert {one.rule for one in told.findings if one.severity == "error"} <= {REPEATED_HEAD, MANY_GROUPS}
    heads = [one.evidence for one in told.findings if one.rule == REPEATED_HEAD]
    assert all(words and "." not in words for words in heads)
    passed = [one for one in told.criteria["pdfua1"] if one["status"] == "pass"]
    assert len(passed) >= 14


@pytest.mark.parametrize("report", REPORTS)
def test_every_named_row_of_a_pdf_has_its_head_in_the_tags(first: Path, report: str) -> None:
    pdf = (first / "outputs" / report).read_bytes()
    rows, heads = pdf.count(b"/S/TR/"), pdf.count(b"/Scope/Row/")
    # A column head, a group and a row without a name have none.
    assert heads > rows / 2
