"""What a release hides is in no byte of a shared report; the edition for the level above has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.product import checksums, make_workspace, manifest_of, poverty, readable, write_params

REPORT = "2023-year/minh-hoa-999-mau/annual_report.vi"
KEY = "999,2023-12-31,VN-2022"
# Of the poor households all but two lack one thing: the two would be known.  Numbers long enough to occur once.
POOR = 7919873
PLANTED = {7919871: "7.919.871", 6689347: "6.689.347"}
SHOWN = {5501239: "5.501.239"}
FORMS = {
    "form_results": "unit,as_of,standard,households,persons,poor,near_poor,poor_persons,near_poor_persons\n"
    f"{KEY},30011000,120022000,{POOR},1907,33017000,8009\n",
    "form_poor_deprivations": "unit,as_of,standard,households,total,d1,d2,d3,d4,d5\n"
    f"{KEY},{POOR},30018000,7919871,6689347,5501239,4903001,5004542\n",
    "form_causes": f"unit,as_of,standard,class,households,cause1,cause2\n{KEY},poor,{POOR},7919870,{POOR}\n",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("release"))
    forms = folder / "data" / "forms" / "huyen-mau-2023"
    for old in forms.iterdir():
        old.unlink()
    for name, text in FORMS.items():
        (forms / f"{name}.csv").write_text(text, encoding="utf-8")
    write_params(folder, formats="[html, pdf, xlsx]", langs="[vi]")
    return folder


def hits(folder: Path, numbers: dict[int, str]) -> set[str]:
    words = {word for value, shown in numbers.items() for word in (str(value), shown, shown.replace(".", ","))}
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 6
    return {f"{path.name}: {word}" for path in files for text in readable(path) for word in words if word in text}


def test_a_shared_report_holds_no_hidden_count(workspace: Path) -> None:
    unreleased = poverty(workspace, "run")
    assert unreleased.code == 0, unreleased.err
    folder = workspace / "outputs" / "shared" / REPORT
    assert manifest_of(folder)["release"] is None
    assert "Bản duyệt công bố các biểu" in next(folder.glob("*.html")).read_text(encoding="utf-8")
    assert not hits(folder, PLANTED | SHOWN), "nothing of the crossings before a release"

    made = poverty(workspace, "release", "--json")
    assert made.code == 0, made.err
    (told,) = (one for one in json.loads(made.out)["releases"] if one["id"].startswith("999-"))
    again = poverty(workspace, "run")
    assert again.code == 0 and len(checksums(folder)) >= 6
    assert manifest_of(folder)["release"] == told["id"]
    masked = (workspace / told["path"] / "form_poor_deprivations.csv").read_text(encoding="utf-8")
    hidden = {value: shown for value, shown in PLANTED.items() if str(value) not in masked}
    assert 7919871 in hidden and "*" in masked, masked
    assert not hits(folder, hidden) and hits(folder, SHOWN)
    page = next(folder.glob("*.html")).read_text(encoding="utf-8")
    assert ">*<" in page.replace(" ", "").replace("\n", "")
    assert poverty(workspace, "run", "--json").json["made"] == [], "nothing changed, nothing is made again"


def test_no_checksum_of_the_exact_form_leaves(workspace: Path) -> None:
    exact = checksums(workspace / "data" / "forms" / "huyen-mau-2023")
    folder = workspace / "outputs" / "shared" / REPORT
    text = "".join(part for path in folder.iterdir() for part in readable(path))
    secret = [sha for name, sha in exact.items() if "results" not in name]
    spaced = [" ".join(sha[i : i + 8] for i in range(0, 64, 8)) for sha in secret]
    assert len(secret) == 2 and not [sha for sha in (*secret, *spaced) if sha in text]
    assert next(sha for name, sha in exact.items() if "results" in name) in text


def test_a_submission_is_exact_and_says_so_on_its_pages(workspace: Path) -> None:
    write_params(workspace, formats="[html, pdf, xlsx]", langs="[vi]", edition="submission")
    assert poverty(workspace, "run").code == 0
    folder = workspace / "outputs" / "submission" / REPORT
    found = hits(folder, PLANTED)
    assert {word.split(": ")[1] for word in found} >= {"7.919.871", "6.689.347", "7919871"}, "the search can find them"
    words = "TÀI LIỆU LƯU HÀNH NỘI BỘ"
    for form in ("html", "pdf", "xlsx"):
        assert any(words in text for text in readable(next(folder.glob(f"*.{form}")))), form
    assert manifest_of(folder)["release"] is None
