"""What each notebook promises: its sections, and the tables and charts in them.

A promised section or block that is missing fails the run; a section without
data keeps its place and says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from poverty_analysis.blocks import Json

# A section maps to the groups of blocks of which one must be there: a table, or the words that there is no data.
PROMISES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "annual_report": {
        "letterhead": (),
        "summary": (),
        "bases": (),
        "chi_dao": (),
        "ket_qua": (),
        "targets": ("targets",),
        "budget": ("budget-by-line",),
        "funds": ("funds", "carried-over"),
        "counterpart": ("counterpart-bases", "counterpart-lines"),
        "norms": (),
        "reconciliation": ("checks",),
        "disbursement": ("flow", "disbursement", "rates"),
        "differences": ("reasons-treasury",),
        "poverty": ("poverty-results",),
        "review": ("review-situation", "review-movements"),
        "deprived": ("review-deprivations", "review-intensity"),
        "causes": ("causes",),
        "groups": ("groups",),
        "needs": ("needs-support", "needs-by-class"),
        "units_below": ("units-below",),
        "tasks": ("tasks", "tasks-by-agency"),
        "han_che": (),
        "kien_nghi": (),
        "nhiem_vu": (),
        "signature": (),
        "agencies": ("agencies",),
        "method": ("law-used", "rows-read", "files"),
    },
    "six_month_report": {
        "letterhead": (),
        "brief": (),
        "bases": (),
        "chi_dao": (),
        "ket_qua": (),
        "position": ("position",),
        "targets": ("targets",),
        "disbursement": ("flow", "disbursement", "rates"),
        "rates": ("rates-by-source", "rates-by-spending-unit"),
        "poverty": ("poverty-results",),
        "tasks": ("tasks", "tasks-by-agency"),
        "han_che": (),
        "kien_nghi": (),
        "nhiem_vu": (),
        "signature": (),
        "method": ("law-used", "rows-read", "files"),
    },
    "period_review": {
        "letterhead": (),
        "brief": (),
        "bases": (),
        "chi_dao": (),
        "ket_qua": (),
        "period_targets": ("targets", "pace", "targets-by-year"),
        "yearly_plans": ("yearly-targets",),
        "poverty_series": ("poverty-results", "poverty-chart"),
        "period_money": ("money-by-year",),
        "period_tasks": ("period-tasks", "tasks-by-agency"),
        "solutions": ("solutions",),
        "reconciliation": ("checks",),
        "han_che": (),
        "kien_nghi": (),
        "nhiem_vu": (),
        "signature": (),
        "method": ("law-used", "rows-read", "files"),
    },
    "budget_reconciliation": {
        "letterhead": (),
        "money_summary": (),
        "bases": (),
        "money": (),
        "budget": ("budget-by-line",),
        "decisions": ("decisions",),
        "disbursement": ("flow", "disbursement", "rates"),
        "rates": ("rates-by-source", "rates-by-spending-unit"),
        "differences": ("reasons-treasury",),
        "balance": ("balance",),
        "steps": ("steps",),
        "carry_law": ("carry-law",),
        "signature": (),
        "difference_rows": ("differences-treasury",),
        "unbalanced": (),
        "matched": ("matched",),
        "method": ("law-used", "rows-read", "files"),
    },
}


def missing(notebook: str, sections: Sequence[Json]) -> tuple[str, ...]:
    """Promised sections and blocks that ``sections`` lacks, as ``section`` or ``section/block``.

    A slot ("no data") in a section stands for all its promised blocks.
    """
    shown = {s["id"]: s for s in sections}
    lacking: list[str] = []
    for name, blocks in PROMISES.get(notebook, {}).items():
        if name not in shown:
            lacking.append(name)
            continue
        ids = {b.get("id") for b in shown[name]["blocks"]}
        empty = any(b.get("kind") == "slot" for b in shown[name]["blocks"])
        lacking += [f"{name}/{block}" for block in blocks if block not in ids and not empty]
    return tuple(lacking)
