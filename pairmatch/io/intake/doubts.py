"""What is right in itself and looks wrong beside the rest: schools alike, codes with O and I."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from pairmatch.errors import Issue
from pairmatch.io.cells import TypedTable
from pairmatch.io.headers import squeezed
from pairmatch.schema import Link, School, Unit

_LETTERS = re.compile("[OI]")
_VARIANTS = str.maketrans("臺黃溫歸龍東廣學", "台黄温归龙东广学")
"""Traditional characters that stand in names of places and schools."""


def doubts(typed: Mapping[str, TypedTable], *, sound: bool) -> Iterator[Issue]:
    """Yield a warning for each school that may be another one's double or has a doubtful code.

    Where the input is ``sound``, also for each recipient county with schools and without a link.
    """
    return chain(_schools(typed), _unlinked(typed) if sound else ())


def _schools(typed: Mapping[str, TypedTable]) -> Iterator[Issue]:
    schools = typed.get("schools")
    if schools is None:
        return
    first: dict[tuple[str, str], int] = {}
    for index, row in enumerate(schools.rows):
        if not isinstance(row, School):
            continue
        if _LETTERS.search(row.school_code):
            yield schools.issue(index, "W-CODE-LETTER", "school_code", {})
        other = first.setdefault((row.unit_code, alike(row.name)), index)
        earlier = schools.rows[other]
        if isinstance(earlier, School) and earlier.school_code != row.school_code:
            values: dict[str, object] = {"other": earlier.name}
            yield schools.issue(index, "W-SCHOOL-ALIKE", "name", values)


def _unlinked(typed: Mapping[str, TypedTable]) -> Iterator[Issue]:
    units, links, schools = (typed.get(name) for name in ("units", "links", "schools"))
    if units is None or links is None or schools is None:
        return
    linked = {row.recipient_unit for row in links.rows if isinstance(row, Link)}
    cities = {
        row.city
        for row in units.rows
        if isinstance(row, Unit) and row.level == "city" and row.unit_code in linked
    }
    having = {row.unit_code for row in schools.rows if isinstance(row, School)}
    for index, row in enumerate(units.rows):
        if isinstance(row, Unit) and row.side == "recipient" and row.level != "city":
            city = row.city in cities
            if row.unit_code in having - linked and not city:
                yield units.issue(index, "W-UNIT-UNLINKED", "unit_code", {"unit": row.name})


def alike(name: str) -> str:
    """Return a name without what is written now one way and now another."""
    return squeezed(name).translate(_VARIANTS).replace("\u00b7", "")
