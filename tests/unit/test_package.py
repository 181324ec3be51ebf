"""The wheel carries all the library needs, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.tree import PACKAGE, ROOT, project_files

STARTER = "poverty_analysis/starter/"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(built)


def metadata(wheel: zipfile.ZipFile, name: str) -> str:
    (path,) = (path for path in wheel.namelist() if path.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode("utf-8")


def test_holds_every_file_of_the_library_and_no_other(wheel: zipfile.ZipFile) -> None:
    ours = {path.relative_to(ROOT).as_posix() for path in project_files() if path.is_relative_to(PACKAGE)}
    packed = {name for name in wheel.namelist() if not Path(name).parts[0].endswith(".dist-info")}
    assert {name for name in packed if not name.startswith(STARTER)} == ours


def test_a_new_workspace_comes_out_of_the_wheel_alone(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")
    program = "from poverty_analysis.cli import main; import sys; sys.argv = ['x', 'new', 'w']; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "w" / "data" / "plans" / "huyen-mau-2023" / "plan.yaml").is_file()
    notebooks = {path.name for path in (tmp_path / "w" / "notebooks").iterdir()}
    assert notebooks == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    names = {path.name for path in (tmp_path / "w" / "data" / "plans").iterdir()}
    assert names == {"huyen-mau-2023", "huyen-mau-2021-2025"}


@pytest.mark.long
def test_a_report_comes_out_of_an_environment_of_the_wheel_alone(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Installed by pip into an empty environment; the libraries are those at hand, the package is not."""
    venv.create(tmp_path / "env", with_pip=False)
    (site,) = (tmp_path / "env").glob("lib/python*/site-packages")
    # Named in a .pth, a folder's own .pth files are not read: our development install stays out.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    python = tmp_path / "env" / "bin" / "python"
    outside = [str(Path(sys.base_prefix) / "bin" / "python3"), "-m", "pip", "--python", str(python), "install"]
    subprocess.run([*outside, "--no-index", "--no-deps", "--quiet", str(wheel.filename)], check=True)
    command = python.with_name("poverty-analysis")
    for arguments in ([command, "new", "w"], [python, "-m", "poverty_analysis", "--workspace", "w", "run"]):
        subprocess.run([*map(str, arguments)], cwd=tmp_path, env={**os.environ, "PYTHONSAFEPATH": "1"}, check=True)
    assert len([*(tmp_path / "w/outputs/shared/2023-year").glob("*/annual_report.vi/*.pdf")]) == 1
    told = subprocess.run(
        [str(python), "-P", "-c", "import poverty_analysis; print(poverty_analysis.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert str(tmp_path) in told and (site / "poverty_analysis" / "py.typed").is_file()


def test_brings_the_command(wheel: zipfile.ZipFile) -> None:
    assert "poverty-analysis = poverty_analysis.cli:main" in metadata(wheel, "entry_points.txt")


def test_brings_the_licences_of_code_and_fonts(wheel: zipfile.ZipFile) -> None:
    licences = {name.split("licenses/")[1] for name in wheel.namelist() if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "poverty_analysis/render/fonts/LICENSE"}


def test_says_what_it_needs(wheel: zipfile.ZipFile) -> None:
    fields = Parser().parsestr(metadata(wheel, "METADATA"))
    assert fields["Requires-Python"] == ">=3.11"
    assert fields["License-Expression"] == "Apache-2.0 AND OFL-1.1"
    assert "typst==0.15.2" in fields.get_all("Requires-Dist", [])
