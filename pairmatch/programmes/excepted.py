"""What an approval changes in a programme: combinations of schools that a rule would not allow."""

from __future__ import annotations

import numpy as np

from pairmatch.approvals import approved
from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import Component


def excepted(part: Component, code: str, **schools: IntArray) -> BoolArray:
    """Return where an approval lets a rule be missed, elementwise.

    ``schools`` are positions of schools, by the column of the approval that names them.
    """
    found = np.zeros(len(next(iter(schools.values()))), dtype=np.bool_)
    for row in approved(part.scenario).get(code, {}).values():
        mine = np.ones(len(found), dtype=np.bool_)
        for column, positions in schools.items():
            mine &= positions == part.position.get(getattr(row, column) or "", -1)
        found |= mine
    return found
