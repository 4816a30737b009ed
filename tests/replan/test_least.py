"""The least change against enumeration: no plan moves fewer published rows, and none of those is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from random import Random

import pytest

from pairmatch import component
from pairmatch.errors import HardRulesClash
from pairmatch.plan import Plan
from pairmatch.planner import solve
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.index import sites
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.published.tables import Published
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan import least
from pairmatch.replan.replanned import Asked, Change, changed
from pairmatch.settings import MOVED_MAX
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from pairmatch.whatif.opened import OpenedRun
from tests.brute import optimum, plans
from tests.builders import code, one_link, scenario, school, staff
from tests.tiny_published import tiny_published
from tests.tiny_random import tiny
from tests.whatif.runs import run_of

ASKED = Asked("李", "2026-08-20", "")
SMALL = (5, 9, 12, 14, 23, 29, 33)
"""Scenarios of which every plan can be looked at."""
FEW = 1500
"""The plans that are looked at, at the most."""
TWO_PARTS = (2, 15, 18, 29, 33, 34, 36)
"""Scenarios that fall into two parts, with a plan."""


@pytest.mark.parametrize(("joined", "seeds"), [(400, range(16)), (0, TWO_PARTS)])
def test_the_best_plan_that_moves_few_rows(
    joined: int, seeds: Sequence[int], workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With published rows as with everything else: solver and enumeration agree."""
    monkeypatch.setattr("pairmatch.parts.JOINED", joined)
    bound = solved = 0
    for seed in seeds:
        one = tiny_published(seed)
        best = optimum(one)
        try:
            found = solve(one, workers=workers).result
        except HardRulesClash:
            assert best is None, seed
            continue
        assert best is not None, seed
        assert (found.shortfall, found.value) == (best.shortfall, best.value), seed
        free = optimum(one.with_rows(Published, ()))
        solved += 1
        bound += free is not None and free.value > best.value
    assert solved >= 5
    assert bound >= 2


# -- withdrawals ----------------------------------------------------------------------------------


def _rows(plan: Plan, gone: str = "nothing") -> Counter[tuple[object, ...]]:
    """What each row tells people: pairs, who goes to which site, who is placed where for whom.

    Rows of what is gone are left out: a person, a school, or two units that were linked.
    """
    found: Counter[tuple[object, ...]] = Counter()
    for pair in plan.rows(SchoolPair):
        found["pair", pair.recipient_school, pair.supporting_school] += 1
    for row in (*plan.rows(Seat), *plan.rows(Placement)):
        said = row.model_dump(exclude={"team_id", "seat", "person_id"})
        place = sites(plan)[row.team_id] if isinstance(row, Placement) else ""
        if row.person_id != gone:
            found[(type(row).__name__, place, *said.values())] += 1
    return Counter({row: n for row, n in found.items() if gone not in row})


def _moved(before: Plan, after: Plan, gone: str) -> int:
    """How many rows are fewer, those apart that what is gone took with it."""
    return sum((_rows(before, gone) - _rows(after)).values())


def _gone(seed: int, workers: Workers) -> tuple[OpenedRun, str] | None:
    """A tiny run, and a school or person of its plan who is drawn by the seed."""
    try:
        run = run_of(tiny(seed), workers)
    except HardRulesClash:
        return None
    named: set[str | None] = set()
    for table in run.plan.tables:
        for row in run.plan.rows(table.model):
            said = row.model_dump()
            named |= {
                said[x] for x in ("recipient_school", "supporting_school", "person_id") if x in said
            }
    known = sorted(x for x in named if x)
    return (run, Random(seed).choice(known)) if known else None


@pytest.mark.parametrize("joined", [400, 0])
def test_what_is_withdrawn_is_repaired_with_the_fewest_moves(
    joined: int, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No lawful plan without it moves fewer rows; of those that move no more, none is better.

    Also where the part that nothing is withdrawn from is not planned again.
    """
    monkeypatch.setattr("pairmatch.parts.JOINED", joined)
    compared = 0
    for seed in SMALL:
        drawn = _gone(seed, workers)
        assert drawn is not None
        run, gone = drawn
        found = changed(run, ASKED, Change((gone,)), workers)
        after = found.scenario.with_rows(Published, ())
        every = list(islice(plans(after), FEW + 1))
        assert len(every) <= FEW, seed
        counts = [_moved(run.plan, plan, gone) for plan in every]
        fewest = min(counts)
        assert found.change is not None
        assert (found.change.least, found.change.proved, found.change.moved) == (fewest,) * 3, seed
        few = [verify(after, x) for x, n in zip(every, counts, strict=True) if n == fewest]
        mine = verify(after, found.solved.plan)
        assert (mine.shortfall, -mine.value) == min((x.shortfall, -x.value) for x in few), seed
        assert _moved(run.plan, found.solved.plan, gone) == fewest, seed
        compared += len(every) > 1
    assert compared >= 5


def test_too_much_for_one_part_is_planned_at_prices(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts that share the row are planned apart: a plan that moves no more, and a bound that holds."""
    for module in (component, least):
        monkeypatch.setattr(module, "BONDED", 0)
    monkeypatch.setattr("pairmatch.parts.JOINED", 0)
    proved = 0
    for seed in (5, 9, 12, 18, 23, 29, 33):
        drawn = _gone(seed, workers)
        assert drawn is not None
        run, gone = drawn
        run = replace(run, state=replace(run.state, versions=()))
        found = changed(run, ASKED, Change((gone,)), workers)
        after = found.scenario.with_rows(Published, ())
        every = list(islice(plans(after), FEW + 1))
        counts = [_moved(run.plan, plan, gone) for plan in every]
        assert found.change is not None
        assert found.change.least == found.change.moved == min(counts), seed
        few = [verify(after, x) for x, n in zip(every, counts, strict=True) if n == min(counts)]
        best = max((-x.shortfall, x.value) for x in few)
        result, mine = found.solved.result, verify(after, found.solved.plan)
        moves = found.change.moved
        assert (-mine.shortfall, mine.value) <= best, seed
        assert best <= (-result.shortfall_bound, result.bound + moves), seed
        proved += result.status == "proved"
    assert proved >= 3


def test_whoever_stays_holds_a_place_that_another_needs(workers: Workers) -> None:
    """A primary teacher at the only host with a junior school: there the junior teacher has no place."""
    staff_of = [
        staff(n, "teacher", 1, "chinese", stage=stage)
        for n in (1, 2)
        for stage in ("primary", "junior")
    ]
    tables = one_link(
        schools=[school(3, 1, host_max=1)],
        staff=staff_of,
        published=[
            {
                **{"what": "placement", "recipient_school": code(2), "supporting_school": code(1)},
                **{"site": code(2), "role": "teacher", "subject": "chinese", "stage": "primary"},
                "term": "year",
            }
        ],
    )
    for row in tables["schools"][:2]:
        row["stage"] = "nine_year"
    tables["schools"][0]["host_max"] = 1
    numbers = {"team_size_min": 2, "team_size_max": 2, "teams_per_county_min": 1}
    found = []
    for most in (0, 1):
        one = scenario(tables, numbers={**numbers, MOVED_MAX: most})
        best = optimum(one)
        solved = solve(one, workers=workers)
        assert best is not None
        assert (solved.result.shortfall, solved.result.value) == (best.shortfall, best.value)
        found.append([x.rule for x in solved.verification.shortfalls])
    assert found == [["W1"], []]
