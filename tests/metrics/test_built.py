"""What the tiny plan does not show: each test is a scenario of its own, counted by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from pairmatch.metrics import METRICS
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measured
from pairmatch.programmes.teams import coverage
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from tests.builders import code, link, need, one_link, scenario, school, staff, unit
from tests.metrics.test_tiny import number
from tests.rules.examples_rows import pair, people, plan, stay, teachers, team

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
A, B, C, D = "000001", "000002", "000003", "000004"
"""Supporting unit 1, recipient 2; supporting unit 3, recipient 4."""


def measured(metric: str, tables: Tables, rows: Plan, **said: Any) -> Measured:
    """A metric of a plan."""
    found = next(x for x in METRICS if x.code == metric)
    return found.measure(scenario(tables, **said), rows)


def two_links(**tables: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Two links: schools 1, 11 help 2, 12, schools 3, 13 help 4, 14; all of them know their kind."""
    base: dict[str, list[dict[str, Any]]] = {
        "units": [unit(1, "supporting"), unit(2, "recipient"), unit(3, "supporting")],
        "links": [link(1, 2), link(3, 4)],
        "schools": [
            *(school(x, 1) for x in (1, 11)),
            *(school(x, 3) for x in (3, 13)),
            *(school(x, 2, kind="township_central") for x in (2, 12)),
            *(school(x, 4, kind="township_central") for x in (4, 14)),
        ],
    }
    base["units"].append(unit(4, "recipient"))
    for name, rows in tables.items():
        base[name] = [*base.get(name, []), *map(dict, rows)]
    return base


def changed(tables: dict[str, list[dict[str, Any]]], **schools: Mapping[str, Any]) -> Tables:
    """The tables with other values in some schools: ``s2={"quality": 3}``."""
    by_code = {code(int(name[1:])): values for name, values in schools.items()}
    rows = [{**row, **by_code.get(row["school_code"], {})} for row in tables["schools"]]
    return {**tables, "schools": rows}


def quota(unit_code: str, low: int, stage: str | None = None) -> dict[str, Any]:
    return {"unit_code": unit_code, "programme": "pairs", "min": low, "stage": stage}


# -- tasks ----------------------------------------------------------------------------------------


def test_what_one_county_does_too_much_does_not_help_another() -> None:
    tables = two_links(quotas=[quota(B, 1), quota(D, 2), quota(A, 9)])
    rows = plan(pair(2, 1), pair(12, 11), pair(4, 3))
    assert measured("pairs_done", tables, rows) == number("2/3", {B: 1, D: "1/2"}, D)
    assert measured("pairs_asked", tables, rows) == number(3, {B: 1, D: 2})
    assert measured("pairs", tables, rows) == number(3, {B: 2, D: 1})


def test_each_quota_of_a_stage_is_met_by_itself() -> None:
    tables = changed(
        two_links(quotas=[quota(B, 1, "primary"), quota(B, 2, "junior")]), s12={"stage": "junior"}
    )
    assert measured("pairs_done", tables, plan(pair(2, 1))) == number("1/3", {B: "1/3"}, B)
    assert measured("pairs_done", tables, plan(pair(12, 1))) == number("1/3", {B: "1/3"}, B)
    assert measured("pairs_done", tables, plan(pair(12, 1), pair(2, 1))).value == Fraction(2, 3)


def test_teams_beyond_the_least_do_not_help_another_county() -> None:
    rows = plan(
        team("leader", at=2), team("leader", at=12, number=2), team("leader", at=4, of=3, unit=4)
    )
    said = {"numbers": {"teams_per_county_min": 1}}
    assert measured("teams_done", two_links(), rows, **said) == number(1, {B: 1, D: 1})
    said = {"numbers": {"teams_per_county_min": 2}}
    assert measured("teams_done", two_links(), rows, **said) == number("3/4", {B: 1, D: "1/2"}, D)
    assert measured("teams", two_links(), rows, **said) == number(3, {B: 2, D: 1})
    assert measured("teams_asked", two_links(), rows, **said) == number(4, {B: 2, D: 2})


def test_placements_are_asked_for_team_by_team_and_term_by_term() -> None:
    rows = plan(
        team("chinese", "art", at=2),
        stay("chinese", "art", "art", of=2, at=1, term="autumn"),
        stay("chinese", of=2, at=1, term="spring"),
    )
    said = {"numbers": {"placement_terms": ("autumn", "spring")}}
    assert measured("placements_asked", two_links(), rows, **said) == number(4, {B: 4})
    assert measured("placements_done", two_links(), rows, **said) == number("3/4", {B: "3/4"}, B)
    assert measured("placements", two_links(), rows, **said) == number(4, {B: 4})


