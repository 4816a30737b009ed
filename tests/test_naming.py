"""Names are proposed for the groups' rows: the willing, the experienced, then by draw; nobody twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pairmatch.naming import draw
from pairmatch.planner import solve
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.solve.workers import Workers
from tests.builders import code, need, one_link, scenario, staff

Tables = dict[str, list[dict[str, Any]]]


def named(number: int, person_id: str, **more: Any) -> dict[str, Any]:
    return staff(number, "teacher", 1, "chinese", person_id=person_id, name=person_id, **more)


def tables(*people: dict[str, Any]) -> Tables:
    return one_link(
        staff=[*people, staff(2, "teacher", 5, "chinese")],
        needs=[need(2, "teacher", 3, 5, "chinese")],
    )


def proposed(found: Tables, workers: Workers, **said: Any) -> list[str | None]:
    said = {"numbers": {"teams_per_county_min": 1, "team_size_max": 3}, **said}
    plan = solve(scenario(found, **said), workers=workers).plan
    return [seat.person_id for seat in plan.rows(Seat)]


def test_the_willing_come_first_then_the_experienced(workers: Workers) -> None:
    people = [
        named(1, "A", years=30),
        named(1, "B", years=3, willing=1),
        named(1, "C", years=20),
        named(1, "D", years=10, willing=1),
        named(1, "E"),
    ]
    assert proposed(tables(*people), workers) == ["D", "B", "A"]


def test_who_said_no_is_left_out(workers: Workers) -> None:
    people = [named(1, "A", willing=0), named(1, "B"), named(1, "C"), named(1, "D")]
    assert set(proposed(tables(*people), workers)) == {"B", "C", "D"}


def test_too_few_willing_people_make_no_team(workers: Workers) -> None:
    people = [named(1, "A", willing=0), named(1, "B"), named(1, "C")]
    assert proposed(tables(*people), workers) == []


def test_the_draw_depends_on_seed_and_id_alone(workers: Workers) -> None:
    people = [named(1, f"P{i}") for i in range(6)]
    for seed in (1, 2, 3):
        expected = sorted((f"P{i}" for i in range(6)), key=lambda p: draw(seed, p))[:3]
        assert proposed(tables(*people), workers, seed=seed) == expected
        assert proposed(tables(*people[::-1]), workers, seed=seed) == expected


def test_counts_and_names_add_up(workers: Workers) -> None:
    """Named people take their seats; the rest stay without a name."""
    found = tables(named(1, "A"), staff(1, "teacher", 2, "chinese"))
    assert proposed(found, workers) == ["A", None, None]


def test_a_person_whom_a_lock_names_goes_there_and_nowhere_else(workers: Workers) -> None:
    people = [
        named(1, "A", years=40),
        named(1, "B", years=30),
        named(1, "C", years=20),
        named(1, "Z", years=1),
    ]
    lock = {
        "what": "seat",
        "recipient_school": code(2),
        "supporting_school": code(1),
        "role": "teacher",
        "person_id": "Z",
        "force": "require",
    }
    found = {**tables(*people), "locks": [lock]}
    assert sorted(filter(None, proposed(found, workers))) == ["A", "B", "Z"]
    forbidden = {**tables(*people), "locks": [{**lock, "person_id": "A", "force": "forbid"}]}
    assert sorted(filter(None, proposed(forbidden, workers))) == ["B", "C", "Z"]


def test_nobody_twice_on_either_side(workers: Workers) -> None:
    people = [named(1, f"S{i}") for i in range(5)] + [named(2, f"R{i}") for i in range(5)]
    found = one_link(staff=people, needs=[need(2, "teacher", 5, 5, "chinese")])
    plan = solve(scenario(found, numbers={"teams_per_county_min": 1}), workers=workers).plan
    seats = Counter(seat.person_id for seat in plan.rows(Seat))
    placed = Counter(row.person_id for row in plan.rows(Placement))
    assert len(seats) == len(placed) == 5
    assert set(seats.values()) == set(placed.values()) == {1}
