"""The catalogue page of all published reports: ``outputs/index.html``.

The page is whole without its script: every report is in it, in order.  The
script, allowed by its hash, only hides rows and puts them in another order.
"""

from __future__ import annotations

import os
import tempfile
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from poverty_analysis.batch.index import LEFT, MOVED, NEW, SAME, Change, Listed, list_reports, manifests_in
from poverty_analysis.batch.plan import bare_name
from poverty_analysis.plan.targets.achievements import ACHIEVEMENTS
from poverty_analysis.render.document import SUBMISSION
from poverty_analysis.values.periods import Period
from poverty_analysis.values.text import sort_key_vi
from poverty_analysis.wording import catalogue, say
from poverty_analysis.wording.dates import period_words
from poverty_analysis.wording.numbers import format_integer

_TEMPLATES = Path(__file__).resolve().parents[1] / "render" / "template"
_MISSED = ("missed", "missed_preliminary", "missed_unsure")
_LATE = ("forecast_missed", "behind")
_OPEN = ("not_measurable", "not_comparable")
#: What stands first is what has to be looked at first.
_TOLD = (*_MISSED, *_LATE, *(name for name in ACHIEVEMENTS if name not in (*_MISSED, *_LATE)))
_PROVINCE_DIGITS = 2
# Wider apart than any count, so that one number puts rows in order by two.
_MANY = 1_000_000
_PERIODS = ("year", "six_months", "nine_months", "quarter", "month", "term")
_STATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "checks": ("error", "warning", "clean"),
        "targets": ("missed", "late", "open"),
        "run": (NEW, MOVED, SAME, LEFT, "kept"),
        "data": ("synthetic", "submission"),
    }
)


@dataclass(frozen=True)
class LangFiles:
    """The files of a report in one language: kind, address and name of each link."""

    lang: str
    words: str
    links: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class CatalogueRow:
    """One report in all its languages, ready to be printed.

    ``first`` says that it is the first of its unit and year; ``verdicts`` and
    ``findings`` are lines with the name of their style; ``keys`` are what the
    script puts rows in order by, ``states`` what it chooses them by.
    """

    first: bool
    about: Listed
    period: str
    marks: tuple[str, ...]
    verdicts: tuple[tuple[str, str], ...]
    targets: str
    findings: tuple[tuple[str, str], ...]
    change: str
    states: tuple[str, ...]
    keys: tuple[int, ...]
    files: tuple[LangFiles, ...]


@dataclass(frozen=True)
class Choices:
    """Values to choose from and their words, under a heading or none."""

    title: str
    values: tuple[tuple[str, str], ...]


def write_index(outputs: Path, lang: str, changes: Mapping[str, Change] | None) -> Path:
    """Write ``index.html`` (replaced in one step) and return its path.

    Parameters
    ----------
    outputs : Path
    lang : str
        Language of the page; the reports keep theirs.
    changes : mapping of str to Change, or None
        What the last run did, by the folder of a report; None where nobody
        knows, and then the page does not speak of it.
    """
    page = _rendered(outputs, lang, changes)
    outputs.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=outputs, suffix=".html")
    final = outputs / "index.html"
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(page)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(final)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return final


def _rendered(outputs: Path, lang: str, changes: Mapping[str, Change] | None) -> str:
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    template = environment.from_string((_TEMPLATES / "index.html.j2").read_text(encoding="utf-8"))
    script = (_TEMPLATES / "index.js").read_text(encoding="utf-8").strip()
    listed = list_reports(outputs)
    rows = tuple(_rows(listed, lang, changes))
    unread = len(manifests_in(outputs)) - len(listed)
    return template.render(
        lang=lang,
        words={key.removeprefix("index."): text for key, text in catalogue(lang).items() if key.startswith("index.")},
        rows=rows,
        intro=_intro(rows, unread, lang),
        choices=list(_choices(rows, lang, changes=changes is not None)),
        changes=changes is not None,
        script=Markup(script),
        digest=b64encode(sha256(script.encode()).digest()).decode(),
    )


def _intro(rows: Sequence[CatalogueRow], unread: int, lang: str) -> tuple[str, ...]:
    """How many reports of how many units, and how many folders could not be read."""
    if not rows and not unread:
        return ()
    units = len({row.about.unit for row in rows})
    counts = {"reports": format_integer(len(rows), lang), "units": format_integer(units, lang)}
    lines = [say(lang, "index.counts", counts)] if rows else []
    lines += [say(lang, "index.unread", {"count": format_integer(unread, lang)})] if unread else []
    return tuple(lines)


def _rows(listed: Iterable[Listed], lang: str, changes: Mapping[str, Change] | None) -> Iterator[CatalogueRow]:
    """One row a report: its languages together, that of the page first."""
    groups = [list(group) for _, group in groupby(listed, key=_same_report)]
    reports = Counter(_unit_and_span(group[0]) for group in groups)
    last = ("", "")
    for group in groups:
        about = next((one for one in group if one.lang == lang), group[0])
        own = [(changes or {}).get(one.folder) for one in group]
        change = max((one for one in own if one is not None), key=_weight, default=None)
        name = _link_name(about, lang, reports[_unit_and_span(about)])
        yield _row(about, lang, change, _files(group, name, lang), (about.unit, about.year) != last)
        last = (about.unit, about.year)


