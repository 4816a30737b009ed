"""Scenarios with known clashes planted in them, each in schools of its own, and what mends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pairmatch.diagnose import Demand
from pairmatch.scenario import Scenario
from pairmatch.settings import Limit
from tests.builders import code, link, scenario, school, staff, unit

MOST = 5
NUMBERS = {"teams_per_county_min": 0, "team_size_min": 2, "team_size_max": 2}


@dataclass(frozen=True)
class Planted:
    """One clash: the sets of demands of which one must be named, and the cost of its cheapest repair."""

    kind: str
    clashes: tuple[frozenset[Demand], ...]
    cost: int


@dataclass
class Ground:
    """One link of its own, number ``k``: a supporting unit and a recipient county with their schools."""

    k: int
    r: Random
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    limits: dict[str, Limit] = field(default_factory=dict)

    @property
    def supporting(self) -> str:
        return f"{100 + self.k:06d}"

    @property
    def county(self) -> str:
        return f"{200 + self.k:06d}"

    def add(self, table: str, *rows: dict[str, Any]) -> None:
        self.tables.setdefault(table, []).extend(rows)

    def supporter(self, i: int, **more: Any) -> str:
        self.add("schools", school(1000 + 10 * self.k + i, 100 + self.k, **more))
        return code(1000 + 10 * self.k + i)

    def recipient(self, i: int, **more: Any) -> str:
        self.add("schools", school(2000 + 10 * self.k + i, 200 + self.k, **more))
        return code(2000 + 10 * self.k + i)

    def people(self, school: str, role: str, count: int, subject: str | None = None) -> None:
        self.add("staff", staff(int(school[2:]), role, count, subject))

    def lock(self, what: str, recipient: str, force: str = "require", **more: Any) -> None:
        self.add("locks", {"what": what, "recipient_school": recipient, "force": force, **more})

    def quota(self, unit_code: str, programme: str, **more: Any) -> None:
        self.add("quotas", {"unit_code": unit_code, "programme": programme, **more})


def two_partners(g: Ground) -> Planted:
    """Two pairs are agreed for a school that may have one."""
    r, partners = g.recipient(1), [g.supporter(1), g.supporter(2)]
    for s in partners:
        g.lock("pair", r, supporting_school=s)
    locks = (Demand("L1", (r, s)) for s in partners)
    return Planted("two partners", (frozenset({Demand("P2", (r,)), *locks}),), 10)


def too_heavy(g: Ground) -> Planted:
    """Two pairs are agreed of a school that bears the load of one."""
    s = g.supporter(1, load_max=1)
    schools = [g.recipient(1), g.recipient(2)]
    for r in schools:
        g.lock("pair", r, supporting_school=s)
    locks = (Demand("L1", (r, s)) for r in schools)
    return Planted("too heavy", (frozenset({Demand("P3-load", (s,)), *locks}),), 10)


def one_for_several(g: Ground) -> Planted:
    """More schools must have a partner than the only one may have (a Hall set)."""
    n = g.r.randint(2, 4)
    s = g.supporter(1, pair_max=n - 1)
    asked = [Demand("P2-min", (g.recipient(i, pair_min=1),)) for i in range(n)]
    return Planted("one for several", (frozenset({*asked, Demand("P3", (s,))}),), 10)


def no_such_stage(g: Ground) -> Planted:
    """A senior high school must have a partner, and there are primary schools only."""
    g.supporter(1)
    r = g.recipient(1, stage="senior", pair_min=1)
    return Planted("no such stage", (frozenset({Demand("P2-min", (r,))}),), 40)


def quota_of_one(g: Ground) -> Planted:
    """The quota asks for more pairs than the county's only school may have."""
    missing = g.r.randint(1, 2)
    for i in range(1, 2 + missing):
        g.supporter(i)
    r = g.recipient(1)
    g.quota(g.county, "pairs", min=1 + missing)
    wanted = frozenset({Demand("P6", (g.county, "")), Demand("P2", (r,))})
    return Planted("quota of one", (wanted,), 10 * missing)


def few_people(g: Ground) -> Planted:
    """A team of two is asked for, and one person can come."""
    s = g.supporter(1)
    g.people(s, "teacher", 1, "chinese")
    site = _site(g)
    kind = (s, "teacher", "chinese", "primary")
    return Planted("few people", (_team(g, site, Demand("T5", kind)),), 20)


