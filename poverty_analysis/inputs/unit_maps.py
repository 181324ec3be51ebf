"""Where the units below a unit lie: their places on a grid of tiles, and their outlines where an office has them.

``data/units/tiles/<code>.csv`` is drawn by hand or as a draft; outlines are an
office's own, ``data/units/shapes/<code>.geojson``, with their source in the
file.  Nothing is fetched, and no outline comes with the program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import MAX_MEGABYTES, load, read_csv
from poverty_analysis.inputs.rows.units import TILES, Tile
from poverty_analysis.values.problems import DataProblems, Place, Problem

SHAPES = "shapes"
_LONGITUDES, _LATITUDES = 180.0, 90.0

#: A ring of longitudes and latitudes; an outline is rings, those inside others being holes.
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class UnitMap:
    """Tiles of the units below, and outlines by code with their source; empty where there are none."""

    tiles: tuple[Tile, ...] = ()
    outlines: Mapping[str, tuple[Ring, ...]] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""


def map_files(root: Path, code: str) -> tuple[Path, ...]:
    """The files that say where the units below a unit lie, of those that are there."""
    folder = root / "data" / "units"
    files = (folder / TILES.table / f"{code}.csv", folder / SHAPES / f"{code}.geojson")
    return tuple(path for path in files if path.is_file())


def outline_problems(root: Path) -> tuple[Problem, ...]:
    """Problems of all files of outlines, by name."""
    found: list[Problem] = []
    for path in sorted((root / "data" / "units" / SHAPES).glob("*.geojson")):
        try:
            read_outlines(path, path.relative_to(root).as_posix())
        except DataProblems as error:
            found += error.problems
    return tuple(found)


def read_unit_map(root: Path, code: str) -> UnitMap:
    """Tiles and outlines of the units below ``code``.

    Raises
    ------
    DataProblems
        When a file of them cannot be read exactly (PA-115 for outlines).
    """
    files = {path.suffix: path for path in map_files(root, code)}
    tiles = _tiles(root, files[".csv"]) if ".csv" in files else ()
    if ".geojson" not in files:
        return UnitMap(tiles)
    outlines, source = read_outlines(files[".geojson"], files[".geojson"].relative_to(root).as_posix())
    return UnitMap(tiles, outlines, source)


def _tiles(root: Path, path: Path) -> tuple[Tile, ...]:
    checked = TILES.check(read_csv(path, path.relative_to(root).as_posix()), read_contract().domains)
    if checked.problems:
        raise DataProblems(checked.problems)
    return checked.records


def read_outlines(path: Path, name: str) -> tuple[Mapping[str, tuple[Ring, ...]], str]:
    """Outlines by the property ``code`` of a GeoJSON collection, and its ``source``; ``name`` is what problems call it.

    Raises
    ------
    DataProblems
        PA-115 when it is no collection of polygons in degrees, or lacks codes or its source.
    """
    try:
        data = json.loads(load(path, name, MAX_MEGABYTES))
        outlines = dict(_outline(feature) for feature in data["features"])
        source = data["source"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _refused(name) from error
    if data.get("type") != "FeatureCollection" or not isinstance(source, str) or not source.strip() or not outlines:
        raise _refused(name)
    return MappingProxyType(outlines), source


def _refused(name: str) -> DataProblems:
    return DataProblems([Problem("PA-115", Place(name))])


def _outline(feature: Mapping[str, object]) -> tuple[str, tuple[Ring, ...]]:
    properties, geometry = feature["properties"], feature["geometry"]
    if not isinstance(properties, Mapping) or not isinstance(geometry, Mapping):
        raise TypeError("a feature without properties or outline")
    code, kind, parts = properties["code"], geometry["type"], geometry["coordinates"]
    if not isinstance(code, str) or kind not in ("Polygon", "MultiPolygon"):
        raise TypeError("a code is text, an outline a polygon")
    polygons = [parts] if kind == "Polygon" else parts
    return code, tuple(ring for polygon in polygons for ring in _rings(polygon))


def _rings(polygon: list[list[list[float]]]) -> Iterator[Ring]:
    for ring in polygon:
        points = tuple((float(point[0]), float(point[1])) for point in ring)
        inside = all(abs(x) <= _LONGITUDES and abs(y) <= _LATITUDES for x, y in points)
        if not inside or len(points) <= len("xyz"):
            raise ValueError("a ring has four points or more, in degrees")
        yield points