def _same_report(one: Listed) -> tuple[str, str]:
    return (one.folder.rpartition("/")[0], one.report)


def _unit_and_span(one: Listed) -> tuple[str, Period]:
    return (one.unit, one.span)


def _weight(change: Change) -> tuple[int, int]:
    """What was done in one language stands for the report where it says the most."""
    return ((SAME, MOVED, NEW, LEFT).index(change.kind), change.figures)


def _link_name(about: Listed, lang: str, reports: int) -> str:
    """What a link is about: "Ninh Bình 2021"; with the title where the unit has more reports of that period."""
    name = bare_name(about.name) if len(about.unit) == _PROVINCE_DIGITS else about.name
    span = about.year if about.span.kind == "year" else period_words(about.span, lang)
    return f"{name} {span}" if reports == 1 else f"{name} {span}, {about.title}"


def _files(group: Sequence[Listed], name: str, lang: str) -> tuple[LangFiles, ...]:
    """The links of each language, each with its kind, its place and its name."""
    own = sorted(group, key=lambda one: one.lang != lang)
    return tuple(
        LangFiles(
            one.lang,
            say(lang, f"index.language_of.{one.lang}"),
            tuple((kind, quote(path), f"{kind}, {name}") for kind, path in one.files),
        )
        for one in own
    )


def _row(about: Listed, lang: str, change: Change | None, files: tuple[LangFiles, ...], first: bool) -> CatalogueRow:
    words, states = period_words(about.span, lang), tuple(_states(about, change))
    return CatalogueRow(
        first=first,
        about=about,
        period=words[:1].upper() + words[1:],
        marks=tuple(say(lang, f"index.{state}") for state in states if state in _STATES["data"]),
        verdicts=tuple(_verdicts(about, lang)),
        targets=_targets(about, lang),
        findings=_findings(about, lang),
        change=_change_words(change, lang),
        states=states,
        keys=(int(about.year), *_ranks(about, change)),
        files=files,
    )


def _verdicts(about: Listed, lang: str) -> Iterator[tuple[str, str]]:
    """Style and words of each kind of verdict; what was not reached stands first."""
    for name in (name for name in _TOLD if about.verdicts.get(name)):
        style = "bad" if name in _MISSED else "late" if name in _LATE else ""
        yield style, say(lang, f"index.counted.{name}", {"count": format_integer(about.verdicts[name], lang)})


def _targets(about: Listed, lang: str) -> str:
    """How many targets there are; or that none is judged."""
    count = about.verdicts.get("targets", 0)
    key = "no_targets" if not count else "of_targets" if len(about.verdicts) > 1 else "unjudged"
    return say(lang, f"index.{key}", {"count": format_integer(count, lang)})


def _findings(about: Listed, lang: str) -> tuple[tuple[str, str], ...]:
    counts = (("bad", "errors", about.errors), ("late", "warnings", about.warnings))
    told = [(style, say(lang, f"index.{name}", {"count": format_integer(n, lang)})) for style, name, n in counts if n]
    return tuple(told or [("", say(lang, "index.clean"))])


def _change_words(change: Change | None, lang: str) -> str:
    kind, figures = (change.kind, change.figures) if change else ("kept", 0)
    return say(lang, f"index.change.{kind}", {"count": format_integer(figures, lang)})


def _states(about: Listed, change: Change | None) -> Iterator[str]:
    """What a report can be chosen by: its findings, its targets, the last run, its data."""
    yield "error" if about.errors else "warning" if about.warnings else "clean"
    for state, names in (("missed", _MISSED), ("late", _LATE), ("open", _OPEN)):
        if _sum(about, names):
            yield state
    yield change.kind if change else "kept"
    if about.synthetic:
        yield "synthetic"
    if about.edition == SUBMISSION:
        yield "submission"


def _ranks(about: Listed, change: Change | None) -> tuple[int, int, int]:
    """Numbers to put reports in order by: targets not reached, findings, what the last run did."""
    findings = about.errors * _MANY + about.warnings
    changed = 0 if change is None else _weight(change)[0] * _MANY + change.figures + 1
    return _sum(about, _MISSED) * _MANY + _sum(about, _LATE), findings, changed


def _sum(about: Listed, names: Iterable[str]) -> int:
    return sum(about.verdicts.get(name, 0) for name in names)


def _choices(rows: Sequence[CatalogueRow], lang: str, *, changes: bool) -> Iterator[tuple[str, list[Choices]]]:
    """The lists to choose from, each with groups of values and their words; only what some report has."""
    provinces = sorted({row.about.province for row in rows if row.about.province}, key=sort_key_vi)
    years = sorted({row.about.year for row in rows}, reverse=True)
    kinds = {row.about.span.kind for row in rows}
    yield "province", [Choices("", tuple((name, name) for name in provinces))]
    yield "year", [Choices("", tuple((year, year) for year in years))]
    yield "period", [Choices("", tuple((kind, say(lang, f"index.kind.{kind}")) for kind in _PERIODS if kind in kinds))]
    states = {state for row in rows for state in row.states}
    groups = [name for name in _STATES if changes or name != "run"]
    found = [
        Choices(
            say(lang, f"index.state.{group}"),
            tuple((name, say(lang, f"index.is.{name}")) for name in _STATES[group] if name in states),
        )
        for group in groups
    ]
    yield "state", [one for one in found if one.values]
