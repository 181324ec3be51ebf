"""Faults of the software: where they are, never what the data were."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

#: The environment variable that asks for everything about a fault.
DEBUG_VARIABLE = "POVERTY_ANALYSIS_DEBUG"

_OWN = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Fault:
    """The kind of an unexpected exception, and the line of our own code it came from ("printed.py:45")."""

    kind: str
    place: str


def fault_of(error: Exception) -> Fault:
    """The fault behind an exception; its message is left out, for it may quote a cell.

    The place is the innermost line of this package: what it called is rarely at fault.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_OWN)]
    last = (own or frames)[-1]
    return Fault(type(error).__name__, f"{Path(last.filename).name}:{last.lineno}")
