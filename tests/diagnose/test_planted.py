"""Every planted clash is named, truly a clash, smallest, and its cheapest repair comes first.

``python -m tests.diagnose.test_planted 120`` does the same with so many scenarios.
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from pairmatch.diagnose import Conflict, Diagnosis, diagnose
from pairmatch.solve.workers import Workers
from tests.diagnose.planted import KINDS, Planted, planted
from tests.diagnose.truth import cheaper, is_smallest

SAMPLE = (2, 33)


def _named(planted: Planted, found: Diagnosis) -> Conflict:
    [one] = [x for x in found.conflicts if frozenset(x.demands) in planted.clashes]
    return one


def check(seed: int, workers: Workers) -> list[Planted]:
    """Diagnose one planted scenario and check all that is said of it."""
    scenario, wanted = planted(seed)
    found = diagnose(scenario, workers=workers)
    assert not found.unexplained
    assert not found.unknown
    assert len(found.conflicts) == len(wanted), found.conflicts
    for one in wanted:
        conflict = _named(one, found)
        assert is_smallest(scenario, conflict)
        assert conflict.cheapest
        assert [x.cost for x in conflict.mendings] == sorted(x.cost for x in conflict.mendings)
        assert conflict.mendings[0].cost == one.cost, (one.kind, conflict.mendings[0])
        others = {x: n for x, n in found.given.items() if x != conflict.last}
        assert set(conflict.mendings[0].remaining) <= set(others)
        if len(wanted) == 1:
            assert not list(cheaper(scenario, conflict, others))
    assert found.together is not None
    assert found.together.cost == sum(one.cost for one in wanted)
    edited = scenario
    for repair, count in found.together.steps:
        edited = repair.change(edited, count)
    assert not diagnose(edited, workers=workers).given
    return wanted


@pytest.mark.parametrize("seed", SAMPLE)
def test_planted_clashes_are_found(seed: int, workers: Workers) -> None:
    check(seed, workers)


def test_the_sample_has_something_of_everything() -> None:
    found = [planted(seed) for seed in SAMPLE]
    kinds = {one.kind for _, wanted in found for one in wanted}
    assert len(kinds) >= len(KINDS) // 2
    assert {len(wanted) for _, wanted in found} >= {1, 5}


def main() -> None:
    count = int(sys.argv[1])
    kinds: Counter[str] = Counter()
    with Workers(1) as workers:
        for seed in range(count):
            kinds.update(one.kind for one in check(seed, workers))
    print(f"{count} scenarios, {sum(kinds.values())} clashes: {dict(kinds)}")  # noqa: T201


if __name__ == "__main__":
    main()
