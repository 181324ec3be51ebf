"""The rows of the shared tables that one report may read, and no others: of its unit, of those around it, and of its family.

What a report may read here is what its key is made of, so that no row of
another unit can change it in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from poverty_analysis.inputs.country import links_near
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.index.file_hashes import FileHashes, load_hashes, save_hashes
from poverty_analysis.inputs.index.store import FOLDER, Store
from poverty_analysis.inputs.index.tables import HASHES, SplitTable, split_tables
from poverty_analysis.inputs.workspace import Rows, Workspace, read_units
from poverty_analysis.report.sources import Shared, Territory, read_shared
from poverty_analysis.units.units import Unit, family, kin

Split = dict[str, SplitTable]


def index_tables(workspace: Workspace) -> Split:
    """The shared tables of a workspace split by unit; those that changed are read again, and kept where that is possible."""
    store = Store(workspace.root / FOLDER)
    hashes = load_hashes(store, HASHES)
    found = split_tables(workspace, hashes, write=True)
    save_hashes(store, HASHES, hashes)
    return found or {}


def known_tables(workspace: Workspace) -> Split | None:
    """The tables as the last run split them, None when one of them changed since."""
    return split_tables(workspace, load_hashes(Store(workspace.root / FOLDER), HASHES), write=False)
