"""The three short lists of the first page: what was reached, what was not, what is proposed for decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from poverty_analysis.blocks import Figure, Text
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged
from poverty_analysis.chapters.target_achievement.targets import missed_targets, short_words
from poverty_analysis.plan.targets.achievements import MET_FOR_NOW, shortfall
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_integer
from poverty_analysis.wording.words import Words

# So many items a list may have on a page that holds three.
_MOST = 4


def short_list(
    words: Words, name: str, items: Sequence[str], to: str, most: int = _MOST, figures: tuple[Figure, ...] = ()
) -> list[Text]:
    """The list called ``list.<name>``, with how many more there are and where; nothing for none.

    ``figures`` are those that the items tell.
    """
    if not items:
        return []
    whole = len(items)
    shown = items if whole <= most else items[:most]
    rest = whole - len(shown)
    fields = {"label": words.say(f"list.{name}"), "to": to}
    fields |= {"more": words.say(f"list.{name}_more", {"count": format_integer(rest, words.lang)})} if rest else {}
    return [Text("brief", tuple(shown), fields, figures)]


def reached_list(report: Report, targets: tuple[Judged, ...], firsts: Iterable[str], to: str) -> list[Text]:
    """First the sentences ``firsts``, then the targets met, those met for now apart.

    Where no target is met, the sentences alone are the state of things and nothing that was reached.
    """
    words = report.words
    met = [one for one in targets if one.achievement == "met"]
    for_now = [one for one in targets if one.achievement in MET_FOR_NOW]
    stated = (*firsts,)
    items = [*stated]
    items += [words.say("list.met", {"count": len(met), "names": _names(words, met)})] if met else []
    items += [
        words.say(f"list.{name}", {"count": len(group), "names": _names(words, group)})
        for name in MET_FOR_NOW
        if (group := [one for one in for_now if one.achievement == name])
    ]
    on_course = [one for one in targets if one.achievement == "on_course"]
    told: dict[str, str | int] = {"count": len(on_course), "names": _names(words, on_course)}
    items += [words.say("list.on_course", told)] if on_course else []
    nobody = [one for one in targets if one.achievement == "nobody_in_need"]
    items += [words.say("list.nobody", {"count": len(nobody), "names": _names(words, nobody)})] if nobody else []
    return short_list(words, "reached" if len(items) > len(stated) else "standing", items, to, most=len(items))


# Names of targets in one sentence.
_MOST_NAMES = 3


def _names(words: Words, targets: Sequence[Judged]) -> str:
    names = [_lower(one.row.indicator) for one in targets[:_MOST_NAMES]]
    rest = len(targets) - len(names)
    more = [words.say("list.names_more", {"count": format_integer(rest, words.lang)})] if rest else []
    return "; ".join([*names, *more])


def _lower(text: str) -> str:
    """A name inside a sentence; one that begins with an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def missed_list(report: Report, targets: tuple[Judged, ...], to: str) -> list[Text]:
    """Targets missed and forecast to be missed, the widest gap first; behind those the late ones."""
    forecast = sorted(
        (one for one in targets if one.achievement == "forecast_missed"),
        key=lambda one: -shortfall(one.estimated or one.verdict),
    )
    missed = [one for one in missed_targets(targets) if one not in forecast]
    behind = [one for one in targets if one.achievement == "behind"]
    ordered = [*forecast, *missed] if report.closing_day() < report.span().last else [*missed, *forecast]
    return short_list(report.words, "missed", [short_words(report, one) for one in (*ordered, *behind)], to)
