"""How a value of the law was read: by whom it is told, where, by which article, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

# act: the act itself; copy_of_act: a public copy of its text; authority: a page of an authority; press: a newspaper
# or a law page; none: nobody has compared the value with a source that can be opened again.
How = Literal["act", "copy_of_act", "authority", "press", "none"]
HOW: tuple[How, ...] = get_args(How)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a value was read.

    ``on`` is the day of reading, ``article`` the part that was read, ``urls``
    the addresses it was read at.  ``other`` is what another source says
    against the value; empty where none does.
    """

    how: How
    on: date | None = None
    article_vi: str = ""
    article_en: str = ""
    urls: tuple[str, ...] = ()
    other_vi: str = ""
    other_en: str = ""

    @property
    def weak(self) -> bool:
        """Whether the value rests on the press or on nothing: a report marks what it bears."""
        return self.how in ("press", "none")

    @property
    def gaps(self) -> tuple[str, ...]:
        """What a reading of this kind must name and this one does not: ``on``, ``urls``, and of an act ``article``."""
        lacking = {"on": not self.on, "urls": not self.urls, "article": not self.article_vi}
        needed = {"none": (), "authority": ("on", "urls"), "press": ("on", "urls")}.get(self.how, tuple(lacking))
        return tuple(name for name in needed if lacking[name])
