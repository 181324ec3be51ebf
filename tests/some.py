"""A guard against tests that pass over nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def some(items: Iterable[T]) -> tuple[T, ...]:
    """The items, of which there must be at least one: a loop over none proves nothing."""
    found = tuple(items)
    assert found, "nothing to look at"
    return found
