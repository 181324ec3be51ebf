"""Both engines give the same bytes, forked or in fresh processes, whatever stands in the user's home."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from poverty_analysis.batch import run as running
from poverty_analysis.cli.commands import cli
from tests.product import checksums, make_workspace, poverty, write_cells, write_params

PLOT = "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, 2], [3, 4])\nplt.show()"


def hostile_home(folder: Path) -> dict[str, str]:
    """A home whose settings would change every picture and fail every cell."""
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("unit = 'not the one'\nraise SystemExit\n", encoding="utf-8")
    (startup.parent / "ipython_config.py").write_text("c.InteractiveShell.ast_node_interactivity = 'all'\n")
    (folder / ".config" / "matplotlib").mkdir(parents=True)
    (folder / ".config" / "matplotlib" / "matplotlibrc").write_text("lines.linewidth: 9\nfigure.dpi: 31\n")
    (folder / "start.py").write_text("raise SystemExit\n", encoding="utf-8")
    return {
        "HOME": str(folder),
        "PYTHONSTARTUP": str(folder / "start.py"),
        "IPYTHONDIR": str(folder / ".ipython"),
        "MPLCONFIGDIR": str(folder / ".config" / "matplotlib"),
    }


def read_by_people(workspace: Path) -> dict[str, str]:
    """All files but the manifests, which name the packages that each engine loaded."""
    made = checksums(workspace / "outputs" / "shared")
    return {name: digest for name, digest in made.items() if not name.endswith("manifest.json")}


@pytest.mark.long
def test_both_engines_and_any_home_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace(tmp_path / "ws")
    write_cells(workspace, "ve", "unit = ''", "1\n2", PLOT)
    write_params(workspace, report="ve", units=("099", "999"), formats="[html, pdf]")
    plain = poverty(workspace, "run")
    assert plain.code == 0, plain.err
    made = checksums(workspace / "outputs" / "shared")
    assert len(made) == 2 * 5
    reports = read_by_people(workspace)
    assert len(reports) == 2 * 4
    env = hostile_home(tmp_path / "home")
    for options in (("--engine", "warm", "-j", "4"), ("--engine", "kernel", "-j", "2")):
        said = poverty(workspace, "run", "--force", *options, env=env)
        assert said.code == 0, said.err
        assert read_by_people(workspace) == reports, options
    # As where a process may not fork.
    monkeypatch.setattr(running, "fork_is_safe", lambda: False)
    arguments = ["--workspace", str(workspace), "run", "--force", "--engine", "kernel", "-j", "2"]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert read_by_people(workspace) == reports
