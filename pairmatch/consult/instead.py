"""Which school a county means that wrote an alternative, a name or a code under 调整为."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.consult.form import INSTEAD, Form, unit_of_row
from pairmatch.errors import Issue, Text
from pairmatch.io.book_row import BookRow
from pairmatch.io.headers import squeezed
from pairmatch.io.shown import hint, listed
from pairmatch.programmes.faults import spoken
from pairmatch.scenario import Scenario
from pairmatch.schema import School
from pairmatch.structure import SIDE_COLUMNS
from pairmatch.vocabulary import canonical

FEW = 6
"""How many of the schools that could be meant are named."""


def school_meant(
    scenario: Scenario, form: Form, one: BookRow, written: str
) -> tuple[str | None, list[Issue]]:
    """Return the code of the school that is meant; None and a fault where that cannot be told."""
    said = canonical(INSTEAD.words, squeezed(written))
    if said is not None:
        written = one.filled[f"{said}_code"]
        if not written:
            return None, [Issue("E-CONSULT-NONE")]
    schools = _possible(scenario, form, one)
    codes = [x.school_code for x in schools if squeezed(written) in _names(scenario, x)]
    if codes == [form.chosen(one.row)]:
        return None, [Issue("E-CONSULT-SAME")]
    if len(codes) == 1:
        return codes[0], []
    if codes:
        some = listed(
            f"{x} {scenario.unit_name(scenario.schools[x].unit_code)}" for x in codes[:FEW]
        )
        return None, [Issue("E-CONSULT-SEVERAL", values={"count": len(codes), "some": some})]
    known = [name for x in schools for name in (x.school_code, x.name)]
    values: dict[str, object] = {"where": _where(scenario, form, one), "hint": hint(written, known)}
    return None, [Issue("E-CONSULT-SCHOOL", values=values)]


def _possible(scenario: Scenario, form: Form, one: BookRow) -> Sequence[School]:
    """Return the schools of the side that is meant; of its own side, those of the county alone."""
    if SIDE_COLUMNS[form.consulted.chosen] == "supporting":
        return scenario.schools_on("supporting")
    return scenario.schools_of[unit_of_row(scenario, one.row)]


def _where(scenario: Scenario, form: Form, one: BookRow) -> Text:
    side = SIDE_COLUMNS[form.consulted.chosen]
    if side == "supporting":
        return spoken("side", [side])
    name = scenario.unit_name(unit_of_row(scenario, one.row))
    return Text(name, name)


def _names(scenario: Scenario, school: School) -> set[str]:
    """Return what a school may be called: by code, by name, with its county and city in front."""
    unit = scenario.units[school.unit_code]
    full = (school.name, unit.name + school.name, scenario.unit_name(unit.unit_code) + school.name)
    return {school.school_code, *map(squeezed, full)}
