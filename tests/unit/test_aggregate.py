"""``aggregate``: households to forms, by hand; what is wrong is counted, and forms are not replaced in silence."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from poverty_analysis.cli.commands import cli
from poverty_analysis.cli.exits import EXIT_PROBLEMS
from tests.census import INFO, census, household, write
from tests.plans import check_json, run
from tests.some import some
from tests.tree import ROOT

# Two poor (one was near-poor), one near-poor that relapsed, one above; a poor household in another commune.
ROWS = [
    household(1, deprived=3, last_class="poor", relapsed=0, minority=1, cause1=1, served1=1, registered=1),
    household(2, deprived=5, last_class="near_poor", relapsed=0, minority=0, cause1=1, served1=0, registered=0),
    household(3, deprived=2, last_class="none", relapsed=1, minority=1, cause1=0, served1=1, registered=1),
    household(4, deprived=12, last_class="poor", relapsed=0, minority=1, cause1=0, served1=0, registered=0)
    | {"income": 1_500_001, "persons": 7},
    household(1, unit="99992", deprived=4, last_class="", relapsed="", minority=0, cause1=0, served1=0, registered=0),
]


def aggregate(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    run = CliRunner().invoke(cli, ["aggregate", str(folder), "--json", *options])
    return run.exit_code, json.loads(run.stdout)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder.parents[1] / "forms" / "huyen-mau-2023" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def row(folder: Path, name: str, unit: str, **key: str) -> dict[str, str]:
    (found,) = [one for one in table(folder, name) if one["unit"] == unit and key.items() <= one.items()]
    return found


def picked(row: dict[str, str], *names: str) -> list[str]:
    return [row[name] for name in names]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_forms_by_hand(tmp_path: Path, kind: str) -> None:
    rows = ROWS if kind != "parquet" else [{n: None if v == "" else v for n, v in one.items()} for one in ROWS]
    folder = census(tmp_path / "w", rows, kind)
    code, said = aggregate(folder)
    assert (code, said["censuses"][0]["rows"], said["censuses"][0]["units"]) == (0, 5, 3)
    results = ("households", "persons", "poor", "near_poor", "poor_persons", "near_poor_persons", "average_farm")
    assert picked(row(folder, "form_results", "99991"), *results) == ["4", "19", "2", "1", "8", "4", ""]
    assert picked(row(folder, "form_results", "999"), *results) == ["5", "23", "3", "1", "12", "4", ""]
    moved = ("opening", "to_near_poor", "beyond", "from_near_poor", "relapsed", "new", "other_in", "closing")
    assert picked(row(folder, "form_poor_movements", "999"), *moved) == ["2", "0", "1", "1", "0", "0", "1", "3"]
    back = ("opening", "beyond", "to_poor", "from_poor", "relapsed", "new", "other_in", "other_out", "closing")
    found = picked(row(folder, "form_near_poor_movements", "99991"), *back)
    assert found == ["1", "0", "1", "0", "1", "0", "0", "", "1"]
    deprived = row(folder, "form_poor_deprivations", "999")
    assert picked(deprived, "households", "total", "d1", "d4", "d5", "d6") == ["3", "12", "3", "2", "1", "0"]
    groups = row(folder, "form_groups", "99991", counted="persons")
    assert picked(groups, "households", "minority", "minority_poor", "merit_poor") == ["19", "15", "4", ""]
    assert picked(row(folder, "form_causes", "99991", **{"class": "poor"}), "cause1", "cause2") == ["2", ""]
    need = row(folder, "needs", "99991", **{"class": "poor", "indicator": "d1"})
    assert picked(need, "deprived", "served", "registered") == ["2", "1", "1"]
    assert {f["rule"] for f in check_json(folder.parents[1] / "forms")[1]["findings"]} == {"children_missing"}


def test_peoples_children_and_who_left_by_hand(tmp_path: Path) -> None:
    def one(number: int, people: str, *kids: int, **more: Any) -> dict[str, Any]:
        names = ("children", "children_uninsured", "children_undernourished", "children_out_of_school")
        given = {"people": people, "last_class": "poor", "left": 0, **dict(zip(names, kids, strict=True)), **more}
        return household(number, **given)

    rows = [
        one(1, "Thái", 3, 2, 1, 0, deprived=3),
        one(2, "kinh", 2, 0, 0, 1, deprived=4),
        one(3, "dao", 1, 0, 1, "", deprived=2),
        # Neither is a listed household of this year.
        one(4, "hmong", 4, 4, 4, 4, deprived=0, income=9_000_000),
        one(5, "kinh", 4, 4, 4, 4, deprived=12, left=1),
        one(6, "", 0, 0, 0, 0, deprived=12, unit="99992"),
    ]
    folder = census(tmp_path / "w", rows)
    code, said = aggregate(folder)
    assert (code, said["censuses"][0]["warnings"][0]["code"]) == (0, "PA-811")
    lines = [(r["people"], r["households"]) for r in table(folder, "form_ethnicity") if r["unit"] == "99991"]
    assert lines == [
        *(("all", "2"), ("kinh", "1"), ("minority", "1"), ("thai", "1"), ("dao", "0")),
        *(("all", "1"), ("kinh", "0"), ("minority", "1"), ("thai", "0"), ("dao", "1")),
    ]
    other = [r["households"] for r in table(folder, "form_ethnicity") if r["unit"] == "99992" and r["class"] == "poor"]
    assert other == ["1", "", "", "", ""], "the people of a household is not told"
    kids = ("children", "children_uninsured", "children_undernourished", "children_out_of_school")
    assert picked(row(folder, "form_children", "99991", **{"class": "poor"}), *kids) == ["5", "2", "1", "1"]
    assert picked(row(folder, "form_children", "99991", **{"class": "near_poor"}), *kids) == ["1", "0", "1", ""]
    moved = ("opening", "to_near_poor", "beyond", "other_out", "closing")
    assert picked(row(folder, "form_poor_movements", "99991"), *moved) == ["5", "1", "1", "1", "2"]
    assert row(folder, "form_results", "99991")["households"] == "4"


def test_a_label_row_is_no_difference(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", ROWS)
    assert aggregate(folder)[0] == 0
    path = folder.parents[1] / "forms" / "huyen-mau-2023" / "form_results.csv"
    head, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, ",".join(["Nhãn"] * len(head.split(","))), *rest]) + "\n", encoding="utf-8")
    assert aggregate(folder)[1]["censuses"][0]["written"] is False


def scores(folder: Path) -> list[dict[str, str]]:
    path = folder.parents[1] / "scores" / "huyen-mau-2023" / "score_counts.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_sufficient_table_by_hand(tmp_path: Path) -> None:
    unknown = household(5, minority=0, last_class="none", relapsed=0, cause1=0, served1=0, registered=0) | {"d3": ""}
    folder = census(tmp_path / "w", [*ROWS, ROWS[0] | {"household": "6", "persons": 5}, unknown])
    assert aggregate(folder)[0] == 0
    names = ("unit", "area", "minority", "class", "deprivations", "households", "persons")
    assert [picked(one, *names) for one in scores(folder)] == [
        ["99991", "rural", "no", "poor", "5", "1", "4"],
        ["99991", "rural", "no", "unknown", "", "1", "4"],
        ["99991", "rural", "yes", "poor", "3", "2", "9"],
        ["99991", "rural", "yes", "near_poor", "2", "1", "4"],
        ["99991", "rural", "yes", "none", "12", "1", "7"],
        ["99992", "rural", "no", "poor", "4", "1", "4"],
    ]
    whole = row(folder, "form_results", "999")
    for name in ("households", "persons"):
        assert sum(int(one[name]) for one in scores(folder)) == int(whole[name])
    deprived = sum(int(o["households"]) * int(o["deprivations"]) for o in scores(folder) if o["class"] == "poor")
    assert str(deprived) == row(folder, "form_poor_deprivations", "999")["total"]


def test_without_minority_the_sufficient_table_has_it_blank(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", [household(1, deprived=3), household(2, deprived=3)])
    assert aggregate(folder)[0] == 0
    names = ("area", "minority", "class", "deprivations", "households")
    assert [picked(one, *names) for one in scores(folder)] == [["rural", "", "poor", "3", "2"]]


def test_the_sufficient_table_is_never_released(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", ROWS)
    assert aggregate(folder)[0] == 0
    data = folder.parents[1]
    assert run("release", data / "forms" / "huyen-mau-2023").exit_code == 0
    released = [path for path in (data / "releases").rglob("*") if path.is_file()]
    assert released
    assert not [path for path in some(released) if b"score_counts" in path.read_bytes() or "scores" in path.name]
    refused = run("release", data / "scores" / "huyen-mau-2023", "--json")
    assert [p["code"] for p in json.loads(refused.stdout)["problems"]] == ["PA-321"]
    # Not even where it lies among the forms by mistake.
    (data / "forms" / "huyen-mau-2023" / "score_counts.csv").write_bytes(
        (data / "scores" / "huyen-mau-2023" / "score_counts.csv").read_bytes()
    )
    refused = run("release", data / "forms" / "huyen-mau-2023", "--json")
    assert [p["code"] for p in json.loads(refused.stdout)["problems"]] == ["PA-321"]


def test_nothing_but_the_aggregate_step_knows_the_sufficient_table() -> None:
    package = ROOT / "poverty_analysis"
    names = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if knows_scores(path)}
    assert names == {"census/aggregate.py", "census/count.py", "census/fill_forms.py"}


def knows_scores(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(word in text for word in ("score_counts", "score_rows", "scores/"))


def test_other_forms_are_replaced_only_by_force(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", ROWS)
    assert aggregate(folder)[0] == 0
    before = {path.name: path.read_bytes() for path in (folder.parents[1] / "forms" / "huyen-mau-2023").iterdir()}
    assert aggregate(folder)[1]["censuses"][0]["written"] is False
    (folder.parents[1] / "forms" / "huyen-mau-2023" / "note.md").write_text("kept", encoding="utf-8")
    write(folder / "households.csv", [*ROWS, household(9, **{k: ROWS[0][k] for k in list(ROWS[0])[18:]})])
    code, said = aggregate(folder)
    assert (code, said["problems"][0]["code"]) == (EXIT_PROBLEMS, "PA-812")
    assert "form_results 999/2023-12-31/VN-2022 households: 5 -> 6" in said["problems"][0]["what_en"]
    assert {n: (folder.parents[1] / "forms" / "huyen-mau-2023" / n).read_bytes() for n in before} == before
    assert aggregate(folder, "--force")[1]["censuses"][0]["written"] is True
    assert row(folder, "form_results", "999")["households"] == "6"
    assert (folder.parents[1] / "forms" / "huyen-mau-2023" / "note.md").read_text(encoding="utf-8") == "kept"


def test_a_household_loaded_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    elsewhere = ROWS[0] | {"village": "Thôn 2"}
    folder = census(tmp_path / "w", [*ROWS, ROWS[0], elsewhere, ROWS[0]])
    code, said = aggregate(folder)
    assert (code, said["censuses"][0]["repeated"]) == (0, 2)
    assert "PA-807" in [warning["code"] for warning in said["censuses"][0]["warnings"]]
    assert row(folder, "form_results", "99991")["households"] == "5"


def test_a_household_in_two_different_rows_is_a_problem(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", [*ROWS, ROWS[0] | {"persons": 5}])
    code, said = aggregate(folder)
    assert (code, [(p["code"], p["row"]) for p in said["problems"]]) == (EXIT_PROBLEMS, [("PA-808", 7)])
    assert not (folder.parents[1] / "forms").exists()


def test_every_implausible_row_is_told_at_once_without_its_content(tmp_path: Path) -> None:
    bad = [
        household(1) | {"persons": 0},
        household(2) | {"d3": "Người Mẫu"},
        household(3) | {"area": "Người Mẫu"},
        household(4) | {"unit": "00001"},
        household(5) | {"village": ""},
        household(6) | {"income": "1.500.000"},
        household(7) | {"d3": 2},
    ]
    code, said = aggregate(census(tmp_path / "w", bad))
    found = {(p["code"], p["column"], p["row"]) for p in said["problems"]}
    assert code == EXIT_PROBLEMS
    assert found == {
        *{("PA-804", "persons", 2), ("PA-804", "d3", 3), ("PA-804", "area", 4), ("PA-804", "income", 7)},
        *{("PA-806", "unit", 5), ("PA-805", "village", 6)},
    }
    assert "2 household(s)" in next(p["what_en"] for p in said["problems"] if p["column"] == "d3")
    assert "Người Mẫu" not in json.dumps(said, ensure_ascii=False)


def test_households_without_a_class_and_communes_without_households_are_told(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", [household(1, deprived=3) | {"income": ""}, household(2) | {"d3": ""}])
    code, said = aggregate(folder)
    told = {warning["code"]: warning["what_en"] for warning in said["censuses"][0]["warnings"]}
    assert code == 0
    assert told["PA-809"].startswith("2 household(s)")
    assert "99992" in told["PA-811"]
    assert picked(row(folder, "form_results", "99991"), "households", "poor", "near_poor") == ["2", "0", "0"]


def test_columns_told_by_name_and_a_label_row_passed_over(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", ROWS, "xlsx")
    rows = [{"family.hostName": "Người Mẫu", "so_thu_tu": 1, **one} for one in ROWS]
    write(folder / "households.xlsx", rows, {"family.hostName": "Chủ hộ"})
    _, said = aggregate(folder)
    told = {warning["code"]: warning["what_en"] for warning in said["censuses"][0]["warnings"]}
    assert "family.hostName" in told["PA-801"]
    assert "so_thu_tu" in told["PA-802"]
    assert said["censuses"][0]["rows"] == 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('unit: "999"', "unit: 999"), "PA-306"),
        (("2023-12-31", "2019-12-31"), "PA-506"),
        (('synthetic: "yes"', 'synthetic: "no"'), "PA-314"),
        (("source: Dữ liệu minh họa\n", ""), "PA-201"),
        (("standard: VN-2022", "standard: VN-2023"), "PA-210"),
    ],
)
def test_a_wrong_description_is_a_problem(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    folder = census(tmp_path / "w", ROWS, info=INFO.replace(*change))
    assert code in [problem["code"] for problem in aggregate(folder)[1]["problems"]]


def test_what_a_folder_lacks_is_a_problem(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", [{k: v for k, v in household(1).items() if k not in ("income", "d2", "persons")}])
    told = aggregate(folder)[1]["problems"]
    assert [(p["code"], p["column"]) for p in told] == [("PA-810", ""), ("PA-201", "persons")]
    assert "income / b1, d2" in told[0]["what_en"]
    (folder / "households.parquet").write_bytes(b"PAR1")
    assert [p["code"] for p in aggregate(folder)[1]["problems"]] == ["PA-803"]
    (folder / "households.csv").unlink()
    assert [p["code"] for p in aggregate(folder)[1]["problems"]] == ["PA-150"]


def test_damaged_csv_is_told_by_row(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", ROWS)
    path = folder / "households.csv"
    path.write_text(path.read_text(encoding="utf-8") + "Người Mẫu,1\n", encoding="utf-8")
    (problem,) = aggregate(folder)[1]["problems"]
    assert (problem["code"], problem["row"]) == ("PA-106", 7)
    path.write_bytes(path.read_bytes()[:-14] + "99991,Thôn 1,7,rural,4".encode() + b"\xff\n")
    assert {p["code"] for p in aggregate(folder)[1]["problems"]} <= {"PA-102", "PA-106"}


def test_check_includes_the_census_and_writes_nothing(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", [*ROWS, ROWS[0], ROWS[1] | {"persons": 99}])
    for path in (folder, folder.parent, tmp_path / "w" / "data"):
        _, said = check_json(path)
        assert [p["code"] for p in said["problems"] if "census" in p["file"]] == ["PA-804"]
        assert {"PA-807", "PA-811"} <= {p["code"] for p in said["warnings"]}
    assert not (folder.parents[1] / "forms").exists()
