"""Relations between runs that must hold whatever the optimum is."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest

from pairmatch.errors import HardRulesClash
from pairmatch.planner import Solved, solve
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from tests.builders import scenario
from tests.tiny_random import Tables, tiny, tiny_tables

SEEDS = range(3000, 3025)
SEVERAL = (3000, 3003, 3005, 3008, 3012, 3014, 3022, 3028, 3029, 3032, 3035, 3036)
"""Scenarios of several components."""
Score = tuple[int, int]
"""(shortfall, -value): less is better."""
Planned = Callable[[int], Solved | None]


@pytest.fixture(scope="module")
def planned(workers: Workers) -> Planned:
    """Each scenario as it is, planned once; None where its hard rules clash."""

    @cache
    def plan(seed: int) -> Solved | None:
        try:
            return solve(tiny(seed), workers=workers)
        except HardRulesClash:
            return None

    return plan


def _score_of(solved: Solved | None) -> Score | None:
    if solved is None:
        return None
    assert solved.result.status == "proved"
    return solved.result.shortfall, -solved.result.value


def _score(workers: Workers, tables: Tables, said: dict[str, Any]) -> Score | None:
    try:
        return _score_of(solve(scenario(tables, **said), workers=workers))
    except HardRulesClash:
        return None


def _not_worse(better: Score | None, worse: Score | None) -> bool:
    return worse is None or (better is not None and better <= worse)


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_rows_give_the_same_plan(seed: int, planned: Planned, workers: Workers) -> None:
    tables, said = tiny_tables(seed)
    shuffled = {name: Random(seed).sample(rows, len(rows)) for name, rows in tables.items()}
    first = planned(seed)
    if first is None:
        with pytest.raises(HardRulesClash):
            solve(scenario(shuffled, **said), workers=workers)
        return
    second = solve(scenario(shuffled, **said), workers=workers)
    assert first.plan == second.plan
    assert first.result.input_hash == second.result.input_hash


@pytest.mark.parametrize("seed", SEEDS)
def test_renamed_schools_give_the_same_value(seed: int, planned: Planned, workers: Workers) -> None:
    tables, said = tiny_tables(seed)
    assert _score_of(planned(seed)) == _score(workers, _renamed(tables), said)


def _renamed(tables: Tables) -> Tables:
    """Turn the order of school codes round, within each side."""
    codes = sorted(row["school_code"] for row in tables["schools"])
    names = dict(zip(codes, [f"98{9999 - int(code[-4:]):08d}" for code in codes], strict=True))
    found = copy.deepcopy(tables)
    for rows in found.values():
        for row in rows:
            for column in ("school_code", "recipient_school", "supporting_school"):
                if row.get(column) in names:
                    row[column] = names[row[column]]
    return found


MORE: dict[str, Any] = {
    "release_max": lambda row: None,
    "host_max": lambda row: 50,
    "load_max": lambda row: None,
    "beds": lambda row: None,
}


@pytest.mark.parametrize("seed", SEEDS)
def test_more_capacity_is_never_worse(seed: int, planned: Planned, workers: Workers) -> None:
    tables, said = tiny_tables(seed)
    more = copy.deepcopy(tables)
    for row in more["schools"]:
        for column, raised in MORE.items():
            if row.get(column) is not None:
                row[column] = raised(row)
    more.pop("commitments", None)
    said_more = {
        **said,
        "numbers": {**said["numbers"], "release_max": 9, "host_max": 50},
        "limits": {},
    }
    assert _not_worse(_score(workers, more, said_more), _score_of(planned(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_lock_is_never_better(seed: int, planned: Planned, workers: Workers) -> None:
    tables, said = tiny_tables(seed)
    free = {name: rows for name, rows in tables.items() if name != "locks"}
    solved = planned(seed) if free == tables else solve(scenario(free, **said), workers=workers)
    assert solved is not None
    best = (solved.result.shortfall, -solved.result.value)
    for lock in _locks_on(solved):
        forced = _score(workers, {**free, "locks": [lock]}, said)
        if lock["force"] == "require":
            assert forced == best, "requiring what is planned costs nothing"
        else:
            assert _not_worse(best, forced)


def _locks_on(solved: Solved) -> list[dict[str, Any]]:
    locks: list[dict[str, Any]] = []
    for table in solved.plan.tables:
        what = {"pairs": "pair", "teams": "site"}.get(table.name)
        for row in solved.plan.rows(table.model)[:1]:
            if what is None:
                continue
            lock = {"what": what, "recipient_school": row.recipient_school}  # type: ignore[attr-defined]
            if what == "pair":
                lock["supporting_school"] = row.supporting_school  # type: ignore[attr-defined]
            locks += [{**lock, "force": "require"}, {**lock, "force": "forbid"}]
    return locks


@pytest.mark.parametrize("seed", SEVERAL)
def test_components_alone_sum_to_the_whole(seed: int, workers: Workers) -> None:
    tables, said = tiny_tables(seed)
    # An empty table of scores or history says something else than one with rows elsewhere.
    tables = {name: rows for name, rows in tables.items() if name not in ("pair_scores", "history")}
    said = _without_province(said)
    whole = _score(workers, tables, said)
    parts = [_score(workers, part, said) for part in _parts(tables, scenario(tables, **said))]
    assert len(parts) > 1
    if whole is None:
        assert None in parts
        return
    known = [part for part in parts if part is not None]
    assert len(known) == len(parts)
    assert whole == (sum(part[0] for part in known), sum(part[1] for part in known))


def _without_province(said: dict[str, Any]) -> dict[str, Any]:
    """Leave out what all components share: it is not a sum of what each of them does alone."""
    limits = {who: limit for who, limit in said.get("limits", {}).items() if who.isdigit()}
    return {**said, "limits": limits, "numbers": {**said["numbers"], "province_pairs": 0}}


def _parts(tables: Tables, whole: Scenario) -> list[Tables]:
    from pairmatch.component import split

    found: list[Tables] = []
    for units in split(whole):
        schools = {x.school_code for u in units for x in whole.schools_of[u]}
        # A city-run school stays with its county's row too, so keep every unit it names.
        keep = set(units) | {whole.schools[code].unit_code for code in schools}
        part: Tables = {}
        for name, rows in tables.items():
            part[name] = [row for row in rows if _inside(name, row, keep, set(units), schools)]
        found.append(part)
    return found


def _inside(
    name: str, row: dict[str, Any], keep: set[str], units: set[str], schools: set[str]
) -> bool:
    if name == "units":
        return row["unit_code"] in keep
    if name == "quotas":
        return row["unit_code"] in units
    if name == "links":
        return row["supporting_unit"] in units and row["recipient_unit"] in units
    named = [row[c] for c in ("school_code", "recipient_school", "supporting_school") if row.get(c)]
    return all(code in schools for code in named)


@pytest.mark.parametrize("seed", SEEDS)
def test_dropping_a_rule_is_never_worse(seed: int, planned: Planned, workers: Workers) -> None:
    """A rule only ever takes plans away or points off."""
    from pairmatch.programmes import RULES

    one = tiny(seed)
    # Without T2 an open site need not have a single seat, and means nothing.
    codes = [rule.code for rule in RULES if rule.code != "T2"]
    code = codes[seed % len(codes)]
    rules = [rule for rule in RULES if rule.code != code]
    full = planned(seed)
    if full is None:
        return
    less = solve(one, workers=workers, rules=rules)
    judged = verify(one, full.plan, rules=rules)
    assert (less.result.shortfall, -less.result.value) <= (judged.shortfall, -judged.value)
