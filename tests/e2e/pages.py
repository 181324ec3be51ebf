"""What holds of every printed report: no page that holds next to nothing."""

from __future__ import annotations

from pathlib import Path

from tests.product import page_words

# A note of two lines has fewer words, a heading with its paragraph more.
LEAST_WORDS = 40
SIGNED = "CHỦ TỊCH"
# The closing sentence, the recipients and the place of a signature.
SIGNATURE_WORDS = 60


def has_no_empty_page(folder: Path) -> bool:
    """Whether no page has only a note, and none only a signature."""
    pages = [" ".join(words) for words in page_words(folder)]
    least = [LEAST_WORDS + SIGNATURE_WORDS if SIGNED in page else LEAST_WORDS for page in pages]
    return all(len(page.split()) >= number for page, number in zip(pages, least, strict=True))
