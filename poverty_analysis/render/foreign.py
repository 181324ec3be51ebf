"""Vietnamese words in an English page are marked as such, so that a screen reader speaks them in their own language.

Titles of acts and plans, names of places and quotations stay Vietnamese in an
English report.  Which words are Vietnamese is told by their letters: a run
goes from the first word with a Vietnamese letter to the last, over the few
plain words between them that are no English particles ("cho vay" in "hỗ trợ
cho vay vốn"); a quotation with such a letter is one as a whole.
"""

from __future__ import annotations

import re

_WORD = r"[^\W\d_]+"
_LETTER = r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]"
_OWN = rf"[^\W\d_]*{_LETTER}[^\W\d_]*"
_ENGLISH = "a|an|and|are|as|at|by|for|from|in|is|it|its|more|not|of|on|or|than|that|the|to|under|was|were|with"
_PLAIN = rf"(?!(?:{_ENGLISH})\b){_WORD}"
_RUN = re.compile(rf"“[^“”]*{_LETTER}[^“”]*”|\b{_OWN}(?:[ ,/-]+(?:{_PLAIN}[ ,/-]+){{0,2}}{_OWN})*")
# Text between two tags, and what is no text of the page.
_OUTSIDE = re.compile(r"<(style|script|title|svg)\b.*?</\1>|<[^>]*>|&[#\w]+;", re.DOTALL)


def with_foreign_runs(page: str) -> str:
    """Return an English page with each run of Vietnamese words in a ``<span lang="vi">``.

    Only text is touched: no tag, attribute, style, script, title or drawing.
    """
    done: list[str] = []
    last = 0
    for kept in _OUTSIDE.finditer(page):
        done += (marked(page[last : kept.start()]), kept[0])
        last = kept.end()
    return "".join([*done, marked(page[last:])])


def marked(text: str) -> str:
    """Return a piece of text, which has no mark-up, with its Vietnamese runs marked."""
    return _RUN.sub(lambda run: f'<span lang="vi">{run[0]}</span>', text)
