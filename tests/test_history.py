"""What earlier years leave to this one: needs taken over, who rests, two terms with hosts of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pairmatch.fingerprint import Fingerprint, fingerprints
from pairmatch.history import last_pairs, last_senders, open_needs, records, resting_counts
from pairmatch.naming import propose
from pairmatch.planner import Solved, solve
from pairmatch.programmes import RULES
from pairmatch.programmes.memory.rest import check_rest
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.rule import Violation
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from tests.brute import optimum
from tests.builders import code, link, need, one_link, scenario, school, staff, unit
from tests.rules.examples_memory import LATER, sat, was
from tests.rules.examples_rows import people, plan, team

# -- needs taken over (GD-2-1§14) -----------------------------------------------------------------


def _home(year: int, status: str, post: str = "chinese", **more: Any) -> dict[str, Any]:
    """Somebody of school 2 who came home from a placement."""
    return was(year, "placement", 2, 1, status, post, **more)


def _open(*history: dict[str, Any], percent: int = 0) -> dict[tuple[str, str | None], int]:
    """The open posts of school 2 by role and subject, of four for Chinese and one leader."""
    tables = one_link(
        needs=[need(2, "teacher", 4, 3, "chinese"), need(2, "leader", 1, 5)], history=list(history)
    )
    one = scenario(tables, **LATER, numbers={"takeover_percent": percent})
    return {(x.role, x.subject): x.posts for x in open_needs(one)}


CHINESE, LEADER = ("teacher", "chinese"), ("leader", None)


def test_who_confirmed_has_taken_the_work_over() -> None:
    assert _open(_home(2019, "confirmed"), _home(2020, "confirmed", count=2)) == {
        CHINESE: 1,
        LEADER: 1,
    }


@pytest.mark.parametrize(
    "row",
    [
        _home(2020, "actual"),
        _home(2020, "planned"),
        _home(2020, "left"),
        _home(2017, "confirmed"),  # another round
        _home(2020, "confirmed", "music"),
        was(2020, "placement", 3, 1, "confirmed", "chinese"),
        sat(2020, "chinese"),
    ],
)
def test_nobody_else_has(row: dict[str, Any]) -> None:
    assert _open(row) == {CHINESE: 4, LEADER: 1}


def test_a_need_that_is_wholly_taken_over_is_none() -> None:
    assert _open(_home(2020, "confirmed", count=5), _home(2020, "confirmed", "leader")) == {}


def test_a_leader_takes_over_whatever_subject_stands_beside_the_name() -> None:
    row = {**_home(2020, "confirmed", "leader"), "subject": "chinese"}
    assert _open(row) == {CHINESE: 4}


@pytest.mark.parametrize(("percent", "left"), [(0, 4), (33, 4), (34, 3), (99, 2), (100, 1)])
def test_a_forecast_counts_a_share_of_those_not_confirmed(percent: int, left: int) -> None:
    rows = [_home(2019, "actual"), _home(2020, "planned", count=2)]
    assert _open(*rows, percent=percent)[CHINESE] == left
    assert _open(*rows, _home(2019, "left"), percent=percent)[CHINESE] == left


def test_a_forecast_leaves_alone_what_is_confirmed() -> None:
    assert _open(_home(2019, "confirmed"), _home(2020, "planned", count=2), percent=50) == {
        CHINESE: 2,
        LEADER: 1,
    }


def test_teams_move_on_to_needs_still_open(workers: Workers) -> None:
    tables = one_link(
        staff=people(1, chinese=1, mathematics=1),
        needs=[need(2, "teacher", 1, 5, "chinese"), need(2, "teacher", 1, 1, "mathematics")],
    )
    numbers = {"team_size_min": 1, "team_size_max": 1, "teams_per_county_min": 1}
    sent = []
    for history in ([], [_home(2020, "confirmed")]):
        one = scenario({**tables, "history": history}, **LATER, numbers=numbers)
        sent.append([x.subject for x in solve(one, workers=workers).plan.rows(Seat)])
    assert sent == [["chinese"], ["mathematics"]]


def test_what_really_was_takes_the_place_of_what_was_planned_for_the_school() -> None:
    planned = [sat(2020, "music", status="planned"), sat(2020, "music", at=3, status="planned")]
    real = [sat(2020, "chinese"), sat(2019, "music", status="planned")]
    one = scenario(one_link(history=[*planned, *real]), **LATER)
    assert [(x.year, x.subject, x.recipient_school) for x in records(one)] == [
        (2019, "music", code(2)),
        (2020, "chinese", code(2)),
        (2020, "music", code(3)),
    ]


# -- last year's pairs ----------------------------------------------------------------------------


def test_a_last_year_with_a_school_that_is_gone_is_the_last_year_still() -> None:
    rows = [was(2019, "pair", 2, 1), was(2020, "pair", 2, 9)]
    parted = scenario(one_link(history=rows), **LATER)
    assert last_pairs(parted, of_round=True) == frozenset()
    kept = scenario(one_link(history=rows[:1]), **LATER)
    assert last_pairs(kept, of_round=True) == {(code(2), code(1))}


# -- who rests ------------------------------------------------------------------------------------


def _named(*, willing: int | None = None, lock: str | None = None) -> Scenario:
    """P1 of school 1, who sat at school 2 last year, and P2 who did not."""
    tables = one_link(
        staff=[
            staff(1, "teacher", 1, "chinese", person_id="P1", years=30, willing=willing),
            staff(1, "teacher", 1, "chinese", person_id="P2", years=1),
        ],
        history=[sat(2020, "chinese", person_id="P1")],
    )
    if lock is not None:
        tables["locks"] = [
            {
                "what": "seat",
                "recipient_school": code(2),
                "supporting_school": code(1),
                "role": "teacher",
                "person_id": "P1",
                "subject": "chinese",
                "force": lock,
            }
        ]
    numbers = {"team_size_min": 1, "team_size_max": 2, "teams_per_county_min": 1}
    return scenario(tables, **LATER, numbers=numbers)


def test_who_rests_is_not_proposed() -> None:
    drawn = propose(_named(), plan(team("chinese")))
    assert [x.person_id for x in drawn.rows(Seat)] == ["P2"]


def test_who_offered_to_go_on_is_proposed_first() -> None:
    drawn = propose(_named(willing=1), plan(team("chinese")))
    assert [x.person_id for x in drawn.rows(Seat)] == ["P1"]


def test_nobody_named_who_rests_is_sent_though_another_could_be() -> None:
    seats = [x.model_copy(update={"person_id": "P1"}) for x in team("chinese")]
    ids = (code(1), "teacher", "chinese", "primary")
    found = [replace(x, reason=None) for x in check_rest(_named(), plan(seats))]
    assert found == [Violation("H2", ids, 1, "≤ 1", 1)]


def test_a_decision_goes_before_rest(workers: Workers) -> None:
    solved = solve(_named(lock="require"), workers=workers)
    assert "P1" in {x.person_id for x in solved.plan.rows(Seat)}
    assert solved.verification.violations["H2"] == ()


def test_rest_goes_before_a_team(workers: Workers) -> None:
    """A team of two is asked for and there are two people, one of whom rests."""
    one = _named()
    number = replace(one.settings.numbers["team_size_min"], value=2)
    numbers = {**one.settings.numbers, "team_size_min": number}
    solved = solve(one.with_settings(replace(one.settings, numbers=numbers)), workers=workers)
    assert [x.rule for x in solved.verification.shortfalls] == ["T1"]


# -- seed schools ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "held"),
    [
        ({2018: (1,)}, None),
        ({2018: (1, 3), 2019: (3, 4), 2020: (4,)}, None),  # somebody has always stayed
        ({2018: (1,), 2020: (3, 4)}, (3, 4)),  # a year without a team is none
        ({2018: (1,), 2019: (3,), 2020: (3, 4)}, (3, 4)),
        ({2017: (1,), 2018: (3,)}, None),  # a new round
    ],
)
def test_a_seed_schools_team_is_held_once_it_was_replaced(
    years: dict[int, tuple[int, ...]], held: tuple[int, ...] | None
) -> None:
    tables = one_link(history=[sat(y, "chinese", of=n) for y, some in years.items() for n in some])
    tables["schools"][1]["seed"] = 1
    found = last_senders(scenario(tables, **LATER))
    assert found == ({} if held is None else {code(2): tuple(map(code, held))})


# -- fingerprints: what decisions change beside what they require and forbid ----------------------


def _mark(one: Scenario, number: int = 0) -> Fingerprint:
    parts = [(f"{n:06d}", f"{n + 1:06d}") for n in range(1, len(one.units), 2)]
    return fingerprints(one, parts, [rule.code for rule in RULES])[number]


def _pair_lock(force: str, recipient: int = 2) -> dict[str, Any]:
    return {
        "what": "pair",
        "recipient_school": code(recipient),
        "supporting_school": code(1),
        "force": force,
    }


def test_a_pair_let_go_does_not_only_take_plans_away() -> None:
    def mark(*locks: dict[str, Any]) -> Fingerprint:
        tables = one_link(schools=[school(3, 2)], history=[was(2020, "pair", 2, 1)], locks=locks)
        return _mark(scenario(tables, **LATER))

    assert not mark(_pair_lock("forbid")).narrows(mark())
    assert mark(_pair_lock("forbid", 3)).narrows(mark())
    assert mark(_pair_lock("require")).narrows(mark())


@pytest.mark.parametrize("willing", [None, 0, 1])
def test_to_call_on_somebody_may_add_plans(willing: int | None) -> None:
    """Who rests, or said no, can be sent because a decision requires it; who offered could before."""
    asked = _mark(_named(willing=willing, lock="require"))
    assert asked.narrows(_mark(_named(willing=willing))) == (willing == 1)
    assert _mark(_named(lock="forbid")).narrows(_mark(_named()))


def _two_links(*history: dict[str, Any], person: str = "P1", **seed: int) -> Scenario:
    """Units 1 and 2 with schools 1 and 2, units 3 and 4 with schools 3 and 4; a person of school 1."""
    tables = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(3, 4)],
        schools=[school(3, 3), school(4, 4, kind="township_central", **seed)],
        staff=[staff(1, "teacher", 1, "chinese", person_id=person), *people(3, chinese=1)],
        history=history,
    )
    return scenario(tables, **LATER)


def test_somebody_who_has_moved_takes_the_year_along() -> None:
    """Last year P1 was sent by school 3 to school 4, of another component than today's."""
    row = sat(2020, "chinese", at=4, of=3, person_id="P1")
    other = {**row, "person_id": "P7"}
    assert _mark(_two_links(row)) != _mark(_two_links(other))
    assert _mark(_two_links(row)) != _mark(_two_links(row, seed=1))
    assert _mark(_two_links(row), 1) != _mark(_two_links(other), 1)