def test_nothing_asked_is_nothing_to_measure() -> None:
    assert measured("pairs_done", two_links(), plan(pair(2, 1))).value is None
    said = {"numbers": {"teams_per_county_min": 0}}
    assert measured("teams_done", two_links(), plan(), **said).value is None
    assert measured("placements_done", two_links(), plan()).value is None
    assert measured("need_coverage", two_links(), plan()).value is None
    assert measured("worst_county", two_links(), plan()) == Measured(None)


# -- scarce posts ---------------------------------------------------------------------------------


def test_posts_are_scarce_whatever_the_plan_makes_of_them() -> None:
    """Three teachers of art for four posts, five of Chinese for two, which need not all be sent."""
    tables = two_links(
        needs=[need(2, "teacher", 4, 3, "art"), need(2, "teacher", 2, 3, "chinese")],
        staff=people(1, art=3, chinese=5),
    )
    for posts, filled in (("art art chinese", 2), ("chinese chinese", 0), ("art art art", 3)):
        rows = plan(team(*posts.split(), at=2))
        assert measured("scarce_asked", tables, rows) == number(4, {"art": 4})
        assert measured("scarce_possible", tables, rows) == number(3, {"art": 3})
        assert measured("scarce_filled", tables, rows) == number(filled, {"art": filled})
        reached = Fraction(filled, 3)
        assert measured("scarce_reached", tables, rows) == Measured(reached, {"art": reached})


# -- counties -------------------------------------------------------------------------------------

NEEDS = [
    need(2, "teacher", 2, 5, "chinese"),
    need(2, "leader", 1, 1),
    need(12, "teacher", 1, 4, "art"),
    need(4, "teacher", 4, 1, "chinese"),
]


def test_coverage_counts_priority_times_posts_at_every_school() -> None:
    rows = plan(team("chinese", "leader", at=2), team("chinese", at=4, of=3, unit=4))
    # 5 + 1 of 10 + 1 + 4 in the one county, 1 of 4 in the other
    expected = number("7/19", {B: "6/15", D: "1/4"})
    assert measured("need_coverage", two_links(needs=NEEDS), rows) == expected
    assert measured("worst_county", two_links(needs=NEEDS), rows) == number("1/4", {}, D)
    # posts: Chinese 2 of 6, leader 1 of 1, art 0 of 1
    parts = {"leader": 1, "chinese": "1/3", "art": 0}
    assert measured("subject_coverage", two_links(needs=NEEDS), rows) == number("3/8", parts, "art")
    assert measured("subject_worst", two_links(needs=NEEDS), rows) == number(
        "1/8", {B: 0, D: "1/4"}
    )
    reached = measured("subjects_reached", two_links(needs=NEEDS), rows)
    assert reached == number("3/4", {B: "2/3", D: 1})


def test_more_people_than_posts_cover_no_more() -> None:
    rows = plan(team("chinese", "chinese", "chinese", at=2))
    found = measured("need_coverage", two_links(needs=NEEDS[:1]), rows)
    assert found == number(1, {B: 1})


