"""The HTML report: one file, offline, everything escaped, nothing that runs."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from poverty_analysis.blocks import Chart, Section, Text
from poverty_analysis.render.html import render_html
from tests.programs import HANGS_AFTER_SECONDS
from tests.render_sample import LABELS, PAYLOADS, SVG, digest_elsewhere, document, hostile_sections
from tests.some import some
from tests.tree import ROOT

CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
)


class Page(HTMLParser):
    """Tags, attributes and text of a page, as a browser would see them."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(source.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render_html(document()))


@pytest.fixture(scope="module")
def hostile() -> Page:
    return Page(render_html(document(hostile_sections(), title=PAYLOADS[9], unit_name=PAYLOADS[10])))


def test_the_policy_comes_first_in_the_head(page: Page) -> None:
    names = [name for name, _ in page.tags]
    first = page.tags[names.index("head") + 1]
    assert first == ("meta", {"http-equiv": "Content-Security-Policy", "content": CSP})


def test_the_page_says_its_language_and_has_one_h1(page: Page) -> None:
    assert page.named("html") == [{"lang": "vi"}]
    assert len(page.named("h1")) == 1


def test_without_a_letterhead_the_title_is_the_h1() -> None:
    plain = Page(render_html(document((Section("a", "Mục", (Text("paragraph", ("x",)),)),), title="Tên báo cáo")))
    assert len(plain.named("h1")) == 1
    assert plain.text.count("Tên báo cáo") == 2


def test_headings_do_not_skip_a_level(page: Page) -> None:
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch("h[1-6]", name)]
    assert all(after - before <= 1 for before, after in some(pairwise(levels)))


def test_nothing_runs_and_nothing_is_fetched(page: Page, hostile: Page) -> None:
    for shown in (page, hostile):
        names = {name for name, _ in shown.tags}
        assert not names & {"script", "iframe", "object", "embed", "form", "base", "link", "svg", "foreignobject"}
        attributes = [(key, value or "") for _, attrs in shown.tags for key, value in attrs.items()]
        assert not [key for key, _ in some(attributes) if key.startswith("on")]
        assert all(value.startswith(("data:", "#")) for key, value in some(attributes) if key in ("src", "href"))


def test_payloads_stay_text_in_every_field(hostile: Page) -> None:
    text = "".join(hostile.text)
    images = [attrs["alt"] for attrs in hostile.named("img")]
    for payload in some(PAYLOADS):
        assert text.count(payload) >= 30
        assert payload in images


def test_hostile_data_adds_no_tag() -> None:
    good = Page(render_html(document(tuple(s for s in hostile_sections()[:1]))))
    for section in some(hostile_sections()):
        bad = Page(render_html(document((section,))))
        assert Counter(name for name, _ in bad.tags) == Counter(name for name, _ in good.tags)


def test_anchors_are_ascii_unique_and_linked(page: Page, hostile: Page) -> None:
    for shown in (page, hostile):
        ids = [str(attrs["id"]) for _, attrs in shown.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch("[a-z0-9-]+", name) for name in some(ids))
        links = {str(attrs["href"])[1:] for attrs in shown.named("a")}
        assert links <= set(ids)


def test_tables_have_captions_and_scopes(page: Page) -> None:
    assert len(page.named("caption")) == len(page.named("table")) == 3
    assert all(attrs.get("scope") in ("col", "row", "rowgroup") for attrs in some(page.named("th")))
    regions = [attrs for attrs in page.named("div") if attrs.get("role") == "region"]
    assert all(attrs["tabindex"] == "0" for attrs in some(regions))
    assert len(regions) == 4


def test_a_long_table_keeps_every_row(page: Page) -> None:
    assert len(set(re.findall(r"row\d{3}\.", "".join(page.text)))) == 126


def test_charts_are_pictures_with_words(page: Page) -> None:
    (image,) = page.named("img")
    assert image["alt"] == "Ngân sách trung ương lớn nhất, gấp mười lần địa phương"
    assert base64.b64decode(str(image["src"]).partition(",")[2]).decode() == SVG


def test_a_picture_without_words_says_so() -> None:
    shown = Page(render_html(document((Section("a", "", (Chart("c", "", " ", SVG),)),))))
    assert shown.named("img")[0]["alt"] == LABELS["image_alt"]


def test_made_up_data_are_marked_and_real_ones_are_not() -> None:
    words = LABELS["synthetic"].encode()
    # Once at the head of the page, once above its only chart, which may be copied out of it.
    assert render_html(document()).count(words) == 2
    assert words not in render_html(document(synthetic=False))


def test_unprintable_characters_become_visible_codes() -> None:
    section = Section("a", "", (Text("paragraph", ("a\x00b\ud800c\u202ed\ne",)),))
    assert "a[U+0000]b[U+D800]c[U+202E]d e" in "".join(Page(render_html(document((section,)))).text)


def test_the_same_document_gives_the_same_bytes() -> None:
    first = render_html(document())
    assert first == render_html(document())
    assert digest_elsewhere("html") == hashlib.sha256(first).hexdigest()


def test_a_missing_label_is_refused() -> None:
    with pytest.raises(ValueError, match="skip"):
        document(labels={key: word for key, word in LABELS.items() if key != "skip"})


@pytest.mark.browser
def test_no_sideways_scroll_on_a_phone(tmp_path: Path, require: Callable[[str], Path]) -> None:
    """Chromium's dump of a page that frames the report at 320 px and measures it."""
    report = tmp_path / "report.html"
    report.write_bytes(render_html(document()))
    source = report.read_text(encoding="utf-8").replace(CSP, "script-src 'unsafe-inline'")
    probe = "<script>document.title = document.documentElement.scrollWidth</script></body>"
    report.write_text(source.replace("</body>", probe), encoding="utf-8")
    frame = tmp_path / "frame.html"
    script = 'onload="document.title = this.contentDocument.title"'
    frame.write_text(f'<iframe src="report.html" width="320" height="600" {script}></iframe>', encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom"]
    command = [require("browser"), *options, f"--user-data-dir={tmp_path / 'profile'}", frame.as_uri()]
    shown = subprocess.run(
        command, capture_output=True, text=True, timeout=HANGS_AFTER_SECONDS, cwd=ROOT, check=False
    ).stdout
    width = re.search(r"<title>(\d+)</title>", shown)
    assert width is not None, shown
    assert int(width[1]) <= 320


@pytest.mark.browser
def test_every_printed_page_is_marked_and_no_row_is_lost(tmp_path: Path, require: Callable[[str], Path]) -> None:
    report, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    report.write_bytes(render_html(document()))
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    command = [require("browser"), *options, f"--user-data-dir={tmp_path / 'profile'}", report.as_uri()]
    subprocess.run(command, capture_output=True, timeout=HANGS_AFTER_SECONDS, check=True)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed)]
    assert all(LABELS["synthetic"] in page for page in some(pages))
    assert len(set(re.findall(r"row\d{3}\.", "".join(pages)))) == 126
