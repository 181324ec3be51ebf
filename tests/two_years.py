"""What a reader of the releases of two years can work out who knows that no household changes its people.

The forms of movements say how many households came into a class and left it; each of them is of one people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from scipy.sparse import block_diag, csr_array, vstack

from poverty_analysis.census.forms import IN, NEAR_POOR_MOVEMENTS, OUT, POOR_MOVEMENTS
from poverty_analysis.inputs.rows.forms import FormRow
from tests.disclosure import PEOPLES, Name
from tests.form_identities import Known
from tests.reading import Reading

_MOVEMENTS = {"poor": POOR_MOVEMENTS, "near_poor": NEAR_POOR_MOVEMENTS}
# Of one people, those who leave a class for the other are those who come into that one.
_SAME = ((POOR_MOVEMENTS, "to_near_poor", NEAR_POOR_MOVEMENTS, "from_poor"),)
_SAME += ((NEAR_POOR_MOVEMENTS, "to_poor", POOR_MOVEMENTS, "from_near_poor"),)


def tagged(year: int, name: Name) -> Name:
    """The name of a count among those of several years."""
    return (f"{year}.{name[0]}", *name[1:])


def joined(before: tuple[int, Reading], after: tuple[int, Reading], moves: Iterable[FormRow]) -> Reading:
    """Two readings, with how many of each people moved as further counts."""
    both = [(year, one) for year, one in (before, after)]
    names = [tagged(year, name) for year, one in both for name in one.names]
    fixed = {tagged(year, name): value for year, one in both for name, value in one.fixed.items()}
    known, most = _moved(before[0], after[0], {*names, *fixed}, moves)
    flows = tuple(most)
    place = {name: n for n, name in enumerate((*names, *flows))}
    lines = [
        (n, place[name], times) for n, one in enumerate(known) for name, times in one.terms.items() if name in place
    ]
    rows, columns, times = zip(*lines, strict=True)
    links = csr_array((np.asarray(times, dtype=np.float64), (rows, columns)), shape=(len(known), len(place)))
    rest = [sum(times * fixed.get(name, 0) for name, times in one.terms.items()) for one in known]
    own = block_diag([one.matrix for _, one in both], format="csr")
    wide = csr_array((own.data, own.indices, own.indptr), shape=(own.shape[0], len(place)))
    low = [-np.inf if one.low is None else one.low - n for one, n in zip(known, rest, strict=True)]
    high = [np.inf if one.high is None else one.high - n for one, n in zip(known, rest, strict=True)]
    return Reading(
        (*names, *flows),
        fixed,
        np.concatenate([*(one.most for _, one in both), [float(most[name]) for name in flows]]),
        csr_array(vstack([wide, links])),
        np.concatenate([*(one.low for _, one in both), low]),
        np.concatenate([*(one.high for _, one in both), high]),
    )


def _moved(before: int, after: int, names: set[Name], moves: Iterable[FormRow]) -> tuple[list[Known], dict[Name, int]]:
    """What holds of those who moved, and how many at most did, by form, unit, people and column."""
    rows = [row for row in moves if row.as_of.year == after and row.counted == "households"]
    known, most = list[Known](), dict[Name, int]()
    for kind, form in _MOVEMENTS.items():
        for row in (one for one in rows if one.form == form):
            peoples = _peoples(before, after, names, kind, row.unit)
            known += _of_class((before, after), kind, row, peoples)
            most |= {(form, row.unit, people, c): row.known(c) for people in peoples for c in (*OUT[form], *IN[form])}
    for unit, people in {(name[1], name[2]) for name in most}:
        for form, column, other, same in _SAME:
            pair = ((form, unit, people, column), (other, unit, people, same))
            if all(name in most for name in pair):
                known.append(Known(dict(zip(pair, (1, -1), strict=True)), 0, 0))
    return known, most


def _peoples(before: int, after: int, names: set[Name], kind: str, unit: str) -> list[str]:
    """Peoples that are listed in both years; those that one year leaves out hold nobody that could be told apart."""
    listed = ({name[3] for name in names if name[:3] == (f"{year}.{PEOPLES}", kind, unit)} for year in (before, after))
    return sorted(set.intersection(*listed) - {"all.households", "minority.households"})


def _of_class(years: tuple[int, int], kind: str, row: FormRow, peoples: list[str]) -> Iterator[Known]:
    """Those of a people that stay are no fewer than none, and with those that come they are all of the year after."""

    def moved(people: str, *columns: str, times: int) -> Mapping[Name, int]:
        return {(row.form, row.unit, people, column): times for column in columns}

    out, came = OUT[row.form], IN[row.form]
    for people in peoples:
        old, new = (tagged(year, (PEOPLES, kind, row.unit, people)) for year in years)
        yield Known({old: 1, **moved(people, *out, times=-1)}, 0, None)
        yield Known({new: 1, old: -1, **moved(people, *out, times=1), **moved(people, *came, times=-1)}, 0, 0)
    for column in (*out, *came) if peoples else ():
        yield Known(
            {name: 1 for p in peoples for name in moved(p, column, times=1)}, row.known(column), row.known(column)
        )
