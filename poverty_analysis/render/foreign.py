"""Vietnamese words in an English report are marked as such, so that a screen reader speaks them in their own language.

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


# A run of Word: its looks, and its words.
_WORDS = re.compile(r'<w:r>(?:<w:rPr>(.*?)</w:rPr>)?<w:t xml:space="preserve">([^<]*)</w:t></w:r>')
_ENTITY = re.compile(r"&[#\w]+;")


def with_foreign_words(body: str) -> str:
    """Return the body of an English Word file with each run of Vietnamese words in that language."""
    return _WORDS.sub(lambda run: _in_languages(run[1] or "", run[2]), body)


def _in_languages(looks: str, words: str) -> str:
    # What stands for one character is no word, and is not taken apart.
    parts: list[tuple[str, bool]] = []
    last = 0
    for found in _RUN.finditer(_ENTITY.sub(lambda one: "&" * len(one[0]), words)):
        parts += [(words[last : found.start()], False), (words[found.start() : found.end()], True)]
        last = found.end()
    return "".join(
        _word_run(looks, text, vietnamese=vietnamese) for text, vietnamese in [*parts, (words[last:], False)] if text
    )


def _word_run(looks: str, text: str, *, vietnamese: bool) -> str:
    looks += '<w:lang w:val="vi-VN"/>' if vietnamese else ""
    kept = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{kept}<w:t xml:space="preserve">{text}</w:t></w:r>'
