"""The first page of a workbook that came back: of which run it is, and of which county."""

from __future__ import annotations

from pairmatch.consult.form import FRONT, UNIT
from pairmatch.errors import Issue
from pairmatch.io.export import sheet_name
from pairmatch.io.opened import Sheets
from pairmatch.io.shown import shown
from pairmatch.replan.edited import SHOWN, items_on
from pairmatch.report.counties import recipient_units
from pairmatch.report.proof import INPUT, PLAN
from pairmatch.vocabulary import LANGS
from pairmatch.whatif.opened import OpenedRun


def unit_of_book(book: Sheets, file: str, run: OpenedRun) -> tuple[str | None, list[Issue]]:
    """Return the county that a workbook says it is of, and why it is not one of this run."""
    names = {sheet_name(FRONT, lang) for lang in LANGS}
    pages = [name for name in book if name.strip() in names]
    if len(pages) != 1:
        return None, [Issue("E-CONSULT-FRONT", file, values={"sheet": FRONT})]
    known = {INPUT: run.scenario.input_hash, PLAN: run.plan.hash}
    said = {item: (line, value) for item, line, value in items_on(book, pages[0], (*known, UNIT))}
    issues = [
        Issue("E-CONSULT-ITEM", file, sheet=pages[0], values={"item": item})
        for item in (*known, UNIT)
        if item not in said
    ]
    for item, is_ in known.items():
        if item in said and said[item][1] != is_:
            line, value = said[item]
            values = {"item": item, "found": shown(value[:SHOWN]), "known": is_[:SHOWN]}
            issues.append(Issue("E-CONSULT-RUN", file, line, sheet=pages[0], values=values))
    if issues:
        return None, issues
    line, unit = said[UNIT]
    if unit not in {x.unit_code for x in recipient_units(run.scenario)}:
        return None, [Issue("E-CONSULT-UNIT", file, line, value=shown(unit), sheet=pages[0])]
    return unit, []
