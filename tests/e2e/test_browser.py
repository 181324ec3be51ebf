"""The published pages in Chromium, opened as a file on a PC without a network."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.browsing import Opener
from tests.product import HUYEN_MAU, TUAN_GIAO, Said, asked_reports, pdf_text

pytestmark = pytest.mark.browser

PAGES = {
    "tuan-giao-vi": f"{TUAN_GIAO}/annual_report.vi/099-tuan-giao-2023-year.html",
    "tuan-giao-en": f"{TUAN_GIAO}/annual_report.en/099-tuan-giao-2023-year.html",
    "mau-vi": f"{HUYEN_MAU}/annual_report.vi/minh-hoa-999-mau-2023-year.html",
    "index": "index.html",
}
every_page = pytest.mark.parametrize("name", PAGES)
# Text and what it stands on, of every element that has text of its own: the lowest contrast (WCAG 2.2, 1.4.3).
LOWEST_CONTRAST = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    // What lets the ground through, as the shade of a heat map does, is laid over what stands behind it.
    const over = [];
    let c = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
    for (let e = element; e; e = e.parentElement) {
      const own = parse(getComputedStyle(e).backgroundColor);
      if (own.length === 3) { c = own; break; }
      if (own[3] > 0) over.unshift(own);
    }
    for (const top of over) c = c.map((v, i) => v + (top[i] - v) * top[3]);
    return c;
  };
  let worst = [21, ''];
  for (const e of document.body.querySelectorAll('*')) {
    if (e.closest('svg') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(e);
    if (style.visibility === 'hidden' || !e.getClientRects().length) continue;
    const [one, other] = [light(parse(style.color)), light(ground(e))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < worst[0]) worst = [ratio, e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 40)];
  }
  return worst;
}"""


@every_page
def test_it_opens_alone_and_without_errors(first: Path, opened: Opener, name: str) -> None:
    path = first / "outputs" / PAGES[name]
    seen = opened(path)
    assert not [url for url in seen.requests if url != path.as_uri() and not url.startswith("data:")]
    assert seen.errors == []
    assert seen.page.evaluate("document.fonts.ready.then(fonts => [...fonts].every(f => f.status !== 'error'))")


@every_page
def test_its_structure_serves_readers_of_assistive_software(first: Path, opened: Opener, name: str) -> None:
    page = opened(first / "outputs" / PAGES[name]).page
    assert page.evaluate("document.documentElement.lang") == ("en" if name.endswith("-en") else "vi")
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    tables = page.locator("table").count()
    assert tables > 0
    assert page.locator("table > caption:not(:empty)").count() == tables
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("table:not(:has(th[scope=col]))").count() == 0
    pictures = page.locator("img, [role=img]")
    words = pictures.evaluate_all("all => all.map(p => p.getAttribute('alt') || p.getAttribute('aria-label') || '')")
    assert all(len(word) > 20 for word in words)
    assert page.locator("figure").count() == 0 or words
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_page
@pytest.mark.parametrize("width", [320, 768])
def test_no_sideways_scroll(first: Path, opened: Opener, name: str, width: int) -> None:
    page = opened(first / "outputs" / PAGES[name], width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_page
@pytest.mark.parametrize("dark", [False, True])
def test_text_is_readable_by_day_and_night(first: Path, opened: Opener, name: str, dark: bool) -> None:
    page = opened(first / "outputs" / PAGES[name], dark=dark).page
    ratio, where = page.evaluate(LOWEST_CONTRAST)
    assert ratio >= 4.5, where
    night = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert night == dark


@pytest.mark.parametrize("dark", [False, True])
def test_charts_follow_the_colours_of_the_page_by_day_and_night(first: Path, opened: Opener, dark: bool) -> None:
    """Their words are read on the paper of the page, and a bar stands out from it by three to one."""
    page = opened(first / "outputs" / PAGES["tuan-giao-vi"], dark=dark).page
    found = page.locator("figure .drawing svg").evaluate_all(
        """all => all.map(e => [getComputedStyle(e.parentElement).backgroundColor,
            getComputedStyle(e.querySelector('text')).fill,
            getComputedStyle(e.querySelector('rect, circle')).fill].map(c => c.match(/\\d+/g).map(Number)))"""
    )
    assert found
    for paper, ink, bar in found:
        assert (sum(paper) < 300) == dark
        assert _contrast(paper, ink) >= 4.5
        assert _contrast(paper, bar) >= 3


def _contrast(one: list[int], other: list[int]) -> float:
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: list[int]) -> float:
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_the_keyboard_reaches_the_contents_and_follows_them(first: Path, opened: Opener) -> None:
    from playwright.sync_api import expect

    page = opened(first / "outputs" / PAGES["tuan-giao-vi"]).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#text"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "#counterpart":
            break
    assert page.evaluate("document.activeElement.matches(':focus-visible')")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#counterpart$"))
    top = page.locator("[id=counterpart]").evaluate("e => e.getBoundingClientRect().top")
    assert -5 <= top < 800


def test_every_link_of_the_contents_leads_somewhere(first: Path, opened: Opener) -> None:
    page = opened(first / "outputs" / PAGES["mau-vi"]).page
    missing = page.locator("a[href^='#']").evaluate_all(
        "all => all.map(a => a.getAttribute('href').slice(1)).filter(id => !document.getElementById(id))"
    )
    assert missing == []


def test_the_links_of_the_index_open_reports(first: Path, opened: Opener) -> None:
    page = opened(first / "outputs" / PAGES["index"]).page
    links = page.locator("a").evaluate_all("all => all.map(a => decodeURIComponent(a.getAttribute('href')))")
    # Every report in HTML, PDF and XLSX.
    assert len(links) == 3 * len(asked_reports())
    assert all((first / "outputs" / link).is_file() for link in links)
    page.locator("a", has_text="HTML").first.click()
    assert "Tuần Giáo" in page.title()


@pytest.mark.parametrize("name", ["tuan-giao-vi", "mau-vi"])
def test_it_prints_whole(first: Path, opened: Opener, name: str) -> None:
    page = opened(first / "outputs" / PAGES[name]).page
    text = pdf_text(page.pdf(format="A4", print_background=True, prefer_css_page_size=True))
    for words in ("61.331,979",) if name == "tuan-giao-vi" else ("DỮ LIỆU MINH HỌA",):
        assert words in text
    for heading in page.locator("h2").all_inner_texts():
        assert "".join(heading.lower().split()) in "".join(text.lower().split())


def test_no_planted_script_ran(analyst: tuple[Path, Said], opened: Opener) -> None:
    workspace, said = analyst
    assert said.code == 0
    path = workspace / "outputs" / HUYEN_MAU / "rieng.vi" / "minh-hoa-999-mau-2023-year.html"
    seen = opened(path)
    for link in seen.page.locator("a[href]").all():
        assert (link.get_attribute("href") or "").startswith("#")
    assert seen.page.evaluate("typeof window.CANARY") == "undefined"
    assert "CANARY" not in seen.page.title()
    assert not [url for url in seen.requests if url != path.as_uri() and not url.startswith("data:")]
    assert seen.page.locator("script").count() == 0
