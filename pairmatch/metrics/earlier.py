"""A plan beside earlier years: what is kept, who stayed, who serves again, which schools had too few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from pairmatch.errors import Text
from pairmatch.history import people_in, records
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.shares import PERCENT, counted, share, share_of
from pairmatch.programmes.teams.metrics import FEW
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import HistoryRow
from pairmatch.settings import OWN

PLANNED, LEFT, ENDED = "planned", "left", "ended"
"""The status of what was only planned, of who left before the year was over, and of pairs given up."""
GONE = ""
"""The unit of a school that is not there any more."""
_TABLES: Mapping[str, type[Assignment]] = {
    "pair": SchoolPair,
    "site": Seat,
    "seat": Seat,
    "placement": Placement,
}
"""The table of a plan that has what a row of history is about."""
_COMPARED = ("supporting_school", "role", "subject")
Key: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]


def _last_year(scenario: Scenario, *what: str) -> list[HistoryRow]:
    """Return what was so in the year before, about some things."""
    year = scenario.settings.year - 1
    return [row for row in records(scenario) if row.year == year and row.what in what]


def _sent_last_year(scenario: Scenario) -> list[tuple[HistoryRow, int]]:
    """Return the seats that really were in the year before, each with its people."""
    rows = [row for row in _last_year(scenario, "seat") if row.status != PLANNED]
    return [(row, people_in(row)) for row in rows]


def _home(scenario: Scenario, school: str) -> str:
    return scenario.homes.get(school, GONE)


def _key(row: HistoryRow) -> Key:
    """What a row says beside its year and person; a blank column says nothing."""
    said = tuple((x, v) for x in _COMPARED if (v := getattr(row, x)) is not None)
    return row.what, row.recipient_school, said


def _there(plan: Plan, keys: Iterable[Key]) -> Counter[Key]:
    """How often a plan has what each key says, a site as often as it has seats."""
    found: Counter[Key] = Counter()
    rows: dict[tuple[type[Assignment], str], list[Assignment]] = {}
    for model in set(_TABLES.values()):
        for row in plan.rows(model):
            rows.setdefault((model, row.recipient_school), []).append(row)  # type: ignore[attr-defined]
    for key in keys:
        what, school, said = key
        mine = rows.get((_TABLES[what], school), [])
        found[key] = sum(all(getattr(row, x, None) == v for x, v in said) for row in mine)
    return found


def rows_kept(scenario: Scenario, plan: Plan) -> Measured:
    """Share of what was in the year before that is in the plan again, whoever the person."""
    before: Counter[Key] = Counter()
    for row in _last_year(scenario, *_TABLES):
        before[_key(row)] += people_in(row)
    there = _there(plan, before)
    kept: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for key, count in before.items():
        home = _home(scenario, key[1])
        every[home] += count
        kept[home] += min(count, there[key])
    return share(kept, every)


def stayed(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the people sent in the year before who stayed to its end."""
    there: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for row, people in _sent_last_year(scenario):
        home = _home(scenario, row.recipient_school)
        every[home] += people
        there[home] += people * (row.status != LEFT)
    return share(there, every)


def thin_sites_before(scenario: Scenario, plan: Plan) -> Measured:
    """Schools that really had fewer than three people in the year before; ``at``: these schools."""
    people: Counter[str] = Counter()
    for row, number in _sent_last_year(scenario):
        people[row.recipient_school] += number * (row.status != LEFT)
    if not people:
        return Measured(None)
    thin = sorted(code for code, number in people.items() if number < FEW)
    return counted(Counter(_home(scenario, code) for code in thin), thin)


def pairs_kept(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the pairs of the last year that each county tells of that are pairs again."""
    rows = [x for x in records(scenario) if x.what == "pair" and x.year < scenario.settings.year]
    last: dict[str, int] = {}
    for row in rows:
        home = _home(scenario, row.recipient_school)
        last[home] = max(row.year, last.get(home, 0))
    before = {
        (row.recipient_school, row.supporting_school or "")
        for row in rows
        if row.year == last[_home(scenario, row.recipient_school)] and row.status != ENDED
    }
    now = {(pair.recipient_school, pair.supporting_school) for pair in plan.rows(SchoolPair)}
    return share_of((_home(scenario, pair[0]), pair in now) for pair in sorted(before))


def repeats(scenario: Scenario, plan: Plan) -> Measured:
    """Named people sent who were sent in the year before, by the unit that they come from."""
    before = {row.person_id for row in _last_year(scenario, "seat") if row.person_id is not None}
    if not before:
        return Measured(None)
    again = [seat for seat in plan.rows(Seat) if seat.person_id in before]
    return counted(Counter(scenario.homes[seat.supporting_school] for seat in again))


EARLIER: tuple[Metric, ...] = (
    Metric(
        "rows_kept",
        Text("与上年相同的安排", "Rows kept from last year"),
        Text(
            "上年安排（结对、驻点、岗位、跟岗）今年仍有的 ÷ 上年安排；不比人员，空白栏不比，有实际的按实际",
            "rows of last year (pairs, sites, seats, placements) that are there again / rows of last year;"
            " people and blank columns are not compared; as it really was, where known",
        ),
        PERCENT,
        "",
        OWN,
        "people",
        rows_kept,
        parted="unit",
        decimals=1,
        percent=True,
        topic="years",
    ),
    Metric(
        "stayed",
        Text("上年派出人员干满一学年的", "People of last year who stayed the year"),
        Text(
            "上年实际支教岗位中没有中途离开的 ÷ 上年实际支教岗位",
            "seats of last year, as they really were, whose person did not leave early / all of them",
        ),
        PERCENT,
        "higher",
        "GD-2-1§13",
        "people",
        stayed,
        parted="unit",
        decimals=1,
        percent=True,
        topic="years",
    ),
    Metric(
        "thin_sites_before",
        Text("上年实际不足 3 人的支教学校", "Schools that had under 3 people last year"),
        Text(
            "上年实际支教人员（中途离开的不算）不足 3 人的学校数",
            "schools with fewer than 3 people last year as it really was, those who left early apart",
        ),
        Text("所", "schools"),
        "lower",
        "GD-2-1§13",
        "people",
        thin_sites_before,
        parted="unit",
        topic="years",
    ),
    Metric(
        "pairs_kept",
        Text("延续的结对", "Pairs kept"),
        Text(
            "各单位历史中最近一年的结对（已终止的不计）今年仍有的 ÷ 那一年的结对",
            "pairs of the last year in each unit's history, those ended apart, that are pairs again"
            " / those pairs",
        ),
        PERCENT,
        "higher",
        OWN,
        "technical",
        pairs_kept,
        parted="unit",
        decimals=1,
        percent=True,
        topic="years",
    ),
    Metric(
        "repeats",
        Text("连续两年外派的人员", "People sent two years running"),
        Text(
            "今年建议人选中上年也支教的人数，按派出单位；只认有编号的人",
            "people proposed for seats who had one last year, by the unit that sends;"
            " only people with an id can be told",
        ),
        PEOPLE,
        "lower",
        OWN,
        "technical",
        repeats,
        parted="unit",
        topic="years",
    ),
)