def few_released(g: Ground) -> Planted:
    """A team of two is asked for; there are people, and one may be released."""
    s = g.supporter(1, release_max=1)
    g.people(s, "teacher", 3, "chinese")
    return Planted("few released", (_team(g, _site(g), Demand("T6", (s,))),), 10)


def few_paid(g: Ground) -> Planted:
    """A team of two is asked for; the supporting unit may send one person."""
    s = g.supporter(1)
    g.people(s, "teacher", 3, "chinese")
    g.limits[g.supporting] = Limit(people=1)
    return Planted("few paid", (_team(g, _site(g), Demand("T11", (g.supporting, "away"))),), 25)


def no_site(g: Ground) -> Planted:
    """A team is asked for, and the only school that may host one is forbidden."""
    s = g.supporter(1)
    g.people(s, "teacher", 2, "chinese")
    site = _site(g)
    g.lock("site", site, "forbid")
    wanted = frozenset({Demand("T1", (g.county,)), Demand("L2", (site,))})
    return Planted("no site", (wanted,), 30)


def host_full(g: Ground) -> Planted:
    """Two people must be placed, and the only host takes one."""
    s = g.supporter(1, host_max=1)
    g.people(s, "teacher", 2, "chinese")
    site = _site(g)
    wanted = [
        _team(g, site, Demand("W1", (site, "year")), Demand("W4", (s, half)))
        for half in ("autumn", "spring")
    ]
    return Planted("host full", tuple(wanted), 10)


def seat_beyond_limit(g: Ground) -> Planted:
    """A seat is agreed, and the unit may send nobody; two people more would cost more than the lock."""
    s = g.supporter(1)
    g.people(s, "teacher", 2, "chinese")
    site = _site(g, asked=False)
    g.lock("seat", site, supporting_school=s, role="teacher", subject="chinese")
    g.quota(g.supporting, "teams", max=0)
    wanted = {Demand("L1", (site, s, "teacher", "chinese")), Demand("T11", (g.supporting, "away"))}
    return Planted("seat beyond limit", (frozenset(wanted),), 30)


def leader_twice(g: Ground) -> Planted:
    """The only leader of a school is exchanged in two agreed pairs."""
    s = g.supporter(1)
    g.people(s, "leader", 1)
    schools = [g.recipient(1), g.recipient(2)]
    for r in schools:
        g.lock("pair", r, supporting_school=s)
    locks = (Demand("L1", (r, s)) for r in schools)
    return Planted("leader twice", (frozenset({Demand("P8", (s,)), *locks}),), 20)


def _site(g: Ground, *, asked: bool = True) -> str:
    """A school that may host a team and has two people to place; a team is asked of its county."""
    site = g.recipient(1, kind="township_central")
    g.people(site, "teacher", 2, "chinese")
    if asked:
        g.quota(g.county, "teams", min=1, max=1)
    return site


def _team(g: Ground, site: str, *others: Demand) -> frozenset[Demand]:
    return frozenset({Demand("T1", (g.county,)), Demand("T2", (site,)), *others})


KINDS: tuple[Callable[[Ground], Planted], ...] = (
    two_partners,
    too_heavy,
    one_for_several,
    no_such_stage,
    quota_of_one,
    few_people,
    few_released,
    few_paid,
    no_site,
    host_full,
    seat_beyond_limit,
    leader_twice,
)


def planted(seed: int) -> tuple[Scenario, list[Planted]]:
    """A scenario with one to five clashes; in every second one a unit without schools joins all links."""
    r = Random(seed)
    tables: dict[str, list[dict[str, Any]]] = {}
    limits: dict[str, Limit] = {}
    found: list[Planted] = []
    for k in range(r.randint(1, MOST)):
        ground = Ground(k, r)
        ground.add("units", unit(100 + k, "supporting"), unit(200 + k, "recipient"))
        ground.add("links", link(100 + k, 200 + k))
        found.append(r.choice(KINDS)(ground))
        for name, rows in ground.tables.items():
            tables.setdefault(name, []).extend(rows)
        limits |= ground.limits
    if seed % 2:
        tables["units"].append(unit(99, "supporting"))
        tables["links"] += [link(99, 200 + k) for k in range(len(found))]
    return scenario(tables, numbers=NUMBERS, limits=limits, time_limit_s=3600), found
