"""What is right in itself and looks wrong beside the rest: schools alike, codes with O and I."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pairmatch.errors import Issue
from pairmatch.io.cells import TypedTable
from pairmatch.io.headers import squeezed
from pairmatch.schema import School

_LETTERS = re.compile("[OI]")
_VARIANTS = str.maketrans("臺黃溫歸龍東廣學", "台黄温归龙东广学")
"""Traditional characters that stand in names of places and schools."""


def doubts(typed: Mapping[str, TypedTable]) -> Iterator[Issue]:
    """Yield a warning for each school that may be another one's double or has a doubtful code."""
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


def alike(name: str) -> str:
    """Return a name without what is written now one way and now another."""
    return squeezed(name).translate(_VARIANTS).replace("\u00b7", "")
