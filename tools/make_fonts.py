"""Make the files of ``poverty_analysis/render/fonts`` (developers only).

Usage: ``python tools/make_fonts.py FOLDER`` where FOLDER holds the TTF files of
Liberation Serif and Sans 2.1.5 (Debian package ``fonts-liberation2``).  The
same input gives the same bytes.

The TTF faces are copied unchanged.  The woff2 subsets for HTML are modified
versions, so they drop the reserved name "Liberation" (OFL 1.1, condition 3)
and are called "Report Serif" and "Report Sans".  Liberation has no check mark,
so a tiny face of our own, "Report Symbols", brings it.
"""

from __future__ import annotations

import shutil
import sys
import unicodedata
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

TARGET = Path(__file__).parent.parent / "poverty_analysis" / "render" / "fonts"
VERSION = "Version 2.1.5"
FACES = ("Serif-Regular", "Serif-Bold", "Serif-Italic", "Serif-BoldItalic", "Sans-Regular", "Sans-Bold")
WEB_FACES = ("Serif-Regular", "Serif-Bold", "Serif-Italic", "Sans-Regular", "Sans-Bold")
SYMBOLS = "→←↑↓▲▼●■□−≤≥≈≠₫•–—‘’“”…×±÷√·§°²³½\u00a0\u202f"
CHECK = ((100, 330), (190, 420), (330, 270), (680, 700), (770, 620), (330, 120))
CROSS = (
    (130, 200), (210, 120), (420, 330), (630, 120), (710, 200), (500, 410),
    (710, 620), (630, 700), (420, 490), (210, 700), (130, 620), (340, 410),
)  # fmt: skip
# Both dates of a font's head table count seconds from 1904; zero keeps the bytes the same.
NO_DATE = 0


def vietnamese_letters() -> str:
    """Return the 146 letters that Vietnamese adds to or marks on the Latin ones."""
    marks = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    lower = {unicodedata.normalize("NFC", base + mark) for base in "aăâeêioôơuưy" for mark in marks} | {"đ"}
    return "".join(sorted(lower | {letter.upper() for letter in lower}))


def web_subset(source: Path, target: Path, family: str, style: str) -> None:
    """Write the letters a report uses as woff2, under a name of its own."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"])
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    latin = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x300, 0x30A), 0x31B, 0x323]))
    subsetter.populate(text=latin + vietnamese_letters() + SYMBOLS)
    subsetter.subset(font)
    for number, text in ((1, family), (4, f"{family} {style}"), (6, f"{family}-{style}".replace(" ", ""))):
        font["name"].setName(text, number, 3, 1, 0x409)
    font["name"].names = [n for n in font["name"].names if n.platformID == 3 and n.langID == 0x409]
    font.flavor = "woff2"
    font.save(target)


def glyph(points: tuple[tuple[int, int], ...]) -> Glyph:
    pen = TTGlyphPen(None)
    if points:
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def symbol_font(target: Path) -> None:
    """Write the face with the signs that Liberation lacks: check mark and cross."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "check", "cross"])
    builder.setupCharacterMap({0x2713: "check", 0x2714: "check", 0x2717: "cross"})
    builder.setupGlyf({".notdef": glyph(()), "check": glyph(CHECK), "cross": glyph(CROSS)})
    builder.setupHorizontalMetrics({".notdef": (840, 0), "check": (870, 100), "cross": (840, 130)})
    builder.setupHorizontalHeader(ascent=891, descent=-216)
    builder.setupNameTable({"familyName": "Report Symbols", "styleName": "Regular", "psName": "ReportSymbols-Regular"})
    builder.setupOS2(sTypoAscender=891, sTypoDescender=-216, usWinAscent=891, usWinDescent=216)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = NO_DATE
    builder.font.recalcTimestamp = False
    builder.save(target)


def write_coverage(folder: Path) -> None:
    """List the characters every text face can print, as hexadecimal ranges."""
    every = [set(TTFont(folder / f"Liberation{face}.ttf").getBestCmap()) for face in FACES]
    points = set.intersection(*every) | set(TTFont(folder / "ReportSymbols-Regular.ttf").getBestCmap())
    starts = sorted(p for p in points if p - 1 not in points)
    ends = sorted(p for p in points if p + 1 not in points)
    lines = [f"{a:04X}-{b:04X}" for a, b in zip(starts, ends, strict=True)]
    (folder / "coverage.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def write_widths(folder: Path) -> None:
    """List the widths of the letters of the face charts are set in: a width, then hexadecimal ranges of letters."""
    font = TTFont(folder / "LiberationSans-Regular.ttf")
    ranges: dict[int, list[list[int]]] = {}
    for point, name in sorted(item for item in font.getBestCmap().items() if chr(item[0]).isprintable()):
        own = ranges.setdefault(font["hmtx"][name][0], [])
        if own and own[-1][1] == point - 1:
            own[-1][1] = point
        else:
            own.append([point, point])
    lines = [f"{width} " + " ".join(map(_range, own)) for width, own in sorted(ranges.items())]
    (folder / "widths.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def _range(bounds: list[int]) -> str:
    first, last = bounds
    return f"{first:04X}" if first == last else f"{first:04X}-{last:04X}"


def main(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        name = f"Liberation{face}.ttf"
        if TTFont(source / name)["name"].getDebugName(5) != VERSION:
            sys.exit(f"{name}: not {VERSION}; older ones lack Vietnamese letters")
        shutil.copyfile(source / name, target / name)
    for face in WEB_FACES:
        family, style = face.split("-")
        web_subset(source / f"Liberation{face}.ttf", target / f"Report{face}.woff2", f"Report {family}", style)
    symbol_font(target / "ReportSymbols-Regular.ttf")
    write_coverage(target)
    write_widths(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET)