def test_somebody_named_nowhere_is_one_of_those_counted_where_they_were_sent_from() -> None:
    """Were P1 found at school 1, school 3 would have one person more to send."""
    row = sat(2020, "chinese", at=4, of=3, person_id="P1")
    found, nowhere = _two_links(row), _two_links(row, person="P2")
    assert (resting_counts(found), resting_counts(nowhere)) == ({}, {(code(3), *CHINESE): 1})
    assert _mark(found, 1) != _mark(nowhere, 1)


def test_a_year_changes_its_own_component_alone() -> None:
    one = _two_links(sat(2020, "chinese"), sat(2019, "chinese", at=4, of=3))
    two = _two_links(sat(2020, "chinese", count=2), sat(2019, "chinese", at=4, of=3))
    assert _mark(one) != _mark(two)
    assert _mark(one, 1) == _mark(two, 1)


def test_whether_there_was_any_pair_is_everybodys() -> None:
    """Where nobody has been paired before, partnership gives its share of affinity to the others."""
    alone = _mark(_two_links(sat(2020, "chinese")), 1)
    assert _mark(_two_links(sat(2020, "chinese"), was(2017, "pair", 2, 1)), 1) != alone
    assert _mark(_two_links(sat(2020, "chinese"), was(2017, "pair", 2, 98)), 1) == alone


