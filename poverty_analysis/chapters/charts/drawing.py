"""What every chart is drawn with: one width, one face, colours and hatches, and SVG of stable bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.wording.numbers import format_integer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas
    from matplotlib.font_manager import FontEntry
    from matplotlib.typing import RcKeyType

COLOURS = ("#1b4f72", "#5d8aa8", "#b9770e", "#7fb069", "#a9a9a9")
HATCHES = ("", "", "//", "..", "xx")
INK = "#222222"
FAMILY = "Report Chart Sans"
_FONT = Path(__file__).resolve().parents[2] / "render" / "fonts" / "LiberationSans-Regular.ttf"
# What a letter of another sans serif face may take more than one of ours.
_WIDER_INCHES = 0.011
_STYLE: dict[RcKeyType, object] = {
    "svg.fonttype": "none",
    # Ids in the drawing follow from this word; otherwise they would be drawn by chance.
    "svg.hashsalt": "poverty-analysis",
    "font.family": [FAMILY],
    "font.size": 9,
    "axes.edgecolor": "#888888",
    "axes.linewidth": 0.6,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.5,
}


def style() -> AbstractContextManager[None]:
    """The settings of every chart of the report."""
    import matplotlib

    return matplotlib.rc_context(_STYLE)


def new_canvas(height: float) -> tuple[Canvas, Axes]:
    """A drawing of the width of a page and so many inches high, with its axes."""
    from matplotlib import font_manager
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas_

    _know_font(font_manager.fontManager.ttflist, font_manager.FontEntry(fname=str(_FONT), name=FAMILY))
    with style():
        canvas = Canvas_(figsize=(6.5, height), layout="constrained")
        # Without pyplot, which would keep every drawing and choose what it draws with by the machine.
        FigureCanvasSVG(canvas)
        return canvas, canvas.add_subplot()


def _know_font(known: list[FontEntry], ours: FontEntry) -> None:
    """Let matplotlib find our face under a name no other font has.

    An older Liberation Sans of the same name, without most Vietnamese letters,
    is on many machines and would be taken by its name.
    """
    if ours not in known:
        known.append(ours)


def finish(axes: Axes, axis: str, lang: str, *, columns: int) -> None:
    """Rows from the top, numbers as the language writes them, no frame; a legend of so many columns, 0 for none."""
    from matplotlib.ticker import FuncFormatter

    axes.invert_yaxis()
    axes.set_xlabel(axis)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_integer(round(value), lang)))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if columns:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, frameon=False)


def spare(canvas: Canvas, left: Sequence[str], top: Sequence[str] = ()) -> None:
    """Leave room beside long labels: a viewer without our face draws them wider."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    across, up = (max(map(len, labels), default=0) * _WIDER_INCHES for labels in (left, top))
    width, height = canvas.get_size_inches()
    canvas.set_layout_engine(ConstrainedLayoutEngine(rect=(across / width, 0, 1 - across / width, 1 - up / height)))


def to_svg(canvas: Canvas) -> str:
    """The drawing as SVG: the same bytes for the same drawing."""
    out = io.StringIO()
    with style():
        canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", out.getvalue(), flags=re.DOTALL)
    # The name of our own served to measure the letters; a viewer is told faces that it may have.
    return text.replace(f"'{FAMILY}'", "'Liberation Sans', Arial, sans-serif").strip()
