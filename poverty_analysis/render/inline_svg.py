"""Drawings that may stand in the page itself: read, held to a list of what is harmless, and written anew.

A chart of the report consists of a handful of elements.  What holds anything
else, whoever made it, stays a picture of its own that can neither run nor
fetch.  Comments, processing instructions and CDATA are never passed on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from xml.parsers import expat

from markupsafe import Markup

_NAMESPACE = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({"svg", "g", "rect", "circle", "path", "text"})
_NUMBERS = r"-?[0-9]+(\.[0-9]+)?( -?[0-9]+(\.[0-9]+)?)*"
_COLOUR = r"#[0-9a-f]{6}|none"
#: Attributes by name, with all they may hold.
_ATTRIBUTES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for names, pattern in (
        ("x y width height cx cy r font-size stroke-width fill-opacity viewBox stroke-dasharray", _NUMBERS),
        ("fill stroke", _COLOUR),
        ("class", r"[a-z0-9-]+( [a-z0-9-]+)*"),
        ("d", r"[MLAZ0-9. -]*"),
        ("text-anchor", "middle|end"),
        ("font-weight", "bold"),
        ("fill-rule", "evenodd"),
        ("lang", "vi|en"),
        ("font-family", r"[A-Za-z', -]+"),
    )
    for name in names.split()
}
_POINTS = re.compile(r"[0-9]+(\.[0-9]+)?pt")


class _Refused(Exception):
    """The drawing holds what is not on the list."""


def inline_svg(svg: str) -> Markup | None:
    """Return a drawing as markup for the page, or None where it has to stay a picture of its own."""
    parts: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: parts.append(_opened(name, attributes))
    parser.EndElementHandler = lambda name: parts.append(f"</{name}>")
    parser.CharacterDataHandler = lambda text: parts.append(escape(text))
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(svg.encode("utf-8", "replace"), True)
    except (expat.ExpatError, _Refused):
        return None
    return Markup("".join(parts))


def _refuse_doctype(*_: object) -> None:
    raise _Refused


def _opened(name: str, attributes: Mapping[str, str]) -> str:
    if name not in _ELEMENTS:
        raise _Refused
    written = "".join(_attribute(name, key, value) for key, value in attributes.items())
    return f"<{name}{written}>"


def _attribute(element: str, name: str, value: str) -> str:
    if element == "svg" and name == "xmlns" and value == _NAMESPACE:
        return ""
    if element == "svg" and name in ("width", "height") and _POINTS.fullmatch(value):
        return f' {name}="{value}"'
    allowed = _ATTRIBUTES.get(name)
    if allowed is None or not allowed.fullmatch(value):
        raise _Refused
    return f' {name}="{escape(value)}"'
