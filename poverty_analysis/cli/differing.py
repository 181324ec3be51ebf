"""``diff``: which figures moved between two reports or two output folders, by how much and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from poverty_analysis.batch.difference import Cause, Moved, MovedFigures, difference
from poverty_analysis.cli.telling import not_written, refused, tell_json
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import catalogue, say

TEMPLATE = Path(__file__).resolve().parents[1] / "render" / "template" / "diff.html.j2"


def run_diff(lang: str, old: Path, new: Path, page: Path | None, *, as_json: bool) -> int:
    """Tell what moved, and write it as a page where one is asked for; return the exit code."""
    try:
        found = difference(old, new)
        if page is not None:
            _write(page, found, lang)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    if as_json:
        tell_json(found.to_json())
    else:
        click.echo("\n".join(_lines(found, lang)))
    return 0


def _lines(found: MovedFigures, lang: str) -> Iterator[str]:
    counts = {"moved": str(len(found.moved)), "same": str(found.same)}
    yield say(lang, "diff.counts", counts)
    for one in found.moved:
        place = "" if one.report == "." else f"{one.report}  "
        yield f"{place}{one.id}: {one.old or '–'} → {one.new or '–'}{_change(one)}"
        yield from (f"    {_cause(cause, lang)}" for cause in one.causes)
    for kind, names in (("only_old", found.only_old), ("only_new", found.only_new)):
        yield from (say(lang, f"diff.{kind}", {"name": name}) for name in names)


def _change(one: Moved) -> str:
    return f" ({one.change})" if one.change is not None and "/" not in one.change else ""


def _cause(cause: Cause, lang: str) -> str:
    words = say(lang, f"diff.why_{cause.kind}")
    return f"{words}: {', '.join(cause.names)}" if cause.names else words


def _write(page: Path, found: MovedFigures, lang: str) -> None:
    import jinja2

    if page.exists():
        raise DataProblems([Problem("PA-607", Place(str(page)))])
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    words = {key.removeprefix("diff."): text for key, text in catalogue(lang).items() if key.startswith("diff.")}
    rows = [(one, _change(one).strip(" ()"), [_cause(cause, lang) for cause in one.causes]) for one in found.moved]
    alone = [say(lang, f"diff.{kind}", {"name": n}) for kind in ("only_old", "only_new") for n in getattr(found, kind)]
    counts = say(lang, "diff.counts", {"moved": str(len(found.moved)), "same": str(found.same)})
    text = template.render(lang=lang, words=words, counts=counts, rows=rows, alone=alone)
    try:
        page.write_text(text, encoding="utf-8")
    except OSError as error:
        raise not_written(str(page), error) from None
