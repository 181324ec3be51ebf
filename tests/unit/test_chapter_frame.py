"""What every chapter is made with: words of one language, tables and charts by their id, figures with their acts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from poverty_analysis.blocks import Figure, Row
from poverty_analysis.chapters.frame.acts import law_table, title_words
from poverty_analysis.chapters.frame.figures import by_law, count, exact_vnd
from poverty_analysis.chapters.frame.law_readings import UNVERIFIED_MARK
from poverty_analysis.chapters.frame.tables import chart, numbers, table, texts
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.law import citation, read_law
from poverty_analysis.wording.words import Words

VI, EN = (Words(lang, read_contract()) for lang in ("vi", "en"))


def test_words_speak_one_language() -> None:
    assert (VI.word("source", "central"), EN.word("source", "central")) != ("", "")
    assert VI.word("source", "central") != EN.word("source", "central")
    assert (VI.choose("một", "one"), EN.choose("một", "one")) == ("một", "one")
    assert EN.column_title("budget", "line") == read_contract().tables["budget"].column("line").title["en"]
    assert EN.has("table.funds")
    assert not EN.has("table.of_nothing")


def test_a_table_is_found_by_its_id() -> None:
    """Signs first, then its own note, then what the chapter adds; its source are the files of its figures."""
    rows = [Row(("a", count(EN, "x", 3, "count", ("data/forms/a.csv#2", "rule:balance", "data/forms/a.csv#3"))))]
    made = table(EN, "causes", texts(EN, {"cause": 2}), rows, unit="households", signs=["*"], notes=["last"])
    assert (made.id, made.title, made.unit_line) == ("causes", EN.say("table.causes"), EN.say("unit_households"))
    assert made.notes == ("*", EN.say("note.causes"), "last")
    assert made.source == "a.csv"
    assert table(EN, "causes", (), rows, ("data/forms/b.csv#7", "")).source == "b.csv, a.csv"
    assert table(EN, "funds", (), rows).notes == ()


def test_values_fill_the_title_and_the_note() -> None:
    values = {"day": "2023-12-31", "standard": "VN-2022"}
    made = table(EN, "units-below", (), [], values=values)
    assert made.title == EN.say("table.units_below", values)
    with pytest.raises(KeyError, match="day"):
        table(EN, "units-below", (), [])


def test_a_chart_is_found_by_its_id_with_the_finding_it_shows() -> None:
    names = ("last", "day", "status", "planned", "end", "year")
    values = {name: f"<{name}>" for name in names}
    made = chart(EN, "path-chart", "<svg/>", values, ("a.csv#2",), finding="above")
    assert (made.title, made.alt) == (EN.say("chart.path_above", values), EN.say("chart.path_above_alt", values))
    assert "<last>" in made.title and "above" in made.title
    assert (made.svg, made.source) == ("<svg/>", "a.csv")


def test_columns_of_words_stand_left_and_those_of_numbers_right() -> None:
    columns = (*texts(EN, {"code": 0.5}), *numbers(EN, {"total": 2}))
    assert [(c.title, c.align, c.width) for c in columns] == [
        (EN.say("column.code"), "left", 0.5),
        (EN.say("column.total"), "right", 2),
    ]


def test_a_figure_carries_the_acts_it_rests_on_and_a_mark_for_one_that_is_not_verified() -> None:
    law = read_law()
    firm, loose = (next(act.id for act in law.citations if act.reading.weak is weak) for weak in (False, True))
    figure = exact_vnd(EN, "x", 1_000, "sum", ("a.csv#2",))
    assert by_law(figure, law, firm) == Figure("x", 1_000, "vnd", "1,000", "sum", ("a.csv#2",), (firm,))
    assert by_law(figure, law, firm, loose).display == f"1,000{UNVERIFIED_MARK}"


def test_an_act_whose_number_is_not_known_is_named_once() -> None:
    """By its issuer, and its kind is not said again with its title; acts with a number stay as they are."""
    acts = [citation(read_law(), id) for id in ("KH-TUAN-GIAO-2023", "NQ-DU-TOAN-2024", "QD-90-2022")]
    for words, told in (
        (
            VI,
            [("Kế hoạch của Ủy ban nhân dân huyện Tuần Giáo", "Thực hiện"), ("Nghị quyết của Quốc hội", "Về dự toán")],
        ),
        (
            EN,
            [
                ("Plan of the People's Committee of Tuần Giáo district", "For"),
                ("Resolution of the National Assembly", "On the"),
            ],
        ),
    ):
        rows = [(str(row.cells[0]), str(row.cells[2])) for row in law_table(words, acts).rows]
        assert [(act, title[: len(start)]) for (act, title), (_, start) in zip(rows, told, strict=False)] == told
        assert rows[2] == (
            words.choose(acts[2].decree, acts[2].decree_en),
            acts[2].title_vi if words is VI else acts[2].title_en,
        )


def test_an_act_outside_the_period_of_its_title_says_why() -> None:
    acts = {act.id: act for act in read_law().citations}
    assert title_words(EN, acts["QD-59-2015"], 2020) == acts["QD-59-2015"].title_en
    assert "article 2 of NĐ 07/2021/NĐ-CP keeps it" in title_words(EN, acts["QD-59-2015"], 2021)
    assert "NĐ 351/2025/NĐ-CP keeps it" in title_words(EN, acts["ND-07-2021"], 2026)
    assert "legal basis not determined" in title_words(EN, replace(acts["ND-07-2021"], beyond_en=""), 2031)
