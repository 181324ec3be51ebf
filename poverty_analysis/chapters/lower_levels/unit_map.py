"""Where the units below with the highest poverty rates lie: on the office's own outlines, or on a grid of tiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.blocks import Chart
from poverty_analysis.chapters.charts.unit_maps import MapPlace, outline_map, tile_map
from poverty_analysis.chapters.frame.tables import chart
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.unit_maps import UnitMap
from poverty_analysis.units.units import Unit
from poverty_analysis.values.rates import rate
from poverty_analysis.wording.numbers import format_share
from poverty_analysis.wording.words import Words


@dataclass(frozen=True)
class Shown:
    """The rate of a unit as it is written, with the row it is from; None where there is none to be shown."""

    number: str
    row: FormRow
    rate: Fraction | None


def unit_map(words: Words, known: UnitMap, children: tuple[Unit, ...], shown: Mapping[str, Shown]) -> list[Chart]:
    """A map of all units below, of those without a rate too; none where one of them has no place, or two have rates."""
    rated = [one for one in shown.values() if one.rate is not None]
    codes = {unit.code for unit in children}
    if len(rated) < len("ab") or not codes:
        return []
    places = {
        unit.code: MapPlace(unit.name, one.number if one else words.say("undefined_short"), one.rate if one else None)
        for unit in children
        for one in (shown.get(unit.code),)
    }
    axis = words.say("chart.axis_poor_share")
    if codes <= set(known.outlines):
        svg, notes = outline_map(known.outlines, places, axis, words.lang), [_outline_note(words, known)]
    elif codes <= {tile.unit for tile in known.tiles}:
        spots = {(tile.row, tile.column): places[tile.unit] for tile in known.tiles if tile.unit in codes}
        svg, notes = tile_map(spots, axis, words.lang), _tile_notes(words, known, codes)
    else:
        return []
    cells = (one.row.cell for one in shown.values())
    return [chart(words, "unit-map-chart", svg, _values(words, rated, len(codes)), cells, notes=notes)]


def _outline_note(words: Words, known: UnitMap) -> str:
    return words.say("note.outlines", {"source": known.source})


def _tile_notes(words: Words, known: UnitMap, codes: set[str]) -> list[str]:
    draft = any(not tile.approved for tile in known.tiles if tile.unit in codes)
    return [words.say("note.tiles"), *([words.say("note.tiles_draft")] if draft else [])]


def _values(words: Words, rated: list[Shown], count: int) -> dict[str, str]:
    """How many units lie above the rate of all together, that of added households."""
    whole = rate(*(sum(one.row.known(name) for one in rated) for name in ("poor", "households"))) or Fraction(0)
    above = sum(one.rate > whole for one in rated if one.rate is not None)
    values = {"above": str(above), "rated": str(len(rated)), "count": str(count)}
    return values | {"rate": format_share(whole, 2, words.lang)}
