"""Work done in threads, its results in the order of what was given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

#: Threads that work at once.  Array arithmetic lets others run meanwhile; more threads would hold more memory.
THREADS: Final = 2

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_order(work: Callable[[Given], Made], items: Iterable[Given]) -> Iterator[Made]:
    """Yield ``work(item)`` of every item, in the order of the items; two or three are under way at a time.

    Items are taken in the thread that asks for the results.  The first error,
    of an item or of its work, is raised in its place.
    """
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
