"""Outside scores as arrays: there may be a million of them, so nothing here is done pair by pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.component import Component
from pairmatch.programmes.pairs.tables import PairScore
from pairmatch.scenario import Scenario

NOT_LISTED = -1


@dataclass(frozen=True)
class Scores:
    """The listed pairs as parallel arrays, length N, ordered by recipient, then supporting school.

    ``recipient`` and ``supporter`` are positions among all schools of the scenario, in code order;
    ``affinity`` is as given, whichever is better; ``load`` is 1 where it is blank.
    """

    position: Mapping[str, int]
    recipient: IntArray
    supporter: IntArray
    affinity: IntArray
    load: IntArray
    cell: IntArray

    def __len__(self) -> int:
        return len(self.cell)

    def find(self, recipient: str, supporter: str) -> int | None:
        """Return the place of a pair in the arrays, None if it is not listed."""
        if recipient not in self.position or supporter not in self.position:
            return None
        cell = self.position[recipient] * len(self.position) + self.position[supporter]
        place = int(np.searchsorted(self.cell, cell))
        return place if place < len(self.cell) and self.cell[place] == cell else None

    def places(self, part: Component, recipient: IntArray, supporter: IntArray) -> IntArray:
        """Return the place of each pair of a component's schools, NOT_LISTED where there is none."""
        if not len(self.cell):
            return np.full(len(recipient), NOT_LISTED, dtype=np.int64)
        whole = np.array([self.position[code] for code in part.schools], dtype=np.int64)
        cell = whole[recipient] * len(self.position) + whole[supporter]
        place = np.minimum(np.searchsorted(self.cell, cell), len(self.cell) - 1)
        return np.where(self.cell[place] == cell, place, NOT_LISTED)


@lru_cache(maxsize=8)
def scores(scenario: Scenario) -> Scores:
    """Return the outside scores; there are none where the table is absent."""
    rows = scenario.rows(PairScore)
    position = {code: i for i, code in enumerate(scenario.schools)}

    def array(values: list[int]) -> IntArray:
        return np.array(values, dtype=np.int64)

    recipient = array([position[x.recipient_school] for x in rows])
    supporter = array([position[x.supporting_school] for x in rows])
    return Scores(
        position=position,
        recipient=recipient,
        supporter=supporter,
        affinity=array([x.affinity for x in rows]),
        load=array([1 if x.load is None else x.load for x in rows]),
        cell=recipient * len(position) + supporter,
    )
