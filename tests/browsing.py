"""Pages in Chromium, opened as files on a PC without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@dataclass
class Seen:
    """A page and what happened while it was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


Opener = Callable[..., Seen]


@contextmanager
def opener(browser: Browser) -> Iterator[Opener]:
    """Give what opens a file in a fresh context; all are closed at the end."""
    contexts = []

    def open_file(path: Path, *, width: int = 1100, dark: bool = False, scripts: bool = True) -> Seen:
        scheme = "dark" if dark else "light"
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, color_scheme=scheme, offline=True, java_script_enabled=scripts)
        contexts.append(context)
        seen = Seen(context.new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.goto(path.as_uri(), wait_until="load")
        return seen

    yield open_file
    for context in contexts:
        context.close()
