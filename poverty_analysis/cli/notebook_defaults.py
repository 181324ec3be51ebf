"""What a notebook of a new workspace is about when it is run by hand: the unit and year the workspace was made for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from poverty_analysis.inputs.writing import write_text

_TAG = "parameters"


def set_defaults(path: Path, values: Mapping[str, str]) -> None:
    """Write ``values`` as the defaults of the parameters of the notebook at ``path``; names it lacks are passed over.

    Types and remarks of its parameters cell stay.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if _TAG in cell["metadata"].get("tags", ()):
            # Jupyter saves the lines of a cell as a list.
            cell["source"] = _with("".join(cell["source"]), values)
    write_text(path, json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")


def _with(source: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        # A replacement of digits would be taken for a group: \g<1> ends before them.
        source = re.sub(rf'^({name}: str = )"[^"]*"', rf'\g<1>"{value}"', source, flags=re.MULTILINE)
        source = re.sub(rf"^({name}: int = )\d+", rf"\g<1>{value}", source, flags=re.MULTILINE)
    return source