def test_what_was_planned_and_did_not_happen_is_nobodys() -> None:
    planned = sat(2020, "chinese", status="planned")
    real = sat(2020, "chinese")
    one, two = (scenario(one_link(history=x), **LATER) for x in ([real], [real, planned]))
    assert _mark(one) == _mark(two)


def test_a_pair_let_go_is_planned_as_from_the_beginning(workers: Workers) -> None:
    """The shortfall of the first run is no bound of the second."""
    tables = one_link(
        schools=[school(3, 1), school(4, 2)],
        history=[was(2020, "pair", 2, 1), was(2020, "pair", 4, 1)],
    )
    said: dict[str, Any] = {**LATER, "numbers": {"supporting_pair_max": 1}}
    first = solve(scenario(tables, **said), workers=workers)
    free = scenario({**tables, "locks": [_pair_lock("forbid", 4)]}, **said)
    again = solve(free, workers=workers, earlier=first.state)
    assert first.verification.shortfall > again.verification.shortfall
    assert _score(again) == _score(solve(free, workers=workers)) == _best(free)


def _score(solved: Solved) -> tuple[int, int, str]:
    return solved.result.shortfall, solved.result.value, solved.result.status


def _best(one: Scenario) -> tuple[int, int, str]:
    best = optimum(one)
    assert best is not None
    return best.shortfall, best.value, "proved"


# -- two terms, each with hosts of its own --------------------------------------------------------


def test_each_term_has_hosts_of_its_own(workers: Workers) -> None:
    """Each of two schools can take one person, school 1 in spring alone, school 3 in autumn alone."""
    taken = [
        {"school_code": code(n), "what": "host", "count": 1, "term": term}
        for n, term in ((1, "autumn"), (3, "spring"))
    ]
    tables = one_link(
        schools=[school(3, 1, host_max=1)],
        staff=[*people(1, chinese=1), *people(2, chinese=1, mathematics=1)],
        commitments=taken,
    )
    tables["schools"][0]["host_max"] = 1
    numbers = {
        **{"team_size_min": 1, "team_size_max": 1, "teams_per_county_min": 1},
        "placement_terms": ("autumn", "spring"),
    }
    one = scenario(tables, numbers=numbers)
    solved = solve(one, workers=workers)
    assert _score(solved) == _best(one)
    hosts = {x.term: x.supporting_school for x in solved.plan.rows(Placement)}
    assert hosts == {"autumn": code(3), "spring": code(1)}
    assert solved.verification.shortfalls == ()
