"""Counting before solving: numbers by hand, never below what a plan reaches, seldom above it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from pairmatch.cli import main
from pairmatch.counting import Counting, PairBound, TeamBound, count, lines
from pairmatch.counting.bounds import JointBound
from pairmatch.counting.partners import partners
from pairmatch.counting.teams import _arcs, _Ground
from pairmatch.plan import Assignment
from pairmatch.planner import solve
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.index import teams_in
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.settings import Limit
from pairmatch.solve.workers import Workers
from tests.brute import TABLES, TEAMS_ALONE, Plan, _judge
from tests.builders import code, link, one_link, scenario, school, staff, unit
from tests.choices import pair_sets, team_sets
from tests.tiny_random import tiny, tiny_tables

SCENARIOS = Path(__file__).parent.parent / "scenarios"
COUNTY = "000002"
PEOPLE = [staff(1, "teacher", 6, "mathematics")]
Rows = Sequence[Mapping[str, Any]]


def _county(tables: dict[str, Any], **said: Any) -> TeamBound:
    """The bound of the only county; three teams are asked."""
    [bound] = count(scenario(tables, **said)).teams
    return bound


def _two_sites(**tables: Rows) -> dict[str, list[dict[str, Any]]]:
    """One link with two sites and a school that may send ten people."""
    found = one_link(schools=[school(3, 2, kind="township_boarding")], **tables)
    found["schools"][0] = school(1, 1, release_max=10)
    return found


# -- teams: by hand -----------------------------------------------------------------------------


def test_a_county_with_few_sites() -> None:
    found = _county(_two_sites(staff=[staff(1, "teacher", 9, "mathematics")]))
    assert found == TeamBound(COUNTY, asked=3, sites=2, people=9, released=9, possible=2)
    assert found.missing == 1


@pytest.mark.parametrize(("people", "teams"), [(0, 0), (2, 0), (3, 1), (5, 1), (6, 2), (7, 2)])
def test_a_team_needs_three_people(people: int, teams: int) -> None:
    found = _county(
        _two_sites(staff=[staff(1, "teacher", people, "mathematics")] if people else [])
    )
    assert (found.possible, found.missing) == (teams, 3 - teams)


@pytest.mark.parametrize(
    ("rows", "said", "released"),
    [
        ({}, {}, 6),
        ({"commitments": [{"what": "release", "count": 6, "term": "spring"}]}, {}, 4),
        ({"commitments": [{"what": "host", "count": 6, "term": "spring"}]}, {}, 6),
        ({}, {"limits": {"000001": Limit(people=5)}}, 5),
        ({}, {"limits": {"000001": Limit(money=119_999)}}, 2),
        ({}, {"limits": {COUNTY: Limit(people=0)}}, 6),
        ({"quotas": [{"unit_code": "000001", "programme": "teams", "max": 2}]}, {}, 2),
        ({"quotas": [{"unit_code": "000001", "programme": "placements", "max": 0}]}, {}, 6),
    ],
)
def test_people_who_may_be_released(
    rows: dict[str, Any], said: dict[str, Any], released: int
) -> None:
    """What the county may place never limits its teams: W1 gives way first."""
    rows = {name: [{"school_code": code(1), **x} for x in r] for name, r in rows.items()}
    for quota in rows.get("quotas", ()):
        del quota["school_code"]
    found = _county(_two_sites(staff=PEOPLE, **rows), **said)
    assert (found.people, found.released, found.possible) == (6, released, released // 3)


def test_a_school_lets_go_no_more_than_its_own_limit() -> None:
    tables = one_link(
        schools=[school(3, 2, kind="township_central"), school(4, 1, release_max=2)],
        staff=[staff(1, "teacher", 9, "mathematics"), staff(4, "teacher", 9, "mathematics")],
    )
    found = _county(tables, numbers={"release_max": 3})
    assert (found.people, found.released, found.possible) == (18, 5, 1)


def test_people_whom_other_tasks_use_are_not_counted() -> None:
    """Two tasks of one term each may take different people, and a seat lasts the year (T10)."""
    task = {"school_code": code(1), "what": "release", "role": "teacher", "count": 1}
    found = _county(
        _two_sites(
            staff=[*PEOPLE, staff(1, "middle", 1)],
            commitments=[
                {**task, "subject": "mathematics", "term": "autumn"},
                {**task, "subject": "mathematics", "term": "spring", "task": "2"},
            ],
        )
    )
    assert (found.people, found.released, found.possible) == (5, 5, 1)


def test_people_who_said_no_are_not_counted() -> None:
    no = staff(1, "teacher", 1, "mathematics", person_id="P1", willing=0)
    assert _county(_two_sites(staff=[*PEOPLE, no])).people == 6


def test_a_team_has_one_leader_at_most() -> None:
    assert _county(_two_sites(staff=[staff(1, "leader", 9)])).possible == 0
    both = [staff(1, "leader", 9), staff(1, "teacher", 2, "mathematics")]
    assert _county(_two_sites(staff=both)).possible == 1


def test_a_school_of_two_stages_sends_nobody_twice() -> None:
    """Its release_max holds over both stages, not for each."""
    tables = one_link(
        schools=[school(3, 2, kind="township_central", stage="junior")],
        staff=[
            staff(1, "teacher", 5, "mathematics"),
            staff(1, "teacher", 5, "mathematics", stage="junior"),
        ],
    )
    tables["schools"][0] = school(1, 1, stage="nine_year", release_max=5)
    found = _county(tables)
    assert (found.people, found.released, found.possible) == (10, 5, 1)


def test_only_people_of_a_stage_that_a_site_teaches() -> None:
    junior = staff(1, "teacher", 9, "mathematics", stage="junior")
    found = _county(_two_sites(staff=[staff(1, "teacher", 3, "mathematics"), junior]))
    assert (found.people, found.possible) == (3, 1)


def test_two_people_of_one_stage_and_two_of_another_make_no_team() -> None:
    """Together they are four, but no site teaches both stages."""
    tables = one_link(
        schools=[school(3, 2, kind="township_central", stage="junior")],
        staff=[
            staff(1, "teacher", 2, "mathematics"),
            staff(1, "teacher", 2, "mathematics", stage="junior"),
        ],
    )
    tables["schools"][0] = school(1, 1, stage="nine_year")
    assert _county(tables).possible == 0
    tables["schools"][1] = school(2, 2, kind="township_central", stage="nine_year")
    assert _county(tables).possible == 1


@pytest.mark.parametrize(
    ("site", "sites"),
    [
        ({"kind": "township_central"}, 2),
        ({"kind": "urban"}, 1),
        ({"kind": "township_central", "site": 0}, 1),
        ({"kind": "township_central", "beds": 2}, 1),
        ({"kind": "township_central", "beds": 3}, 2),
    ],
)
def test_sites_that_may_have_a_team(site: dict[str, Any], sites: int) -> None:
    assert _county(one_link(schools=[school(3, 2, **site)])).sites == sites


def test_a_county_without_township_schools_uses_the_others() -> None:
    tables = one_link(schools=[school(3, 2, kind="urban")])
    tables["schools"][1] = school(2, 2, kind="county_seat")
    assert _county(tables).sites == 2


def test_a_forbidden_site_is_none() -> None:
    lock = {"what": "site", "recipient_school": code(2), "force": "forbid"}
    assert _county(_two_sites(locks=[lock])).sites == 1


def test_a_county_that_nobody_reaches() -> None:
    tables = _two_sites(staff=PEOPLE)
    tables["links"] = []
    assert _county(tables) == TeamBound(COUNTY, 3, sites=2, people=0, released=0, possible=0)


def test_the_city_s_pool_reaches_farther() -> None:
    tables = _two_sites(staff=PEOPLE)
    tables["units"] += [unit(8, "supporting", level="city"), unit(9, "recipient", level="city")]
    tables["links"] = [link(8, 9, "city")]
    assert _county(tables).possible == 0
    assert _county(tables, numbers={"city_pool": True}).possible == 2


# -- teams: counties that share a unit -------------------------------------------------------------


def _shared(people: int) -> dict[str, Any]:
    """Units 1 and 6; counties 2, 3 and 4 with a site each; 4 has unit 6 for itself."""
    return {
        "units": [
            *(unit(n, "supporting") for n in (1, 6)),
            *(unit(n, "recipient") for n in (2, 3, 4)),
        ],
        "links": [link(1, 2), link(1, 3), link(1, 4), link(6, 4)],
        "schools": [
            *(school(n, n, release_max=9) for n in (1, 6)),
            *(school(n, n, kind="township_central") for n in (2, 3, 4)),
        ],
        "staff": [
            staff(1, "teacher", people, "mathematics"),
            staff(6, "teacher", 3, "mathematics"),
        ],
    }


@pytest.mark.parametrize(("people", "possible"), [(3, 1), (5, 1), (6, None)])
def test_counties_that_share_a_unit(people: int, possible: int | None) -> None:
    """Each could have its team, not all of them; the county with a unit of its own is not named."""
    found = count(scenario(_shared(people), numbers={"teams_per_county_min": 1}))
    assert [x.missing for x in found.teams] == [0, 0, 0]
    members = (("000002", None), ("000003", None))
    expected = () if possible is None else (JointBound("T1", members, 2, possible),)
    assert found.together == expected
    assert found.missing("T1") == (0 if possible is None else 1)


def test_what_a_county_lacks_alone_is_not_counted_twice() -> None:
    """Two teams asked of one site each: two are missing before anything is shared, one after."""
    found = count(scenario(_shared(3), numbers={"teams_per_county_min": 2}))
    assert [x.missing for x in found.teams] == [1, 1, 1]
    [joint] = found.together
    assert (joint.asked, joint.possible, joint.missing) == (4, 1, 3)
    assert found.missing("T1") == 3 + 1


# -- pairs: by hand -----------------------------------------------------------------------------


def _quota(least: int, number: int = 2, **more: Any) -> dict[str, Any]:
    return {"unit_code": f"{number:06d}", "programme": "pairs", "min": least, **more}


def _pair(tables: dict[str, Any], **said: Any) -> PairBound:
    [bound] = count(scenario(tables, **said)).pairs
    return bound


@pytest.mark.parametrize(("least", "missing"), [(1, 0), (2, 0), (3, 1)])
def test_a_quota_of_pairs(least: int, missing: int) -> None:
    """Two schools ask, one supporting school takes two (the policy's number)."""
    found = _pair(_two_sites(quotas=[_quota(least)]))
    assert found == PairBound("P6", COUNTY, None, least, 2, partners=1, places=2, possible=2)
    assert found.missing == missing


@pytest.mark.parametrize(
    ("supporting", "possible"),
    [({"pair_max": 1}, 1), ({"pair_max": 0}, 0), ({"load_max": 1}, 1), ({"pair_max": 9}, 2)],
)
def test_supporting_schools_take_no_more_than_they_may(
    supporting: dict[str, Any], possible: int
) -> None:
    tables = _two_sites(quotas=[_quota(2)])
    tables["schools"][0] = school(1, 1, **supporting)
    assert _pair(tables).possible == possible


def test_a_pair_stands_once() -> None:
    """A recipient school with room for three partners has one school to choose."""
    tables = one_link(quotas=[_quota(2)])
    tables["schools"] = [school(1, 1, pair_max=3), school(2, 2, pair_max=3)]
    assert _pair(tables).possible == 1


def test_a_quota_of_a_supporting_unit() -> None:
    found = _pair(_two_sites(quotas=[_quota(3, 1)]))
    assert (found.schools, found.partners, found.possible, found.missing) == (1, 2, 2, 1)


def test_a_quota_of_one_stage_counts_schools_of_that_stage() -> None:
    """A nine-year school may help the primary school; its own stage is another."""
    tables = one_link(
        schools=[school(3, 2, stage="nine_year"), school(4, 2, stage="senior")],
        quotas=[_quota(2, stage="primary"), _quota(1, stage="senior")],
    )
    primary, senior = count(scenario(tables)).pairs
    assert (primary.schools, primary.partners, primary.possible) == (1, 1, 1)
    assert (senior.schools, senior.partners, senior.possible) == (1, 0, 0)


def test_schools_that_must_have_a_partner() -> None:
    tables = one_link(schools=[school(n, 2, pair_min=1) for n in (3, 4, 5)])
    found = _pair(tables)
    assert (found.rule, found.stage, found.asked, found.schools) == ("P2-min", "primary", 3, 4)
    assert (found.places, found.possible, found.missing) == (2, 2, 1)


def test_only_listed_pairs_count_where_there_are_scores() -> None:
    score = {"supporting_school": code(1), "affinity": 5}
    tables = _two_sites(
        quotas=[_quota(2)], pair_scores=[{"recipient_school": code(3), **score, "load": 0}]
    )
    assert _pair(tables).possible == 1
    tables["schools"][0] = school(1, 1, load_max=0)
    assert _pair(tables).possible == 1, "a listed pair may weigh nothing"


def test_units_that_share_their_partners() -> None:
    """Counties 2 and 3 ask for two pairs each; unit 1 has room for three."""
    tables = {
        "units": [unit(1, "supporting"), unit(2, "recipient"), unit(3, "recipient")],
        "links": [link(1, 2), link(1, 3)],
        "schools": [school(1, 1), school(2, 1, pair_max=1)]
        + [school(10 * n + i, n) for n in (2, 3) for i in (1, 2)],
        "quotas": [_quota(2), _quota(2, 3), _quota(1, 3, stage="primary")],
    }
    found = count(scenario(tables))
    assert [x.missing for x in found.pairs] == [0, 0, 0]
    members = (("000002", None), ("000003", None))
    assert found.together == (JointBound("P6", members, 4, 3),)
    assert found.missing("P6") == 1


def test_stages_that_compete_for_one_school() -> None:
    """Primary and nine-year schools ask for the one nine-year school across the link."""
    tables = one_link()
    tables["schools"] = [
        school(1, 1, stage="nine_year", pair_max=1),
        school(2, 2, pair_min=1),
        school(3, 2, pair_min=1, stage="nine_year"),
    ]
    found = count(scenario(tables))
    members = ((COUNTY, "nine_year"), (COUNTY, "primary"))
    assert found.together == (JointBound("P2-min", members, 2, 1),)


def test_stages_without_a_partner() -> None:
    tables = one_link(
        schools=[
            school(3, 2, stage="special"),
            school(4, 2, stage="special"),
            school(5, 2, stage="senior", pair_max=0),
        ]
    )
    [found] = count(scenario(tables)).without_partner
    assert (found.unit, found.stage, found.schools) == (COUNTY, "special", 2)


def test_a_school_without_room_is_no_missing_stage() -> None:
    """Then it is a matter of numbers, and shows where pairs are asked for."""
    tables = one_link(quotas=[_quota(1)])
    tables["schools"][0] = school(1, 1, pair_max=0)
    found = count(scenario(tables))
    assert not found.without_partner
    assert found.missing("P6") == 1


def test_a_stage_that_no_score_lists_has_no_partner() -> None:
    score = {"recipient_school": code(2), "supporting_school": code(1), "affinity": 5}
    tables = one_link(schools=[school(3, 2, stage="nine_year")], pair_scores=[score])
    assert [x.stage for x in count(scenario(tables)).without_partner] == ["nine_year"]


# -- against plans --------------------------------------------------------------------------------


SEEDS = range(120)
HARD_PAIRS = {"P1", "P2", "P3", "P3-load", "P4", "P9"}


def _pairs_of(one: Scenario, bound: PairBound, rows: Sequence[Assignment]) -> int:
    """Pairs that count towards a bound: all of the unit and stage, or up to each school's least."""
    side = one.units[bound.unit].side
    found = Counter(getattr(row, f"{side}_school") for row in rows)
    mine = {
        school: n
        for school, n in found.items()
        if one.homes[school] == bound.unit and bound.stage in (None, one.schools[school].stage)
    }
    if bound.rule == "P6":
        return sum(mine.values())
    return sum(min(n, bounds(one, one.schools[school])[0]) for school, n in mine.items())


def test_no_plan_has_more_than_counting_says_and_most_bounds_are_reached() -> None:
    """Every set of teams and of pairs that keeps the hard rules, by enumeration."""
    reached: Counter[bool] = Counter()
    for seed in SEEDS:
        one = tiny(seed)
        found = count(one)
        teams: Counter[str] = Counter()
        for sent in team_sets(one):
            seats = [seat for team in sent for seat in team]
            if _judge(one, {Seat: seats}, {*TEAMS_ALONE, "T11", "L2"}) is not None:
                teams |= teams_in(one, Plan(TABLES, {Seat: seats}))
        best = [0] * len(found.pairs)
        for rows in pair_sets(one) if found.pairs else ():
            if _judge(one, {SchoolPair: rows}, HARD_PAIRS) is not None:
                numbers = (_pairs_of(one, bound, rows) for bound in found.pairs)
                best = list(map(max, best, numbers))
        pairs = zip(found.pairs, best, strict=True)
        for bound, most in [*((x, teams[x.county]) for x in found.teams), *pairs]:
            assert most <= bound.possible, (seed, bound, most)
            reached[most == bound.possible] += 1
    assert reached[True] > 30 * reached[False], reached


def _counties_that_share(seed: int) -> Scenario:
    """Two supporting units, three counties, linked at random; all ask for teams and pairs."""
    r = Random(seed)
    units = [unit(n, "supporting") for n in (1, 2)] + [unit(n, "recipient") for n in (3, 4, 5)]
    links = [link(a, b) for a in (1, 2) for b in (3, 4, 5) if r.random() < 0.6]
    stage = lambda: r.choice(["primary", "junior", "nine_year"])  # noqa: E731
    schools = [
        school(n, n // 10, stage=stage(), kind="township_central", pair_max=r.choice([1, 1, 2]))
        for n in (11, 12, 21, 31, 32, 41, 42, 51)
    ]
    people = [
        staff(n, role, r.randint(1, 4), subject, stage=r.choice(["primary", "junior"]))
        for n in (11, 12, 21)
        for role, subject in (("leader", None), ("teacher", "mathematics"))
    ]
    tables = {
        "units": units,
        "links": links or [link(1, 3)],
        "schools": schools,
        "staff": people,
        "quotas": [_quota(r.randint(1, 2), n) for n in (3, 4, 5)],
    }
    return scenario(tables, numbers={"teams_per_county_min": r.randint(1, 2)})


def test_units_that_share_fall_short_by_at_least_what_counting_says(workers: Workers) -> None:
    """And hardly by more: where little else weighs, the bounds are reached."""
    together: Counter[str] = Counter()
    exact = 0
    for seed in range(40):
        one = _counties_that_share(seed)
        found = count(one)
        if not found.together:
            continue
        missed: Counter[str] = Counter()
        for x in solve(one, workers=workers).verification.shortfalls:
            missed[x.rule] += x.amount
        assert missed["T1"] >= found.missing("T1"), seed
        assert missed["P6"] >= found.missing("P6"), seed
        exact += missed["T1"] == found.missing("T1") and missed["P6"] == found.missing("P6")
        together.update(x.rule for x in found.together)
    assert min(together["T1"], together["P6"]) >= 5, together
    assert exact >= 17, exact


def _numbers(found: Counting) -> list[int]:
    return [x.possible for x in (*found.teams, *found.pairs)]


@pytest.mark.parametrize("seed", range(0, 120, 4))
def test_more_people_and_room_never_lower_a_bound(seed: int) -> None:
    tables, said = tiny_tables(seed)
    before = _numbers(count(scenario(tables, **said)))
    more = {
        **tables,
        "staff": [*tables["staff"], staff(1, "teacher", 2, "mathematics", stage="junior")],
        "schools": [*tables["schools"], school(3, 1, stage="twelve_year")],
    }
    assert all(a <= b for a, b in zip(before, _numbers(count(scenario(more, **said))), strict=True))
    wider = {**said, "numbers": {**said["numbers"], "release_max": 9, "supporting_pair_max": 9}}
    after = _numbers(count(scenario(tables, **wider)))
    assert all(a <= b for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("seed", range(0, 120, 4))
def test_fewer_links_never_raise_a_bound(seed: int) -> None:
    tables, said = tiny_tables(seed)
    before = _numbers(count(scenario(tables, **said)))
    after = _numbers(count(scenario({**tables, "links": tables["links"][1:]}, **said)))
    assert all(a >= b for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("schools", [1, 40])
def test_the_network_does_not_grow_with_the_schools(schools: int) -> None:
    tables = one_link(
        schools=[school(100 + n, 1) for n in range(schools)],
        staff=[staff(100 + n, "teacher", 2, "mathematics") for n in range(schools)],
    )
    one = scenario(tables)
    assert len(list(_arcs(_Ground(one), {COUNTY: 1}))) == 7
    assert len(partners(one).across) == 2


# -- in words ---------------------------------------------------------------------------------------


def test_lines_name_the_county_and_its_numbers() -> None:
    one = scenario(_two_sites(staff=PEOPLE, quotas=[_quota(3, stage="primary")]))
    teams, pairs = lines(one, count(one))
    assert "乙市单位2：应有支教团队 3 个，至多能组 2 个，至少差 1 个（可驻点学校 2 所" in teams.zh
    assert "乙市单位2: 3 teams asked, 2 possible at most, 1 short" in teams.en
    assert "乙市单位2小学：名额下限 3 对，至多能结 2 对，至少差 1 对" in pairs.zh
    assert "乙市单位2 primary: the quota asks for 3 pairs" in pairs.en


def test_lines_name_those_who_share() -> None:
    one = scenario(_shared(3), numbers={"teams_per_county_min": 1})
    [line] = lines(one, count(one))
    assert line.zh.startswith("乙市单位2、乙市单位3合计：应有支教团队 2 个")
    assert line.en.startswith("乙市单位2, 乙市单位3 together: 2 teams asked, 1 possible")


def test_nothing_in_the_way_is_said() -> None:
    one = scenario(_two_sites(staff=PEOPLE), numbers={"teams_per_county_min": 2})
    [line] = lines(one, count(one))
    assert (line.zh[:4], line.en[:14]) == ("单凭数量", "Counting alone")


def test_check_says_it_on_the_screen_and_as_json() -> None:
    folder = str(SCENARIOS / "infeasible" / "too-few-people")
    shown = CliRunner().invoke(main, ["check", folder])
    assert (shown.exit_code, "按数可知" in shown.output, "至少差 1 个" in shown.output) == (
        0,
        True,
        True,
    )
    answer = json.loads(CliRunner().invoke(main, ["check", folder, "--json"]).output)
    [county] = answer["counting"]["teams"]
    assert (county["asked"], county["possible"], county["missing"]) == (2, 1, 1)
    assert set(answer["counting"]) == {"teams", "pairs", "together", "without_partner", "untold"}
