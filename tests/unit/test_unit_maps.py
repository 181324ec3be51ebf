"""Maps of the units below: places read with their source, squares and outlines drawn, hidden numbers not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Chart
from poverty_analysis.chapters.charts.unit_maps import MapPlace, outline_map, tile_map
from poverty_analysis.chapters.lower_levels.unit_map import Shown, unit_map
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.unit_maps import UnitMap, map_files, outline_problems, read_unit_map
from poverty_analysis.report.open import Report
from poverty_analysis.values.problems import DataProblems
from tests.drawings import overlaps, taken_apart
from tests.example_reports import LANGS, example
from tests.reports import in_language
from tests.some import some
from tests.tree import ROOT

F = Fraction
HUYEN_MAU = ("999", 2023, "year", "")
#: Six communes as squares of a hundredth of a degree, each with a corner nobody would see.
CODES = tuple(f"9999{n}" for n in range(1, 7))


def _square(at: int) -> list[list[list[float]]]:
    x, y = 105 + 0.01 * (at % 3), 21 + 0.01 * (at // 3)
    return [[[x, y], [x + 0.005, y + 1e-7], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]]]


def collection(**changed: object) -> dict[str, object]:
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": _square(at)}}
        for at, code in enumerate(CODES)
    ]
    return {"type": "FeatureCollection", "source": "Sở Nông nghiệp và Môi trường", "features": features} | changed


def placed(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "data" / "units" / "shapes"
    folder.mkdir(parents=True)
    (folder / "999.geojson").write_text(text, encoding="utf-8")
    return tmp_path


def map_of(report: Report, known: UnitMap | None = None) -> list[Chart]:
    ground = report.ground if known is None else replace(report.ground, map=known)
    blocks = chapters.units_below(replace(report, ground=ground)).blocks
    return [block for block in blocks if isinstance(block, Chart) and block.id == "unit-map-chart"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_example_has_its_units_on_a_grid(lang: str) -> None:
    (chart,) = map_of(in_language(example(*HUYEN_MAU), lang))
    drawing = taken_apart(chart.svg)
    assert len(drawing.bars) == 6 and not overlaps(drawing)
    assert "Xã Mẫu 4" in {one.text for one in drawing.words}
    assert not any("nháp" in note or "draft" in note for note in chart.notes)


def test_squares_lie_as_the_grid_says_and_the_highest_is_the_darkest() -> None:
    svg = tile_map({(0, 1): MapPlace("A", "10%", F(1, 10)), (2, 0): MapPlace("B", "20%", F(1, 5))}, "%", "vi")
    (first, second) = [box for _, box in taken_apart(svg).bars]
    assert first.left > second.right and first.bottom < second.top
    assert re.findall(r'fill-opacity="([\d.]+)"', svg) == ["0.3", "0.6"]


def test_a_hidden_number_is_white_and_changes_nothing_else() -> None:
    """Nothing of it can be read out of the drawing."""
    hidden = tile_map({(0, 0): MapPlace("A", "*", None), (0, 1): MapPlace("B", "20%", F(1, 5))}, "%", "vi")
    assert hidden.count("fill-opacity") == 1 and ">*<" in hidden
    outlines = {"1": [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]]}
    assert "fill-opacity" not in outline_map(outlines, {"1": MapPlace("A", "*", None)}, "%", "vi")


def test_many_and_long_names_never_leave_their_squares() -> None:
    spots = {(n // 12, n % 12): MapPlace("Thành phố Phan Rang - Tháp Chàm", "12,34%", F(n, 100)) for n in range(63)}
    assert not overlaps(taken_apart(tile_map(spots, "%", "vi")))


def test_outlines_go_before_squares_and_name_their_source(tmp_path: Path) -> None:
    known = read_unit_map(placed(tmp_path, json.dumps(collection())), "999")
    assert set(known.outlines) == set(CODES)
    (chart,) = map_of(example(*HUYEN_MAU), known)
    assert any("Sở Nông nghiệp và Môi trường" in note for note in chart.notes)
    assert chart.svg.count("<path") == 6 and not overlaps(taken_apart(chart.svg))
    # The corner nobody would see is gone: four corners and the way back.
    assert all(path.count(" ") == 5 for path in some(re.findall(r'<path class="heat l-soft" d="([^"]+)"', chart.svg)))


def test_north_is_up_and_a_hole_stays_a_hole() -> None:
    ring = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    hole = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0)]
    north = [(0.0, 5.0), (4.0, 5.0), (4.0, 6.0), (0.0, 5.0)]
    svg = outline_map({"1": [ring, hole], "2": [north]}, {c: MapPlace(c, "1%", F(1, 2)) for c in ("1", "2")}, "", "vi")
    first, second = re.findall(r' d="([^"]+)"', svg)
    assert first.count("M") == 2 and 'fill-rule="evenodd"' in svg
    assert min(_heights(first)) > max(_heights(second))


def _heights(path: str) -> list[float]:
    return [float(point.split()[1]) for point in re.findall(r"[\d.]+ [\d.]+", path)]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "[" * 100_000,
        json.dumps(collection(source="")),
        json.dumps(collection(source=None)),
        json.dumps(collection(features=[])),
        json.dumps(collection(type="Feature")),
        json.dumps(collection(features=[{"properties": {"code": 99991}, "geometry": {}}])),
        json.dumps(collection(features=[{"properties": {"code": "1"}, "geometry": {"type": "Point"}}])),
        json.dumps(
            collection(
                features=[
                    {
                        "properties": {"code": "1"},
                        "geometry": {"type": "Polygon", "coordinates": [[[500000, 2300000]] * 4]},
                    }
                ]
            )
        ),
        json.dumps(
            collection(
                features=[{"properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}]
            )
        ),
    ],
)
def test_outlines_that_cannot_be_used_are_told_with_their_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataProblems) as told:
        read_unit_map(placed(tmp_path, text), "999")
    (problem,) = told.value.problems
    assert (problem.code, problem.place.file) == ("PA-115", "data/units/shapes/999.geojson")
    assert outline_problems(tmp_path) == (problem,)


def test_a_broken_grid_is_told_by_row_and_column(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "units" / "tiles"
    folder.mkdir(parents=True)
    (folder / "999.csv").write_text("unit,row,column,approved,source\n99991,x,0,no,a\n", encoding="utf-8")
    with pytest.raises(DataProblems) as told:
        read_unit_map(tmp_path, "999")
    assert (told.value.problems[0].place.row, told.value.problems[0].place.column) == (2, "row")


def test_without_files_there_is_no_map() -> None:
    assert read_unit_map(ROOT, "01") == UnitMap() and map_files(ROOT, "01") == ()
    assert not map_of(example(*HUYEN_MAU), UnitMap())


def test_a_map_that_lacks_a_unit_is_not_drawn() -> None:
    report = example(*HUYEN_MAU)
    assert not map_of(report, UnitMap(report.ground.map.tiles[1:]))


def test_a_unit_without_a_rate_keeps_its_square_and_a_draft_says_so() -> None:
    report = example(*HUYEN_MAU)
    row = FormRow("form_results", "", report.closing_day(), "VN-2022", "households", {"poor": 1, "households": 10})
    shown = {code: Shown("10,00%", row, F(1, 10)) for code in CODES[:2]}
    draft = UnitMap(tuple(replace(tile, approved=False) for tile in report.ground.map.tiles))
    (chart,) = unit_map(report.words, draft, report.children, shown)
    assert chart.svg.count("fill-opacity") == 2 and len(taken_apart(chart.svg).bars) == 6
    assert any("nháp" in note for note in chart.notes)
    assert not unit_map(report.words, draft, report.children, dict(list(shown.items())[:1]))


@pytest.mark.parametrize("code", ["10", "37", "38", "099", "98", "999"])
def test_shipped_grids_hold_units_below_once_each_and_no_two_share_a_square(code: str) -> None:
    tiles = read_unit_map(ROOT, code).tiles
    assert len({(tile.row, tile.column) for tile in some(tiles)}) == len({tile.unit for tile in tiles}) == len(tiles)
    assert all(tile.approved == (code in ("98", "999")) for tile in tiles)
