"""The readable text of HTML that others wrote."""

from __future__ import annotations

import html
import re

import nh3

_LAYOUT_TAGS = {"p", "div", "tr", "td", "th", "li", "br", "caption", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_CELL_END = re.compile(r"</t[dh]>")
_LINE_END = re.compile(r"<br>|</(?:p|div|tr|li|h[1-6]|caption|pre)>")
_TAG = re.compile(r"<[^>]*>")


def html_lines(source: str) -> tuple[str, ...]:
    """Return the text of HTML, one line a paragraph or table row, without markup.

    Scripts and styles are dropped with what they hold.  The text may still hold
    any character; whoever prints it escapes it.
    """
    # After the cleaning every tag left is a bare one from the list, and text holds no "<".
    clean = nh3.clean(source, tags=_LAYOUT_TAGS, attributes={})
    marked = _LINE_END.sub("\n", _CELL_END.sub(" | ", clean.replace("\n", " ")))
    lines = (" ".join(html.unescape(_TAG.sub("", line)).split()) for line in marked.splitlines())
    return tuple(filter(None, (line.strip("| ") for line in lines)))
