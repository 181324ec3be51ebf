"""The rows of the shared tables that one report may read: of its unit, of those around it, and of its family.

What a report may read here is what its key is made of, so that no row of
another unit can change it in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from poverty_analysis.inputs.country import links_near
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.index.file_hashes import load_hashes, save_hashes
from poverty_analysis.inputs.index.store import FOLDER, Store
from poverty_analysis.inputs.index.tables import HASHES, SplitTable, split_tables
from poverty_analysis.inputs.index.typed_json import plain, typed
from poverty_analysis.inputs.workspace import Rows, Workspace, read_units, read_units_near
from poverty_analysis.report.disclosure import named_files
from poverty_analysis.report.sources import Shared, read_shared
from poverty_analysis.units.units import family, kin

_NAMED = "forms-named.json"


@dataclass(frozen=True)
class Split:
    """The shared tables split by unit; ``named`` are the files of forms as a shared report names them."""

    tables: Mapping[str, SplitTable]
    named: tuple[InputFile, ...]


@dataclass(frozen=True)
class Around:
    """Codes around a unit: of those directly ``below`` it, its ``family`` over changes of borders, all its ``kin``."""

    own: str
    below: tuple[str, ...]
    family: tuple[str, ...]
    kin: frozenset[str]

    def read(self) -> Mapping[str, tuple[str, ...]]:
        """By table the codes whose rows a report may read; those of the country carry none."""
        codes = (self.own, *self.below)
        found = dict.fromkeys(("postings", "policies", "progress"), codes)
        return found | {"results": (*codes, *self.family), "forms": tuple(sorted(self.kin)), "country": ("",)}


@cache
def around(workspace: Workspace, code: str) -> Around:
    """The codes whose rows a report on a unit may read."""
    links = links_near(workspace.root, read_units(workspace), code)
    units = read_units_near(workspace, code)
    below = tuple(dict.fromkeys(one.code for one in units if one.parent == code))
    return Around(code, below, family(links, code), kin(units, code))


def index_tables(workspace: Workspace) -> Split | None:
    """The shared tables split by unit; those that changed are read again and kept. None where nothing can be kept."""
    store = Store(workspace.root / FOLDER)
    hashes = load_hashes(store, HASHES)
    found = split_tables(workspace, hashes, write=True)
    save_hashes(store, HASHES, hashes)
    kept = store.load(_NAMED) or {}
    if found and kept.get("of") != found["forms"].rows:
        rows = found["forms"].of(found["forms"].pieces)
        named = None if rows is None else tuple(named_files(Forms(rows, found["forms"].files)))
        store.save(_NAMED, {"of": found["forms"].rows, "files": plain(named)})
    return known_tables(workspace)


def known_tables(workspace: Workspace) -> Split | None:
    """The tables as the last run split them; None when one of them changed since."""
    store = Store(workspace.root / FOLDER)
    found = split_tables(workspace, load_hashes(store, HASHES), write=False)
    named = store.load(_NAMED) or {}
    if not found or named.get("of") != found["forms"].rows or named["files"] is None:
        return None
    return Split(found, typed(named["files"]))


def shared_rows(workspace: Workspace, code: str, split: Split | None = None) -> Shared:
    """The shared tables as far as a report on a unit may read them; whole where the index does not hold."""
    known = split or known_tables(workspace)
    return (_narrowed(known, around(workspace, code)) if known else None) or read_shared(workspace)


def _narrowed(split: Split, near: Around) -> Shared | None:
    rows = {name: split.tables[name].of(codes) for name, codes in near.read().items()}
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
