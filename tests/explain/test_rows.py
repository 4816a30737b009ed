"""What a row is worth is what the plan counts with it less what it counts without it."""

from __future__ import annotations

from pairmatch.explain.asked import Asker
from pairmatch.explain.explained import ExplainedRow, explain_person, explain_school
from pairmatch.programmes import ROOMS, rules_of, terms_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.verify import recount
from pairmatch.whatif.part import part_of
from tests.builders import code, link, need, one_link, scenario, school, staff, unit
from tests.metrics.tiny_plan import tiny, tiny_plan
from tests.whatif.runs import run_of


def worth(row: ExplainedRow) -> dict[str, int]:
    return {x.code: x.points - x.shortfall for x in row.worth}


def test_each_row_adds_what_the_checks_say(workers: Workers) -> None:
    """The plan of scenarios/tiny by hand, every row of both of its parts."""
    one, plan = tiny(), tiny_plan()
    asker = Asker(run_of(one, workers), workers)
    assert asker.run.plan == plan
    rules, terms = rules_of(ROOMS), terms_of(ROOMS)
    whole = recount(one, plan, rules, terms)
    seen = 0
    for site in (code(11), code(12), code(13)):
        for row in explain_school(asker, site).rows:
            gone = {type(row.row): {row.row}}
            if isinstance(row.row, Seat):
                gone[Placement] = {
                    x
                    for x in plan.rows(Placement)
                    if (x.team_id, x.seat) == (row.row.team_id, row.row.seat)
                }
            less = plan.replaced(
                {
                    model: [x for x in plan.rows(model) if x not in out]
                    for model, out in gone.items()
                }
            )
            other = recount(one, less, rules, terms)
            assert sum(x.points for x in row.worth) == whole.value - other.value
            assert sum(x.shortfall for x in row.worth) == whole.shortfall - other.shortfall
            seen += 1
    assert seen == 2 + 4 + 4


def test_a_part_counts_what_is_its_own() -> None:
    one, plan = tiny(), tiny_plan()
    whole = recount(one, plan, rules_of(ROOMS), terms_of(ROOMS))
    parts = [part_of(one, plan, ROOMS, site) for site in (code(11), code(13))]
    judged = [part.judged(part.plan) for part in parts]
    assert sum(x.value for x in judged) == whole.value
    assert sum(x.shortfall for x in judged) == whole.shortfall
    assert set(parts[0].scenario.schools) == {code(1), code(11), code(12)}
    assert {code(13)} == {x.recipient_school for x in parts[1].plan.rows(SchoolPair)}


def test_facts_add_up_to_the_affinity(workers: Workers) -> None:
    asker = Asker(run_of(tiny(), workers), workers)
    (row,) = [x for x in explain_school(asker, code(13)).rows if isinstance(x.row, SchoolPair)]
    (total, *parts) = [x for x in row.facts if x.name.zh.startswith(("契合度", "其中"))]
    known = [x.value.zh.removesuffix("）").split("（份额 ") for x in parts]
    shares = sum(int(share) for _, share in known)
    assert int(total.value.zh) == sum(int(v) * int(share) for v, share in known) // shares
    assert worth(row)["O5"] == int(total.value.zh)


def named(number: int, person_id: str, **more: object) -> dict[str, object]:
    return staff(
        number, "teacher", 1, "chinese", person_id=person_id, name=f"名{person_id}", **more
    )


def people() -> Scenario:
    """Three of four people of school 1 are sent; D has fewer years. E said no; F teaches juniors only."""
    tables = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(3, 4)],
        schools=[school(5, 1, stage="junior"), school(6, 2, stage="special"), school(7, 3)],
        staff=[
            *(named(1, x, years=9) for x in "ABC"),
            named(1, "D", years=1),
            named(1, "E", willing=0),
            named(5, "F", stage="junior"),
            *(staff(2, "teacher", 1, "chinese", person_id=x) for x in ("R", "S", "T")),
        ],
        needs=[need(2, "teacher", 3, 5, "chinese")],
    )
    numbers = {"teams_per_county_min": 1, "team_size_max": 3}
    return scenario(tables, numbers=numbers)


def test_a_person_of_the_plan_gives_way_to_one_who_is_alike(workers: Workers) -> None:
    one = people()
    asker = Asker(run_of(one, workers), workers)
    found = explain_person(asker, one.people["A"])
    assert [type(row.row) for row in found.rows] == [Seat, Placement]
    (question,) = found.questions
    assert question.answer.difference is not None
    assert (question.answer.difference.value, question.answer.difference.shortfall) == (0, 0)
    (moved,) = question.answer.moved
    (line,) = moved.lines
    assert line.before is not None
    assert line.after is not None
    assert (line.kind, line.before.person_id, line.after.person_id) == ("person", "A", "D")


def test_somebody_who_is_nowhere_is_told_why_or_at_what_cost(workers: Workers) -> None:
    one = people()
    asker = Asker(run_of(one, workers), workers)
    spare = explain_person(asker, one.people["D"])
    assert not spare.rows
    (question,) = spare.questions
    assert question.sort == "with"
    assert question.answer.lock is not None
    assert question.answer.lock.person_id == "D"
    assert question.answer.difference is not None
    assert question.answer.difference.value == 0
    assert "意愿" in explain_person(asker, one.people["E"]).notes[0].zh
    assert "学段" in explain_person(asker, one.people["F"]).notes[0].zh


def test_a_school_without_a_team_is_told_what_one_would_cost(workers: Workers) -> None:
    """The county may have one team; at the other school it would meet two posts less."""
    tables = one_link(
        schools=[school(3, 2, kind="township_central")],
        staff=[
            staff(1, "teacher", 3, "chinese"),
            *(staff(n, "teacher", 3, "chinese") for n in (2, 3)),
        ],
        needs=[need(2, "teacher", 3, 5, "chinese"), need(3, "teacher", 1, 5, "chinese")],
        quotas=[{"unit_code": "000002", "programme": "teams", "min": 1, "max": 1}],
    )
    asker = Asker(run_of(scenario(tables), workers), workers)
    found = explain_school(asker, code(3))
    (question,) = [x for x in found.questions if x.sort == "with"]
    assert question.answer.difference is not None
    lost = {x.code: x.points for x in question.answer.difference.terms}
    assert lost["O1"] == -1000
    assert not any(x.sort == "with" for x in explain_school(asker, code(2)).questions)
