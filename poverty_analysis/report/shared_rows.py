"""The rows of the shared tables that one report may read: of its unit, of those around it, and of its family.

What a report may read here is what its key is made of, so that no row of
another unit can change it in silence.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import cast

from poverty_analysis.census.forms import GROUPS
from poverty_analysis.inputs.country import home_provinces, links_near, read_communes
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.index.file_hashes import load_hashes, save_hashes
from poverty_analysis.inputs.index.store import FOLDER, Store
from poverty_analysis.inputs.index.tables import HASHES, SplitTable, split_tables
from poverty_analysis.inputs.index.typed_json import plain, typed
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.workspace import Rows, Workspace, read_units
from poverty_analysis.law import read_law
from poverty_analysis.report.disclosure import named_files
from poverty_analysis.report.sources import Shared, read_shared
from poverty_analysis.units.units import Unit, family, kin_groups

_NAMED = "forms-named.json"


@dataclass(frozen=True)
class Split:
    """The shared tables split by unit.

    ``named`` are the files of forms as a shared report names them;
    ``guarded`` says that some results of policies state a count of a form that
    a release may hide: which files may be named then hangs on all rows of both,
    and no report may do with fewer.  ``digests`` are
    by table, unit and file the checksums of what a report takes of the rows.
    """

    tables: Mapping[str, SplitTable]
    named: tuple[InputFile, ...]
    guarded: bool
    digests: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Around:
    """Codes around a unit: of those directly ``below`` it, its ``family`` over changes of borders, and its ``kin``.

    These are the units above it and all below any of them, on whatever day.
    """

    own: str
    below: tuple[str, ...]
    family: tuple[str, ...]
    kin: tuple[Unit, ...]

    def read(self) -> Mapping[str, tuple[str, ...]]:
        """By table the codes whose rows a report may read; those of the country carry none."""
        codes = (self.own, *self.below)
        found = dict.fromkeys(("postings", "policies", "progress"), codes)
        return found | {
            "results": (*codes, *self.family),
            "forms": tuple(sorted({one.code for one in self.kin})),
            "country": ("",),
        }


@cache
def around(workspace: Workspace, code: str) -> Around:
    """The codes whose rows a report on a unit may read."""
    links = links_near(workspace.root, read_units(workspace), code)
    own = _kin(workspace, home_provinces(workspace.root, read_units(workspace), code)).get(code, ())
    below = tuple(dict.fromkeys(one.code for one in own if one.parent == code))
    return Around(code, below, family(links, code), own)


@cache
def _kin(workspace: Workspace, provinces: tuple[str, ...]) -> Mapping[str, tuple[Unit, ...]]:
    """By code the units of its kin, among the short list and the units in the files of some provinces."""
    units = (*read_units(workspace), *(one for name in provinces for one in read_communes(workspace.root, name)))
    groups = {code: group for group in kin_groups(units) for code in group}
    found: dict[frozenset[str], list[Unit]] = {}
    for one in units:
        found.setdefault(groups[one.code], []).append(one)
    whole = {group: tuple(own) for group, own in found.items()}
    return {code: whole[group] for code, group in groups.items()}


def index_tables(workspace: Workspace) -> Split:
    """The shared tables split by unit; those that changed are read again.

    They are kept beside the outputs, or for this process alone where nothing can be written there.
    """
    kept = _indexed(workspace, Store(workspace.root / FOLDER))
    return kept or cast(Split, _indexed(workspace, _own_store()))


def _own_store() -> Store:
    folder = tempfile.mkdtemp(prefix="pa-index-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Store(Path(folder))


def _indexed(workspace: Workspace, store: Store) -> Split | None:
    hashes = load_hashes(store, HASHES)
    found = split_tables(workspace, store, hashes, write=True)
    if found is None:
        return None
    save_hashes(store, HASHES, hashes)
    forms = found["forms"]
    made_of = [forms.rows, found["policies"].rows]
    if (store.load(_NAMED) or {}).get("of") != made_of:
        rows = forms.of(forms.pieces) or ()
        named = tuple(named_files(Forms(rows, forms.files)))
        guarded = _is_guarded(rows, found["policies"])
        store.save(_NAMED, {"of": made_of, "files": plain(named), "guarded": guarded})
    split = _with_named(store, found)
    return split and replace(split, digests={name: table.digests() for name, table in found.items()})


def known_tables(workspace: Workspace) -> Split | None:
    """The tables as the last run split them; None when one of them changed since."""
    store = Store(workspace.root / FOLDER)
    found = split_tables(workspace, store, load_hashes(store, HASHES), write=False)
    return _with_named(store, found) if found else None


def _with_named(store: Store, found: Mapping[str, SplitTable]) -> Split | None:
    named = store.load(_NAMED) or {}
    if named.get("of") != [found["forms"].rows, found["policies"].rows]:
        return None
    return Split(found, typed(named["files"]), guarded=bool(named["guarded"]))


def _is_guarded(forms: Iterable[FormRow], policies: SplitTable) -> bool:
    """Whether a result of policies stands beside the form whose counts it states."""
    crossing = {measure.id for measure in read_law().measures if measure.crossing}
    given = {(row.unit, row.as_of) for row in forms if row.form == GROUPS}
    stated = policies.of({unit for unit, _ in given}) or ()
    return any(row.indicator in crossing and (row.unit, row.as_of) in given for row in stated)


def shared_rows(workspace: Workspace, code: str, split: Split | None = None) -> Shared:
    """The shared tables as far as a report on a unit may read them; whole where the index does not hold."""
    known = split or known_tables(workspace)
    return (_narrowed(known, around(workspace, code)) if known else None) or read_shared(workspace)


def _narrowed(split: Split, near: Around) -> Shared | None:
    whole = ("policies", "forms") if split.guarded else ()
    wanted = {**near.read()} | {name: tuple(split.tables[name].pieces) for name in whole}
    rows = {name: split.tables[name].of(codes) for name, codes in wanted.items()}
    if any(found is None for found in rows.values()):
        return None
    told = {name: Rows(rows[name] or (), t.files, t.problems, (), t.findings) for name, t in split.tables.items()}
    forms = split.tables["forms"]
    return Shared(
        postings=told["postings"],
        results=told["results"],
        policies=told["policies"],
        progress=told["progress"],
        country=told["country"],
        forms=Forms(rows["forms"] or (), forms.files, forms.problems),
        named=split.named,
    )