def test_what_people_who_came_home_have_taken_over_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two posts of Chinese one is taken over and the other met; that of art is taken over."""
    before = coverage.needs_of

    def open_needs(one):
        still = [x.model_copy(update={"posts": 1}) for x in before(one)[code(2)] if x.subject]
        return {code(2): tuple(still)}

    monkeypatch.setattr(coverage, "needs_of", open_needs)
    rows = plan(team("chinese", at=2))
    tables = two_links(needs=[NEEDS[0], NEEDS[2]])
    assert measured("need_coverage", tables, rows) == number(1, {B: 1})
    assert measured("need_coverage", tables, plan()) == number("9/14", {B: "9/14"})


def test_schools_of_a_city_are_no_county() -> None:
    tables = one_link(needs=[need(2, "leader", 1, 1), need(9, "leader", 1, 1)])
    city = {**unit(5, "recipient"), "level": "city"}
    tables["units"].append(city)
    tables["schools"].append(school(9, 5, run_by="city"))
    rows = plan(team("leader", at=2))
    assert measured("need_coverage", tables, rows) == number("1/2", {B: 1, "000005": 0})
    assert measured("worst_county", tables, rows) == number(1, {}, B)
    assert measured("coverage_gini", tables, rows) == number(0)


def test_every_county_that_is_worst_is_named() -> None:
    rows = plan(team("art", at=2))
    assert measured("worst_county", two_links(needs=NEEDS), rows) == number(0, {}, B, D)


# -- schools --------------------------------------------------------------------------------------


def test_shares_of_kinds_are_of_schools_whose_kind_is_known() -> None:
    tables = changed(
        two_links(),
        s2={"kind": None, "stage": "kindergarten"},
        s12={"kind": "county_high"},
        s14={"kind": "township_boarding"},
    )
    rows = plan(pair(2, 1), pair(12, 11), pair(4, 3), pair(14, 13))
    assert measured("pairs_township", tables, rows) == number("2/3", {B: 0, D: 1})
    assert measured("pairs_county_high", tables, rows) == number("1/3", {B: 1, D: 0})
    assert measured("pairs_kindergarten", tables, rows) == number("1/4", {B: "1/2", D: 0})
    sites = plan(team("leader", at=2), team("leader", at=12, number=2), team("art", at=4, number=3))
    assert measured("sites_township", tables, sites) == number("1/2", {B: 0, D: 1})


def test_three_people_are_not_too_few() -> None:
    rows = plan(team("leader", "art", "chinese", at=2), team("art", "art", at=4, of=3, unit=4))
    assert measured("thin_sites", two_links(), rows) == number(1, {D: 1}, code(4))


def test_known_priority_areas_among_all() -> None:
    tables = two_links()
    tables["units"][1] |= {"old_revolutionary": 1, "former_soviet": 0}
    tables["units"][3] |= {"old_revolutionary": 0, "ethnic_autonomous": None}
    rows = plan(pair(2, 1), pair(4, 3), pair(14, 3), team("art", at=2))
    assert measured("priority_areas", tables, rows) == number("2/4")


# -- distance and quality -------------------------------------------------------------------------

NORTH_49, NORTH_50, NORTH_200 = 20.441, 20.4502, 21.799


def far() -> Tables:
    """Schools 2, 12 and 4 lie 49, 50 and 200 km north of all supporting ones; 14 is nowhere."""
    here = {"lat": 20.0, "lon": 110.0}
    return changed(
        two_links(),
        **dict.fromkeys(("s1", "s11", "s3", "s13"), here),
        s2={"lat": NORTH_49, "lon": 110.0},
        s12={"lat": NORTH_50, "lon": 110.0},
        s4={"lat": NORTH_200, "lon": 110.0},
    )


def test_distances_of_the_pairs_that_have_one() -> None:
    rows = plan(pair(2, 1), pair(12, 11), pair(4, 3), pair(14, 13))
    found = scenario(far())
    assert [found.distance_km(code(x), code(1)) for x in (2, 12, 4)] == [49, 50, 200]
    assert measured("distance_mean", far(), rows) == number("299/3", {B: "99/2", D: 200})
    assert measured("distance_p90", far(), rows) == number(200)
    bins = {"0-50": 1, "50-100": 1, "100-150": 0, "150-200": 0, "200-250": 1}
    assert measured("pairs_by_distance", far(), rows) == number(3, bins)
    assert list(measured("pairs_by_distance", far(), rows).parts) == list(bins)


def test_nine_pairs_in_ten_lie_within_the_ninth() -> None:
    rows = plan(*(pair(2, 1) for _ in range(9)), pair(4, 3))
    assert measured("distance_p90", far(), rows) == number(49)


def test_the_gap_in_quality_is_of_pairs_that_know_both() -> None:
    tables = changed(
        two_links(),
        s1={"quality": 80},
        s2={"quality": 50},
        s3={"quality": 60},
        s4={"quality": 65},
        s14={"quality": 10},
    )
    rows = plan(pair(2, 1), pair(12, 1), pair(4, 3), pair(14, 13))
    assert measured("quality_gap", tables, rows) == number("25/2")


# -- supporters -----------------------------------------------------------------------------------


def test_load_is_people_sent_beside_people_offered() -> None:
    tables = two_links(
        staff=[
            *people(1, chinese=2, art=1),
            *people(11, art=1),
            *people(3, art=5),
            staff(13, "teacher", 1, "art", person_id="N", willing=0),
            *people(2, art=7),
        ]
    )
    rows = plan(team("chinese", "art", at=2), team("art", at=4, of=3, unit=4))
    expected = number(500, {A: 500, C: 200}, A)
    assert measured("load_offered", tables, rows) == expected
    # 300 of 2 · 2 · 700, both ways
    assert measured("load_gini", tables, rows) == number("3/14")


def test_a_unit_that_sends_nobody_carries_nothing() -> None:
    tables = two_links(staff=[*people(1, art=2), *people(3, art=2)])
    rows = plan(team("art", at=2))
    assert measured("load_offered", tables, rows) == number(500, {A: 500, C: 0}, A)
    assert measured("load_gini", tables, rows) == number("1/2")


def test_load_beside_teachers_needs_their_number() -> None:
    tables = two_links(
        staff=people(1, art=2),
        teachers=[
            teachers(1, "art", 9, 20),
            teachers(11, "chinese", 9, 20),
            teachers(2, "art", 9, 9),
        ],
    )
    rows = plan(team("art", at=2), team("art", at=4, of=3, unit=4))
    assert measured("load_teachers", tables, rows) == number(25, {A: 25}, A)


def test_a_term_costs_half_a_year() -> None:
    rows = plan(team("art", at=2), stay("art", of=2, at=1, term="spring"))
    said = {"numbers": {"cost_per_person": 50_001}}
    expected = number("150003/2", {A: 50_001, B: "50001/2"})
    assert measured("cost", two_links(), rows, **said) == expected


# -- placements and partners ----------------------------------------------------------------------


def test_one_host_is_asked_team_by_team_and_term_by_term() -> None:
    rows = plan(
        team("art", "art", at=2),
        team("art", "art", at=4, of=3, unit=4),
        stay("art", of=2, at=1, term="autumn"),
        stay("art", of=2, at=11, term="autumn", first=2),
        stay("art", "art", of=2, at=11, term="spring"),
        stay("art", of=4, at=3, term="spring", unit=4),
    )
    assert measured("one_host", two_links(), rows) == number("2/3", {B: "1/2", D: 1})


def test_people_from_the_partner_of_their_own_site() -> None:
    rows = plan(
        pair(2, 1),
        pair(12, 11),
        team("art", "art", at=2),
        team("art", at=2, of=11, first=3),
        team("art", at=4, of=3, unit=4),
    )
    assert measured("team_from_partner", two_links(), rows) == number("2/4", {B: "2/3", D: 0})


def test_a_post_that_the_site_does_not_have_is_answered_by_any_teacher() -> None:
    tables = two_links(staff=[*people(2, music=1, leader=1), *people(4, art=1, music=1)])
    rows = plan(
        team("art", "leader", at=2),
        stay("music", "music", of=2, at=1),
        team("art", at=4, of=3, unit=4),
        stay("music", of=4, at=3, unit=4),
    )
    assert measured("post_match", tables, rows) == number("1/3", {B: "1/2", D: 0})


# -- what many metrics ask ------------------------------------------------------------------------


def test_what_many_metrics_ask_is_counted_once_for_each_scenario() -> None:
    counted: list[str] = []

    def count(one: Scenario, of: Plan) -> int:
        counted.append(one.settings.name)
        return len(of.rows(Seat))

    rows, first, second = plan(team("art", at=2)), *(scenario(two_links(), name=x) for x in "ab")
    assert [rows.derived_in(x, count) for x in (first, second, first, second)] == [1] * 4
    assert counted == ["a", "b"]
    assert plan().derived_in(first, count) == 0


# -- shortfalls and exceptions --------------------------------------------------------------------


def test_shortfalls_are_counted_by_rule_and_by_place() -> None:
    tables = two_links(quotas=[quota(B, 3), quota(D, 1), quota(A, 1)])
    tables["units"][3] |= {"ethnic_autonomous": 1}
    said = {
        "numbers": {"teams_per_county_min": 1},
        "weights": {"T1": 7, "P6": 2},
        "forces": {"T1": "relaxable", "P6": "relaxable"},
    }
    rows = plan(team("art", "art", "art", at=2), stay("art", "art", "art", of=2, at=1))
    # T1: D has no team. P6: B lacks 3, D 1, A 1.
    assert measured("shortfalls", tables, rows, **said) == number(4, {"P6": 3, "T1": 1})
    assert measured("shortfall", tables, rows, **said) == number(17, {"P6": 10, "T1": 7})
    assert measured("shortfalls_at", tables, rows, **said) == number(3, {B: 1, D: 2})
    assert measured("shortfalls_priority", tables, rows, **said) == number(2, {D: 2}, D)


def test_exceptions_are_departures_from_principles() -> None:
    rows = plan(
        team("art", "art", "art", at=2),
        stay("art", "art", of=2, at=1),
        stay("leader", of=12, at=11, first=3),
    )
    # another host (W3), somebody of another school (W1-own), another role (W2 and W2-role)
    found = measured("exceptions", two_links(), rows)
    assert found == number(4, {"W1-own": 1, "W2": 1, "W2-role": 1, "W3": 1})
    assert measured("exceptions_at", two_links(), rows) == number(4, {B: 4})
