"""What random scenarios say of the province now and then: a target of pairs, limits of a side."""

from __future__ import annotations

from random import Random
from typing import Any

from pairmatch.settings import Limit


def with_province(said: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same settings, now and then with a target of pairs and limits for all units of a side.

    The draws are apart from all others, so that the rest of a scenario does not depend on them.
    """
    r = Random(f"province {seed}")
    numbers, limits = dict(said["numbers"]), dict(said.get("limits", {}))
    if r.random() < 0.5:
        return said
    if r.random() < 0.6:
        numbers["province_pairs"] = r.choice([1, 1, 1, 2, 2, 3])
        numbers["province_pairs_tolerance"] = r.choice([0, 0, 0, 1])
    for side in ("supporting", "recipient"):
        if r.random() < 0.45:
            limits[side] = Limit(people=r.choice([0, 1, 2, 2, 3, 3]))
        elif r.random() < 0.15:
            limits[side] = Limit(money=r.choice([0, 50_000, 80_000, 130_000]))
    return {**said, "numbers": numbers, "limits": limits}
