"""Charts: no label touches anything, every number is one of the figures, and bars lie where matplotlib lays them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.blocks import Figure
from poverty_analysis.chapters.charts.axes import percent_marks
from poverty_analysis.chapters.charts.bar_charts import (
    ShareBar,
    paired_bars,
    share_bars,
    stacked_bars,
    steps_visible,
    waterfall,
)
from poverty_analysis.chapters.charts.calendar import Bar, gantt
from poverty_analysis.chapters.charts.labels import Box, free_label
from poverty_analysis.chapters.charts.rankings import RankedUnit, ranking
from poverty_analysis.chapters.charts.time_charts import Dot, Panel, Run, path_and_results, rates_over_time
from poverty_analysis.chapters.money.money_flow import flow_chart
from poverty_analysis.render.letters import drawable, width_of, wrapped
from poverty_analysis.render.svg import COLOURS, STROKES, WIDTH
from tests.drawings import overlaps, taken_apart, width_by_font
from tests.example_reports import EXAMPLES, LANGS, Example, charts, drawn_chapters, example, figures_of_block
from tests.some import some

F = Fraction
MILLION = 10**6
LONG = "Hỗ trợ đầu tư phát triển hạ tầng kinh tế - xã hội các huyện nghèo, các xã đặc biệt khó khăn vùng bãi ngang"
every_example = pytest.mark.parametrize("of", EXAMPLES, ids=lambda of: f"{of[0]}-{of[1]}-{of[2]}")
every_language = pytest.mark.parametrize("lang", LANGS)


@every_example
@every_language
def test_no_label_touches_a_line_a_bar_or_another_label(of: Example, lang: str) -> None:
    found = [f"{chart.id}: {told}" for _, chart in charts(of, lang) for told in overlaps(taken_apart(chart.svg))]
    assert not found, "\n".join(found)


def test_the_examples_have_charts_of_every_shape() -> None:
    shapes = {chart.id for of in EXAMPLES for _, chart in charts(of, "vi")}
    assert shapes == {
        *("budget-chart", "disbursement-chart", "flow-chart", "poverty-chart", "contributions-chart"),
        *("units-below-chart", "unit-map-chart", "tasks-chart", "path-chart", "money-chart"),
    }


NUMBER = {"vi": r"(?<![\w/.,-])\d[\d.]*(?:,\d+)?(?![\w/])", "en": r"(?<![\w/.,-])\d[\d,]*(?:\.\d+)?(?![\w/])"}
DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2} \w+ \d{4}|\d{4}-\d\d-\d\d")
CODE = re.compile(r"\b[A-Z]+[A-Z0-9-]*\d[\d.]*\b|(?:Xã|Huyện|Phường|Mẫu) (?:Mẫu )?\d+")


def numbers_in(text: str, lang: str) -> Iterator[tuple[str, str]]:
    """Numbers of a text as they are printed, with "%" or the word behind them; no dates and no codes."""
    plain = CODE.sub(" ", DATE.sub(" ", text))
    for found in re.finditer(NUMBER[lang] + r"\s*(%|đồng|dong)?", plain):
        number = re.match(NUMBER[lang], found[0])
        assert number is not None
        yield number[0].rstrip(".,"), found[1] or ""


def exact(printed: str, lang: str) -> Fraction:
    thousands, point = (".", ",") if lang == "vi" else (",", ".")
    return Fraction(printed.replace(thousands, "").replace(point, "."))


def agrees(printed: str, unit: str, figures: Sequence[Figure], lang: str) -> bool:
    """Whether a figure has the number: a share in percent to two decimals, an amount to the đồng."""
    value = exact(printed, lang)
    if unit == "%":
        shares = [F(one.value) * 100 for one in figures if one.unit == "share"]
        return value == 100 or any(abs(share - value) <= F(1, 200) for share in shares)
    return any(F(one.value) == value for one in figures if one.unit in ("vnd", "count"))


@every_example
@every_language
def test_every_number_of_a_title_and_an_alternative_text_is_a_figure(of: Example, lang: str) -> None:
    """Amounts and rates; how many lines, tasks, units there are is counted on the drawing below."""
    for part, chart in charts(of, lang):
        figures = [figure for block in part.blocks for figure in figures_of_block(block)]
        told = [pair for text in (chart.title, chart.alt) for pair in numbers_in(text, lang)]
        wrong = [f"{number}{unit}" for number, unit in told if unit and not agrees(number, unit, figures, lang)]
        assert not wrong, f"{chart.id}: {wrong} in {chart.title!r}, {chart.alt!r}"


@every_example
def test_every_amount_and_rate_drawn_is_a_figure(of: Example) -> None:
    for part, chart in charts(of, "vi"):
        figures = [figure for block in part.blocks for figure in figures_of_block(block)]
        shown = [one.text for one in taken_apart(chart.svg).words if one.text.endswith("%") and one.text != "100%"]
        wrong = [text for text in shown if not agrees(text[:-1], "%", figures, "vi")]
        assert not wrong, f"{chart.id}: {wrong}"


def test_the_text_and_the_table_of_disbursement_have_one_denominator() -> None:
    (pair,) = [pair for pair in charts(("999", 2023, "year", ""), "vi") if pair[1].id == "disbursement-chart"]
    part, chart = pair
    rates = {f.id: f.display for block in part.blocks for f in figures_of_block(block)}
    drawn = {one.text for one in taken_apart(chart.svg).words}
    lines = [name for name in rates if re.fullmatch(r"disbursement\.DA[\d.]+\.rate", name)]
    # A rate touched by an open discrepancy carries its sign in the table; the bar has the number.
    assert {rates[name].rstrip("‡") for name in some(lines)} <= drawn
    assert rates["disbursement.DA4.2.rate"] == "98,30%"


@every_example
def test_heat_maps_are_tables_and_no_chart_repeats_them(of: Example) -> None:
    parts = drawn_chapters(of, "vi")
    assert not [block.id for part in parts for block in part.blocks if "heat" in getattr(block, "id", "")]


@every_example
def test_no_chart_has_one_bar(of: Example) -> None:
    for _, chart in charts(of, "vi"):
        drawing = taken_apart(chart.svg)
        assert len(drawing.bars) + len(drawing.dots) > 1, chart.id


@cache
def all_shapes() -> tuple[tuple[str, str], ...]:
    """A drawing of every shape, with long labels, hidden values, days before the year and rates above one."""
    days = [dt.date(2018 + n, 12, 31) for n in range(6)]
    dots = tuple(Dot(day, F(30 - n, 100), "official", f"{30 - n},00%") for n, day in enumerate(days))
    runs = (Run("VN-2016", dots[:3]), Run("VN-2022", (*dots[3:5], Dot(days[5], F(1, 4), "estimate", "25,00%"))))
    shares = [
        ShareBar(LONG, F(13, 10), "130,00%", "a"),
        ShareBar("B", None, "*", "b"),
        ShareBar("C", F(1, 2), "50,00%", "c"),
    ]
    units = [RankedUnit(f"Xã {n}", f"{n},00%", F(n, 100), F(n + 3, 100)) for n in range(12, 1, -1)]
    bars = [Bar(LONG, None, dt.date(2022, 3, 1), (), late=True), Bar("Hai", days[4], dt.date(2023, 8, 15), (0,))]
    return (
        ("stacked", stacked_bars([LONG, "B"], [("x", [3 * MILLION, 0]), (LONG, [MILLION, 1])], "triệu đồng", "vi")),
        ("paired", paired_bars(["2022", "2023"], [("x", [None, 5]), ("y", [10**12, 3 * MILLION])], "triệu đồng", "vi")),
        ("flow", waterfall([("a", 9 * MILLION, True), (LONG, -MILLION, False), ("c", 8 * MILLION, True)], "t", "vi")),
        ("shares", share_bars(shares, "%", "vi", "100%")),
        ("ranking", ranking(units, ("31/12/2023", "31/12/2022"), "%", "vi")),
        ("gantt", gantt(bars, 2023, (dt.date(2023, 6, 20), "số liệu đến 20/06/2023"), "Tháng", "vi")),
        ("path", path_and_results(range(2018, 2024), [d.rate for d in dots], dots, ("a", "b", "c"), "vi")),
        (
            "time",
            rates_over_time(
                [Panel("Hộ nghèo", runs), Panel("Hộ cận nghèo", runs)],
                [(days[2], "đổi chuẩn"), (days[2], "đổi địa giới"), (days[4], LONG * 2)],
                [("official", "chính thức"), ("estimate", "ước")],
                "% số hộ",
                "vi",
            ),
        ),
    )


@pytest.mark.parametrize(("name", "svg"), all_shapes(), ids=[name for name, _ in all_shapes()])
def test_no_shape_lets_a_label_touch_anything(name: str, svg: str) -> None:
    assert not overlaps(taken_apart(svg)), name


def test_the_same_chart_has_the_same_bytes() -> None:
    first = all_shapes()
    all_shapes.cache_clear()
    assert all_shapes() == first


def test_the_table_of_widths_is_that_of_the_font() -> None:
    text = "".join(chr(point) for point in range(0x20, 0x1F00) if drawable(chr(point)) == chr(point))
    assert len(text) > 1000
    for letter in some(text):
        assert width_of(letter, 9) == pytest.approx(width_by_font(letter, 9))


def test_letters_the_face_lacks_become_codes_and_nothing_breaks_the_drawing() -> None:
    assert drawable("a\U0001f600\x00\n<") == "a[U+1F600][U+0000] <"
    assert taken_apart(share_bars([ShareBar("<&>\x01", F(1), "1")], "%", "vi")).words[-2].text == "<&>[U+0001]"


@given(st.text(alphabet="abcđỗ -", max_size=80), st.integers(30, 200))
def test_wrapped_words_fit_and_none_is_lost(text: str, room: int) -> None:
    lines = wrapped(text, room, 9)
    assert all(width_of(line, 9) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(st.fractions(min_value=0, max_value=1000))
def test_axes_have_few_round_marks_and_reach_the_top(top: Fraction) -> None:
    marks = percent_marks(top)
    assert 2 <= len(marks) <= 6 and marks[0] == 0 and marks[-1] >= top
    assert len({after - before for before, after in pairwise(marks)}) == 1


@pytest.mark.parametrize(
    ("steps", "seen"),
    [
        ([("a", 1000, True), ("b", -10, False), ("c", 990, True)], True),
        ([("a", 1000, True), ("b", -9, False), ("c", 991, True)], False),
        ([("a", 1000, True), ("c", 1000, True)], False),
        ([], False),
    ],
)
def test_a_waterfall_is_drawn_only_where_its_steps_can_be_seen(steps: list[tuple[str, int, bool]], seen: bool) -> None:
    assert steps_visible(steps) is seen


def test_a_hidden_share_has_a_sign_and_no_length() -> None:
    drawing = taken_apart(share_bars([ShareBar("A", F(1, 2), "50%"), ShareBar("B", None, "*")], "%", "vi"))
    assert len(drawing.bars) == 1 and "*" in {one.text for one in drawing.words}


def test_one_series_has_no_legend() -> None:
    one = taken_apart(stacked_bars(["a", "b"], [("Nguồn", [MILLION, MILLION])], "", "vi"))
    assert "Nguồn" not in {words.text for words in one.words}


def test_a_label_finds_a_free_place_or_none() -> None:
    within = Box(0, 0, 100, 100)
    label = free_label((50, 50), "12,00%", 8, within, [Box(0, 0, 100, 45)], [])
    assert label is not None and label.y > 50
    assert free_label((50, 50), "12,00%", 8, within, [Box(0, 0, 100, 100)], []) is None


def test_a_line_through_a_box_is_seen_from_every_side() -> None:
    box = Box(10, 10, 20, 20)
    assert box.crossed((0, 15), (30, 15)) and box.crossed((15, 0), (15, 30)) and box.crossed((0, 0), (30, 30))
    assert not box.crossed((0, 5), (30, 5)) and not box.crossed((0, 15), (9, 15)) and not box.crossed((0, 30), (5, 0))


def _grey(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_parts_are_told_apart_in_grey_by_lightness_or_strokes() -> None:
    parts = [f"c{n}" for n in range(6)]
    for at, one in some(list(enumerate(parts))):
        for other in parts[at + 1 :]:
            strokes = STROKES.get(one, "") != STROKES.get(other, "")
            assert strokes or abs(_grey(COLOURS[one]) - _grey(COLOURS[other])) > 0.04, (one, other)


# --- matplotlib as the reference -----------------------------------------------------------------


def _reference(starts: Sequence[float], widths: Sequence[float]) -> list[tuple[float, float]]:
    """Where matplotlib lays horizontal bars: left end and width as parts of the longest reach."""
    from matplotlib.figure import Figure as Canvas

    axes = Canvas(figsize=(6.5, 3)).add_axes((0.0, 0.0, 1.0, 1.0))
    bars = axes.barh(range(len(widths)), widths, left=starts)
    axes.set_xlim(0, max(a + b for a, b in zip(starts, widths, strict=True)))
    boxes = [bar.get_window_extent().transformed(axes.transAxes.inverted()) for bar in bars]
    return [(box.x0, box.width) for box in boxes]


def _drawn(svg: str) -> list[tuple[float, float]]:
    """The same of our bars, in the order drawn."""
    boxes = [box for _, box in taken_apart(svg).bars]
    left = min(box.left for box in boxes)
    reach = max(box.right for box in boxes) - left
    return [((box.left - left) / reach, (box.right - box.left) / reach) for box in boxes]


def _same(ours: list[tuple[float, float]], theirs: list[tuple[float, float]]) -> None:
    # A tenth of a point is the last decimal of a drawing.
    assert len(ours) == len(theirs)
    for mine, other in some(list(zip(ours, theirs, strict=True))):
        assert mine == pytest.approx(other, abs=0.2 / (WIDTH / 3))


def test_bars_of_shares_lie_where_matplotlib_lays_them() -> None:
    shares = [F(7, 10), F(3, 10), F(1, 8)]
    svg = share_bars([ShareBar(str(n), value, "") for n, value in enumerate(shares)], "%", "vi")
    _same(_drawn(svg), _reference([0, 0, 0], [float(value) for value in shares]))


def test_stacked_bars_and_their_sums_are_those_of_matplotlib() -> None:
    svg = stacked_bars(["a"], [("x", [3 * MILLION]), ("y", [2 * MILLION])], "", "vi")
    boxes = [box for name, box in taken_apart(svg).bars][2:]
    left, reach = boxes[0].left, boxes[-1].right - boxes[0].left
    ours = [((box.left - left) / reach, (box.right - box.left) / reach) for box in boxes]
    _same(ours, _reference([0, 3], [3, 2]))
    assert "5" in {one.text for one in taken_apart(svg).words}


def test_the_steps_of_a_waterfall_lie_where_matplotlib_lays_them() -> None:
    steps = [("a", 10 * MILLION, True), ("b", 2 * MILLION, False), ("c", -4 * MILLION, False), ("d", 8 * MILLION, True)]
    _same(_drawn(waterfall(steps, "", "vi")), _reference([0, 10, 8, 0], [10, 2, 4, 8]))
    assert {"10", "+2", "-4", "8"} <= {one.text for one in taken_apart(waterfall(steps, "", "vi")).words}


def test_the_title_of_a_day_under_two_standards_names_both_rates() -> None:
    (chart,) = [chart for _, chart in charts(("999", 2021, "year", ""), "vi") if chart.id == "poverty-chart"]
    assert "9,00%" in chart.title and "32,00%" in chart.title


def test_what_is_left_keeps_its_minus() -> None:
    """A ledger that paid more than it had does not read as money left."""
    report = example("98", 2026, "year", "")
    more = tuple(
        replace(entry, amount_vnd=entry.amount_vnd * 2) if entry.phase == "disbursed" else entry
        for entry in report.ledger
    )
    (chart,) = flow_chart(report.words, report.entries, more)
    assert "còn lại -" in chart.title and "181,67%" in chart.title
