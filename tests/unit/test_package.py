"""The wheel carries all the library needs, and nothing else."""

from __future__ import annotations

import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.tree import PACKAGE, ROOT, project_files


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
    assert packed == ours


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
