"""Random models of sites that share people, so small that every plan can be enumerated."""

from __future__ import annotations

from random import Random

import numpy as np

from pairmatch.post import Model
from tests.tiny_models import A_LITTLE, model_of

SIZE = 3
"""Most people of a site."""


def sites(r: Random) -> Model:
    """Two to four sites in one or two counties, a number of people for all of them and for each county.

    Each site is open or not, and has people between a least number and SIZE if it is. A county's sites
    are counted in a row of their own, in some models with a slack that counts as shortfall.
    """
    count, least = r.randint(2, 4), r.randint(1, SIZE)
    county = [r.randint(0, 1) for _ in range(count)]
    open_, come = list(range(count)), list(range(count, 2 * count))
    rows: list[tuple[dict[int, float], float, float]] = []
    for k in range(count):
        rows.append(({come[k]: 1.0, open_[k]: -float(least)}, 0.0, np.inf))
        rows.append(({come[k]: 1.0, open_[k]: -float(SIZE)}, -np.inf, 0.0))
    rows.append((dict.fromkeys(come, 1.0), -np.inf, float(r.randint(0, SIZE * count))))
    slack: list[int] = []
    for which in (0, 1):
        mine = {open_[k]: 1.0 for k in range(count) if county[k] == which}
        if mine and r.random() < 0.7:
            if r.random() < 0.5:
                slack.append(2 * count + len(slack))
                mine[slack[-1]] = 1.0
            rows.append((mine, float(r.randint(0, 2)), np.inf))
    points = [float(r.randint(-9, 30)) for _ in open_] + [float(r.randint(0, 9)) for _ in come]
    return model_of(
        rows,
        upper=[1.0] * count + [float(SIZE)] * count + [2.0] * len(slack),
        points=points + [0.0] * len(slack),
        slack=slack,
        probe=[A_LITTLE] * count + [0.0] * (count + len(slack)),
    )
