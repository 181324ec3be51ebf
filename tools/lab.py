"""Open the notebooks in JupyterLab, on a page that shows them: python -m tools.lab

What JupyterLab is told lies in ``tools/lab_settings`` of this project; nothing
is written into the home of the user, whose own settings stand above ours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The page that JupyterLab opens with: the notebooks, and what each is for.
START = "notebooks/README.md"


def lab_command(workspace: Path) -> list[str]:
    """Return the command that opens a workspace in the JupyterLab of this environment."""
    options = {
        "ServerApp.root_dir": str(workspace),
        "LabApp.default_url": f"/lab/tree/{START}",
        "LabApp.app_settings_dir": str(ROOT / "tools" / "lab_settings"),
    }
    return [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]


def lab_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which our kernel comes before one of the same name of the user."""
    return {name: value for name, value in environment.items() if name != "JUPYTER_PATH"} | {
        "JUPYTER_PREFER_ENV_PATH": "1"
    }


if __name__ == "__main__":
    command = [*lab_command(ROOT), *sys.argv[1:]]
    os.execve(command[0], command, lab_environment(os.environ))
