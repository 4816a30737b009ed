"""What is said of a replan, in lines for people and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pairmatch.errors import Lang, message
from pairmatch.io.faults.finding import findings
from pairmatch.replan.effects import Effects, Stand, effects_of
from pairmatch.replan.replanned import KINDS, Replanned
from pairmatch.replan.told import row_said, sheet_of
from pairmatch.replan.told_change import change_lines
from pairmatch.report.names import name_of

FEW = 12
"""Rows that moved, and breaches, of which each is named on the screen; a comparison has them all."""


def replan_lines(found: Replanned, lang: Lang) -> Iterator[str]:
    """Yield what happened to each edit, which other rows moved, and what each term lost or won."""
    effects = effects_of(found)
    for gone in found.withdrawn:
        yield message("replan.withdrawn", lang, kind=gone.kind, what=gone.what)
    if found.decided or not (found.withdrawn or found.change):
        yield message("replan.edits", lang, count=len(effects.stands))
    for stand in effects.stands:
        yield "  " + _stand_line(found, stand, lang)
    for issue in found.idle:
        yield issue.say(lang)
    yield from _moved_lines(found, effects, lang)
    yield from _points_lines(found, effects, lang)


def replanned_lines(found: Replanned, lang: Lang) -> Iterator[str]:
    """Yield which rows moved, for whatever reason, and what each term lost or won."""
    effects = effects_of(found)
    yield from _moved_lines(found, effects, lang, "replan.all-moved")
    yield from _points_lines(found, effects, lang)


def _moved_lines(
    found: Replanned, effects: Effects, lang: Lang, heading: str = ""
) -> Iterator[str]:
    heading = heading or ("replan.moved" if found.change is None else "replan.rows")
    yield message(heading, lang, count=len(effects.moved))
    for one in effects.moved[:FEW]:
        before = row_said(found.run.scenario, one.table, one.change.before).say(lang)
        after = row_said(found.scenario, one.table, one.change.after).say(lang)
        mark = message("replan.otherwise", lang) if one.published else ""
        yield f"  {mark}{sheet_of(found.run.rooms, one.table).name.say(lang)}: {before} → {after}"
    if len(effects.moved) > FEW:
        yield "  " + message("replan.more", lang, count=len(effects.moved) - FEW)
    if found.change is not None:
        yield from change_lines(found.change, lang)


def _stand_line(found: Replanned, stand: Stand, lang: Lang) -> str:
    edit = stand.decided.edit
    before = row_said(found.run.scenario, edit.table, edit.before).say(lang)
    after, now = (
        row_said(found.scenario, edit.table, x).say(lang) for x in (edit.after, stand.now)
    )
    place = message("place.line", lang, line=edit.at.line) if edit.at else ""
    return message(
        "replan.stands" if stand.stands else "replan.falls",
        lang,
        sheet=sheet_of(found.run.rooms, edit.table).name.say(lang),
        place=place,
        kind=KINDS[edit.kind].say(lang),
        before=before,
        after=after,
        now=now,
    )


def _points_lines(found: Replanned, effects: Effects, lang: Lang) -> Iterator[str]:
    old, new = found.run.manifest.result, found.solved.result
    yield message(
        "replan.value",
        lang,
        shortfall=old.shortfall,
        shortfall_now=new.shortfall,
        value=old.value,
        value_now=new.value,
        change=f"{new.value - old.value:+d}",
    )
    if found.withdrawn:
        yield message(
            "replan.measured",
            lang,
            change=f"{effects.value - old.value:+d}",
            rest=f"{new.value - effects.value:+d}",
        )
    for term in effects.terms:
        points = f"{term.before} → {term.after} ({term.after - term.before:+d})"
        yield f"  {term.code} {term.says.say(lang)}: {points}"
    old_ones, new_ones = (effects.mended, found.run.scenario), (effects.missed, found.scenario)
    for key, (breaches, scenario) in (("replan.missed", new_ones), ("replan.mended", old_ones)):
        if breaches:
            yield message(key, lang, count=len(breaches))
        for breach in breaches[:FEW]:
            yield f"  {breach.say(lang, lambda one, of=scenario: name_of(of, one, lang))}"  # type: ignore[misc]


def replan_json(found: Replanned, lang: Lang) -> dict[str, Any]:
    """Return the three-way difference, points and log of a replan as JSON values."""
    effects = effects_of(found)
    old, new = found.run.manifest.result, found.solved.result
    return {
        "edits": [_stand_json(found, stand, lang) for stand in effects.stands],
        "warnings": [x.as_dict() for x in findings(found.idle, (), lang)],
        "moved": [
            {
                "table": one.table.name,
                "kind": one.change.kind,
                "published": one.published,
                "before": _row(one.change.before),
                "after": _row(one.change.after),
            }
            for one in effects.moved
        ],
        "shortfall": [old.shortfall, new.shortfall],
        "value": [old.value, new.value],
        "value_by_old_data": effects.value,
        "status": new.status,
        "bound": new.bound,
        "terms": {term.code: [term.before, term.after] for term in effects.terms},
        "missed": [breach.say(lang) for breach in effects.missed],
        "mended": [breach.say(lang) for breach in effects.mended],
        **_change_json(found, lang),
        "log": [
            {
                "number": entry.number,
                "who": entry.who,
                "when": entry.when,
                "why": entry.why,
                "what": entry.what.say(lang),
                "before": entry.before.say(lang),
                "after": entry.after.say(lang),
                "status": entry.status,
                "undone": entry.undone,
            }
            for entry in found.log
        ],
    }


def _stand_json(found: Replanned, stand: Stand, lang: Lang) -> dict[str, Any]:
    edit = stand.decided.edit
    return {
        "table": edit.table.name,
        "kind": edit.kind,
        "sheet": edit.at.sheet if edit.at else sheet_of(found.run.rooms, edit.table).name.say(lang),
        "line": edit.at.line if edit.at else None,
        "before": _row(edit.before),
        "edit": _row(edit.after),
        "now": _row(stand.now),
        "stands": stand.stands,
        "reason": edit.reason,
        "locks": [lock.model_dump(exclude_none=True) for lock in stand.decided.locks],
    }


def _change_json(found: Replanned, lang: Lang) -> dict[str, Any]:
    withdrawn = [{"kind": x.kind.say(lang), "what": x.what.say(lang)} for x in found.withdrawn]
    change = None if found.change is None else asdict(found.change)
    return {"withdrawn": withdrawn, "change": change}


def _row(row: Any) -> dict[str, Any] | None:
    return None if row is None else row.model_dump(exclude_none=True)
