"""A published table typed once: all that does not hold in it is found without being told where to look."""

from __future__ import annotations

from fractions import Fraction

from poverty_analysis.checks import run_rules
from poverty_analysis.checks.model import Facts
from poverty_analysis.checks.tables import RULES
from poverty_analysis.inputs.plan.claim_tables import typed_table
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.values.strict_yaml import read_yaml
from tests.tree import ROOT

HEADER = ("vùng", "nghèo", "cận nghèo", "cả hai", "tỷ lệ nghèo", "tỷ lệ cận nghèo")
SAYS = {
    "total_rows": ["Cả nước"],
    "sums": ["cả hai = nghèo + cận nghèo"],
    "rates": ["tỷ lệ nghèo = nghèo", "tỷ lệ cận nghèo = cận nghèo"],
}


def test_what_does_not_hold_in_the_table_of_2022() -> None:
    data = read_yaml(ROOT / "tests" / "golden" / "press_2022.yaml", "press_2022.yaml")
    assert isinstance(data, dict)
    rows = tuple((n, (place, *map(str, cells))) for n, (place, cells) in enumerate(data.items(), 2))  # type: ignore[arg-type]
    table, wrong = typed_table("2022", RawTable("2022.csv", "", HEADER, rows), SAYS, "dot")
    assert not wrong
    (outcome,) = run_rules(Facts(2022, (), tables=(table,)), RULES)
    found = {finding.key[1:]: (finding.reason, finding.expected) for finding in outcome.findings}
    assert found == {
        ("Đồng bằng sông Hồng", "nghèo"): ("cell_swapped", Fraction(69_329)),
        # 119 households lack in one region, and in the total that was added up from it.
        ("Tây Nguyên", "cả hai"): ("sum_differs", Fraction(236_647)),
        ("Cả nước", "cả hai"): ("sum_differs", Fraction(1_972_648)),
        # Counts over rates: 26,2 million households in the country, at least 26,65 million in its regions.
        ("Cả nước", "tỷ lệ nghèo"): ("wholes_apart", None),
        ("Cả nước", "tỷ lệ cận nghèo"): ("wholes_apart", None),
    }
