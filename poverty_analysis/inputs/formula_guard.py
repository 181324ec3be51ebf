"""Text that a spreadsheet would run as a formula, told apart in CSV by a leading apostrophe.

A cell ``=HYPERLINK(...)`` or ``-1+cmd|...`` in a CSV file is run by the program
that opens it, quoted or not.  Written with an apostrophe in front it is shown
as it is; the reader takes that apostrophe off again.  Text that begins with
apostrophes and then such a sign gets one more, so that every text comes back
as it was.  Numbers are no text: -5 stays -5.
"""

from __future__ import annotations

import re

_MARK = "'"
# The signs that begin a formula, their full-width twins, and the blanks some programs skip before one.
_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """``text`` as it may stand in a CSV cell."""
    return _MARK + text if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given; any other text is returned as it is."""
    return text[1:] if text.startswith(_MARK) and _RUNS.match(text) else text
