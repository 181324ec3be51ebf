"""Blocks carry a structured form, and show themselves in Jupyter without letting data become markup."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction

import pytest

from poverty_analysis.blocks import MIME, Chart, Column, Figure, Row, Section, Table, Text, figures_of

PAYLOAD = "<script>alert(1)</script>"
AMOUNT = Figure("total", 61_331_979_376, "vnd", "61.331,979376", "sum", ("budget.csv#2",), ("QD-90",))
SHARE = Figure("share", Fraction(1, 3), "share", "33,33%", "share_of_total")
TABLE = Table("t", "Bảng", (Column("Tên"), Column("Số", "right", 2)), (Row(("Cộng", AMOUNT), "total"),), "đồng", ("n",))
CHART = Chart("c", "Biểu đồ", "DA1 cao nhất", "<svg/>")
KEYS = Text("key_figures", ("Tổng",), figures=(SHARE,))
SECTION = Section("s", "Kinh phí", (KEYS, TABLE, CHART), 2, "1.")


def test_an_amount_stays_an_integer() -> None:
    data = AMOUNT.to_json()
    assert data["value"] == 61_331_979_376
    assert isinstance(data["value"], int)
    assert data["exact"] == "61331979376"
    assert (data["inputs"], data["law"]) == (["budget.csv#2"], ["QD-90"])


def test_a_share_keeps_its_exact_value_beside_the_float() -> None:
    data = SHARE.to_json()
    assert data["exact"] == "1/3"
    assert data["value"] == pytest.approx(1 / 3)


def test_the_structured_form_survives_json() -> None:
    data = SECTION.to_json()
    assert json.loads(json.dumps(data, ensure_ascii=False)) == data
    assert [block["type"] for block in data["blocks"]] == ["text", "table", "chart"]
    assert data["blocks"][1]["rows"] == [
        {
            "kind": "total",
            "head": True,
            "cells": [{"text": "Cộng"}, {"text": "61.331,979376", "figure": AMOUNT.to_json()}],
        }
    ]
    assert data["blocks"][1]["columns"][1] == {"title": "Số", "align": "right", "width": 2}


def test_figures_are_found_in_reading_order() -> None:
    assert [figure["id"] for figure in figures_of(SECTION.to_json())] == ["share", "total"]
    assert figures_of(Section("s", "", (Text("paragraph", ("x",)),)).to_json()) == []


def test_jupyter_gets_the_structured_form_html_and_words() -> None:
    shown = SECTION._repr_mimebundle_()
    assert set(shown) == {MIME, "text/html", "text/plain"}
    assert shown[MIME] == SECTION.to_json()
    for words in ("1. Kinh phí", "61.331,979376", "Tổng", "Bảng"):
        assert words in shown["text/plain"]
        assert words in shown["text/html"]
    assert "DA1 cao nhất" in shown["text/plain"]
    assert "33,33%" in shown["text/html"]


def test_data_stay_text_in_the_preview() -> None:
    bad = Table(PAYLOAD, PAYLOAD, (Column(PAYLOAD),), (Row((PAYLOAD,)),), PAYLOAD, (PAYLOAD,), PAYLOAD)
    words = Text("letterhead", (PAYLOAD,), {"issuer": PAYLOAD})
    section = Section("s", PAYLOAD, (words, bad, Chart("c", PAYLOAD, PAYLOAD, "<svg/>")), 1, PAYLOAD)
    assert "<script" not in section._repr_mimebundle_()["text/html"]


def test_blocks_cannot_be_changed() -> None:
    for block in (AMOUNT, TABLE, CHART, KEYS, SECTION):
        with pytest.raises(dataclasses.FrozenInstanceError):
            block.id = "other"  # type: ignore[misc,union-attr]
