"""Charts of shares: bars by group, and a heat map that survives grey print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from poverty_analysis.chapters.charts.drawing import finish, new_canvas, spare, style, to_svg
from poverty_analysis.wording.numbers import format_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Of up to six groups: dimensions of deprivation.
GROUP_COLOURS = ("#1b4f72", "#b9770e", "#5d8aa8", "#7fb069", "#8e5572", "#a9a9a9")
GROUP_HATCHES = ("", "//", "..", "xx", "\\\\", "")
# From this share on white is easier to read on the square than black.
_DARK = 0.685
# Height of a letter of an upright title, with room for a wider face.
_LETTER_INCHES = 0.066


@dataclass(frozen=True)
class ShareBar:
    """A bar of a share from 0 to 1 in a named group; None where it is ``hidden`` or not known."""

    label: str
    group: str
    value: Fraction | None
    hidden: bool = False


def share_bars(bars: Sequence[ShareBar], axis: str, lang: str, sign: str) -> str:
    """Horizontal bars of shares drawn in percent, with their number; one colour and hatch a group.

    A hidden bar has the ``sign`` in place of its number, an unknown one a dash.
    """
    groups = list(dict.fromkeys(bar.group for bar in bars))
    canvas, axes = new_canvas(0.9 + 0.26 * len(bars))
    spare(canvas, [bar.label for bar in bars])
    most = float(max((bar.value for bar in bars if bar.value is not None), default=Fraction(1))) * 100 or 1
    with style():
        for name in groups:
            rows = [row for row, bar in enumerate(bars) if bar.group == name]
            widths = [float(bars[row].value or 0) * 100 for row in rows]
            place = groups.index(name)
            colour, hatch = GROUP_COLOURS[place % len(GROUP_COLOURS)], GROUP_HATCHES[place % len(GROUP_HATCHES)]
            axes.barh(rows, widths, 0.72, color=colour, hatch=hatch, edgecolor="white", label=name or None)
        for row, bar in enumerate(bars):
            told = sign if bar.hidden else "–" if bar.value is None else format_share(bar.value, 1, lang)
            axes.text(float(bar.value or 0) * 100 + most * 0.01, row, told, va="center")
        axes.set_yticks(range(len(bars)), [bar.label for bar in bars])
        axes.set_xlim(0, most * 1.14)
        finish(axes, axis, lang, columns=min(len(groups), 3) if any(groups) else 0)
    return to_svg(canvas)


@dataclass(frozen=True)
class Heat:
    """A square of a heat map: its words, and the share from 0 to 1 that colours it; None where there is none."""

    text: str
    share: Fraction | None = None
    hidden: bool = False


def heat_map(labels: Sequence[str], titles: Sequence[str], cells: Sequence[Sequence[Heat]]) -> str:
    """Rows by columns of coloured squares, each with its number: the darker, the more; no colour without a number.

    A cell without a share is white with its sign, and hatched where it is hidden.
    """
    canvas, axes = new_canvas(0.35 + _LETTER_INCHES * max(map(len, titles)) + 0.27 * len(labels))
    spare(canvas, labels, titles)
    with style():
        for row, line in enumerate(cells):
            for at, cell in enumerate(line):
                _square(axes, row, at, cell)
        axes.set_xlim(0, len(titles))
        axes.set_ylim(len(labels), 0)
        places = [at + 0.5 for at in range(len(titles))]
        axes.set_xticks(places, titles, rotation="vertical", va="bottom")
        axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
        axes.set_yticks([row + 0.5 for row in range(len(labels))], labels)
        axes.spines[:].set_visible(False)
    return to_svg(canvas)


def _square(axes: Axes, row: int, at: int, cell: Heat) -> None:
    from matplotlib.patches import Rectangle

    shade = None if cell.share is None else min(max(float(cell.share), 0.0), 1.0)
    face = "white" if shade is None else shade_of(shade)
    hatch = "////" if cell.hidden else ""
    axes.add_patch(Rectangle((at, row), 1, 1, facecolor=face, edgecolor="#cccccc", linewidth=0.6, hatch=hatch))
    ink = "black" if shade is None else ink_on(shade)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if cell.hidden else None
    axes.text(at + 0.5, row + 0.52, cell.text, ha="center", va="center", fontsize=7.5, color=ink, bbox=box)


def shade_of(share: float) -> str:
    """One hue from nearly white to dark: what is more stays darker in grey print."""
    from matplotlib.colors import to_hex

    light, dark = (0.94, 0.96, 0.98), (0.08, 0.25, 0.38)
    red, green, blue = (a + (b - a) * share for a, b in zip(light, dark, strict=True))
    return to_hex((red, green, blue))


def ink_on(share: float) -> str:
    """The colour of a number that can be read on the shade of a share."""
    return "white" if share > _DARK else "black"
