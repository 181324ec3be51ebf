"""Rules about the forms of groups, causes, peoples, children, needs and percentages: sums, and what others repeat.

Each is a warning with its residual; a form that leaves a cell blank is passed
over, and of cells that a release hides nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from poverty_analysis.census import forms
from poverty_analysis.census.forms import indicators
from poverty_analysis.checks.forms import form_statement, subject_of
from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Verdict
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.values.rates import half_up

# Form, what is counted (or the class), people or need, column.
_At = tuple[str, str, str, str]
_Rows = Mapping[tuple[str, str, str, object], FormRow]
_DEPRIVATIONS = {"poor": forms.POOR_DEPRIVATIONS, "near_poor": forms.NEAR_POOR_DEPRIVATIONS}
_DECIMALS = 2


def _row_key(row: FormRow) -> tuple[str, str, str, object]:
    return (row.form, row.counted, row.item, row.key())


def _links(row: FormRow) -> Iterator[tuple[str, _At]]:
    """What a row repeats of another form: its column, and where the other stands."""
    group = row.counted
    if row.form == forms.CAUSES:
        yield HOUSEHOLDS, (forms.RESULTS, HOUSEHOLDS, "", group)
    if row.form == forms.ETHNICITY and row.item == forms.ALL:
        yield HOUSEHOLDS, (forms.RESULTS, HOUSEHOLDS, "", group)
    if row.form == forms.ETHNICITY and row.item == forms.MINORITY:
        yield HOUSEHOLDS, (forms.GROUPS, HOUSEHOLDS, "", f"minority_{group}")
    if row.form == forms.NEEDS and row.item == forms.ALL:
        yield forms.DEPRIVED, (forms.RESULTS, HOUSEHOLDS, "", group)
    if row.form == forms.NEEDS and row.item[:1] == "d":
        yield forms.DEPRIVED, (_DEPRIVATIONS[group], HOUSEHOLDS, "", row.item)
    if row.form == forms.NEEDS and row.item[:5] == "cause":
        yield forms.DEPRIVED, (forms.CAUSES, group, "", row.item)


def _linked(facts: Facts) -> Iterator[tuple[FormRow, str, FormRow, str]]:
    known: _Rows = {_row_key(row): row for row in facts.forms}
    for row in facts.forms:
        for column, (form, counted, item, name) in _links(row):
            other = known.get((form, counted, item, row.key()))
            if other is not None and row.counts.get(column) is not None and other.counts.get(name) is not None:
                yield row, column, other, name


def check_crossings(facts: Facts) -> Iterator[Verdict]:
    """Classes, minorities, deprivations and causes are the same number in every form that prints them."""
    for row, column, other, name in _linked(facts):
        if row.known(column) == other.known(name):
            yield Held(subject_of(row))
        else:
            words: dict[str, Said] = {
                "column": ("column", (row.form, column)),
                "other_form": ("table", other.form),
                "other_column": ("column", (other.form, name)),
            }
            yield form_statement(row, "differs", other.known(name), row.known(column), words)


def _class_rows(facts: Facts) -> Iterator[tuple[FormRow, Mapping[str, int]]]:
    """The line of all households of a class in the form of peoples, with all its lines that have a count."""
    lines: dict[tuple[str, object], dict[str, int]] = {}
    for row in facts.forms:
        count = row.counts.get(HOUSEHOLDS)
        if row.form == forms.ETHNICITY and count is not None:
            lines.setdefault((row.counted, row.key()), {})[row.item] = count
    for row in facts.forms:
        if row.form == forms.ETHNICITY and row.item == forms.ALL:
            yield row, lines.get((row.counted, row.key()), {})


def check_peoples(facts: Facts) -> Iterator[Verdict]:
    """Kinh and minorities make all households of a class; the minority peoples that are listed make the minorities."""
    for row, lines in _class_rows(facts):
        kinh, minority = lines.get(forms.KINH), lines.get(forms.MINORITY)
        if minority is None or forms.ALL not in lines:
            continue
        named = [count for people, count in lines.items() if people not in (forms.ALL, forms.KINH, forms.MINORITY)]
        all_of = kinh is None or kinh + minority == lines[forms.ALL]
        minority_of = not named or sum(named) == minority
        if not all_of:
            yield form_statement(row, "not_all", (kinh or 0) + minority, lines[forms.ALL])
        if not minority_of:
            yield form_statement(row, "not_minority", sum(named), minority)
        if all_of and minority_of:
            yield Held(subject_of(row))


def check_children(facts: Facts) -> Iterator[Verdict]:
    """Fewer children than persons in the households of a class."""
    for row, persons in _persons(facts):
        fits = row.known("children") <= persons
        yield Held(subject_of(row)) if fits else form_statement(row, "beyond", persons, row.known("children"))


def _persons(facts: Facts) -> Iterator[tuple[FormRow, int]]:
    known = {row.key(): row for row in facts.forms if row.form == forms.RESULTS}
    for row in (r for r in facts.forms if r.form == forms.CHILDREN and "children" not in r.masked):
        results = known.get(row.key())
        if results is not None:
            yield row, results.known(f"{row.counted}_persons")


def check_rates(facts: Facts) -> Iterator[Verdict]:
    """A printed percentage is that of the counts, half up at two decimals; blank or 0 where there is no household."""
    for row, counts in _twins(facts):
        wrong = [name for name in indicators(counts) if not _rate_holds(row, counts, name)]
        yield from (_rate_statement(row, counts, name) for name in wrong)
        if not wrong:
            yield Held(subject_of(row))


def _rate_holds(row: FormRow, counts: FormRow, name: str) -> bool:
    """Whether a printed percentage is the right one; one that is blank on either side is passed over."""
    printed = row.rates.get(name)
    return printed is None or counts.counts.get(name) is None or _rate(counts, name) == Fraction(printed)


def _rate(counts: FormRow, name: str) -> Fraction:
    whole = counts.known(HOUSEHOLDS)
    return half_up(Fraction(100 * counts.known(name), whole), _DECIMALS) if whole else Fraction(0)


def _rate_statement(row: FormRow, counts: FormRow, name: str) -> Statement:
    rate, printed = _rate(counts, name), Fraction(row.rates[name])
    words: dict[str, Said] = {
        "column": ("column", (counts.form, name)),
        "rate": ("number", rate),
        "printed": ("number", printed),
        "off": ("number", printed - rate),
    }
    return form_statement(row, "rate", rate, printed, words)


def _twins(facts: Facts) -> Iterator[tuple[FormRow, FormRow]]:
    known = {(row.form, row.key()): row for row in facts.forms}
    for row in (r for r in facts.forms if r.form in forms.RATES):
        counts = known.get((forms.RATES[row.form], row.key()))
        if counts is not None:
            yield row, counts


RULES = (
    CheckRule("form_crossings", check_crossings, ("differs",)),
    CheckRule("form_peoples", check_peoples, ("not_all", "not_minority")),
    CheckRule("form_children", check_children, ("beyond",)),
    CheckRule("form_rates", check_rates, ("rate",)),
)
