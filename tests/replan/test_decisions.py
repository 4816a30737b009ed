"""What edits decide, without any file: never refused where a plan could hold them, held where not refused."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from pairmatch.errors import BadInput, HardRulesClash
from pairmatch.io.book_row import BookRow
from pairmatch.plan import Assignment, Plan
from pairmatch.planner import solve
from pairmatch.programmes import ROOMS, RULES, plan_tables_of
from pairmatch.programmes.locks import found_in
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.decide import Decided, decide
from pairmatch.replan.diff import edits_of
from pairmatch.replan.edited import Edited
from pairmatch.replan.judged import Places
from pairmatch.replan.patch import Patch, put_on
from pairmatch.replan.replanned import Asked, taken_up
from pairmatch.replan.told import sheet_of
from pairmatch.schema import Lock
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from pairmatch.whatif.opened import OpenedRun
from tests.builders import code
from tests.fixing import random_plan
from tests.rules.examples_rows import TABLES, pair, plan, stay, team
from tests.tiny_random import tiny
from tests.whatif.runs import run_of

ASKED = Asked("李", "2026-08-20", "")
PLACES = Places("a.xlsx", {t: sheet_of(ROOMS, t).name.zh for t in plan_tables_of(ROOMS)})


def as_edited(rows: Plan, marks: dict[Assignment, str] | None = None) -> Edited:
    """A workbook that holds a plan, some of whose rows are marked."""
    there: dict[type[Assignment], list[BookRow]] = {}
    gone: dict[type[Assignment], list[BookRow]] = {}
    for table in TABLES:
        there[table.model], gone[table.model] = [], []
        for line, row in enumerate(rows.rows(table.model), 5):
            mark = (marks or {}).get(row, "")
            one = BookRow("a.xlsx", table.name, line, row, {}, {}, {}, {"mark": mark})
            (gone if mark == "禁止" else there)[table.model].append(one)
    return Edited(there, gone)


def decided(before: Plan, after: Plan, marks: dict[Assignment, str] | None = None) -> list[Decided]:
    run = OpenedRun(None, None, tiny(1), before, None, ROOMS)  # type: ignore[arg-type]
    edited = as_edited(after, marks)
    edits = edits_of(run, edited)
    found, issues = decide(before, edited.plan(TABLES), edits, "a.xlsx", dict(PLACES.sheets))
    assert issues == []
    return found


def locks(found: Sequence[Decided]) -> list[tuple[object, ...]]:
    said = {
        (x.what, x.recipient_school, x.supporting_school, x.subject, x.person_id, x.count, x.force)
        for one in found
        for x in one.locks
    }
    return sorted(said, key=str)


S1, S3, R2, R4 = code(1), code(3), code(2), code(4)


def test_of_alike_seats_as_many_are_decided_as_people_say() -> None:
    two, three = plan(team("chinese", "chinese")), plan(team("chinese", "chinese", "chinese"))
    assert locks(decided(two, three)) == [("seat", R2, S1, "chinese", None, 3, "require")]
    assert locks(decided(three, two)) == [("seat", R2, S1, "chinese", None, 3, "forbid")]
    one = {two.rows(Seat)[0]: "锁定"}
    assert locks(decided(two, two, one)) == [("seat", R2, S1, "chinese", None, None, "require")]
    gone = {two.rows(Seat)[0]: "禁止"}
    assert locks(decided(two, two, gone)) == [("seat", R2, S1, "chinese", None, 2, "forbid")]


def test_a_team_that_moves_is_one_site_less_and_one_more() -> None:
    here = plan(team("chinese", "mathematics"), stay("chinese"))
    there = plan(team("chinese", "mathematics", at=4), stay("chinese"))
    assert locks(decided(here, there)) == [
        ("seat", R4, S1, "chinese", None, None, "require"),
        ("seat", R4, S1, "mathematics", None, None, "require"),
        ("site", R2, None, None, None, None, "forbid"),
        ("site", R4, None, None, None, None, "require"),
    ]


def test_another_person_of_the_school_changes_no_post() -> None:
    first, second = plan(team("chinese", person_id="A")), plan(team("chinese", person_id="B"))
    assert locks(decided(first, second)) == [
        ("seat", R2, S1, "chinese", "A", None, "forbid"),
        ("seat", R2, S1, "chinese", "B", None, "require"),
    ]
    nobody = plan(team("chinese"))
    assert locks(decided(first, nobody)) == [("seat", R2, S1, "chinese", "A", None, "forbid")]


def test_hosts_are_decided_for_a_site_people_for_themselves() -> None:
    seats = team("chinese", "mathematics")
    at_1, at_3 = (plan(seats, stay("chinese", "mathematics", at=at)) for at in (1, 3))
    assert locks(decided(at_1, at_3)) == [
        ("placement", R2, S1, None, None, None, "forbid"),
        ("placement", R2, S3, None, None, None, "require"),
    ]
    mine, yours = (plan(seats, stay("chinese", at=at, person_id="A")) for at in (1, 3))
    assert locks(decided(mine, yours)) == [
        ("placement", R2, S1, None, "A", None, "forbid"),
        ("placement", R2, S3, None, "A", None, "require"),
    ]


def test_a_seat_and_the_placement_that_answers_it_may_go_together() -> None:
    both = plan(team("chinese", "mathematics"), stay("chinese", "mathematics"))
    one = plan(team("chinese"), stay("chinese"))
    assert locks(decided(both, one)) == [("seat", R2, S1, "mathematics", None, None, "forbid")]


def test_a_row_that_was_never_planned_can_be_forbidden() -> None:
    row = pair(4, 3)
    found = decided(plan(pair(2, 1)), plan(pair(2, 1), row), {row: "禁止"})
    assert locks(found) == [("pair", R4, S3, None, None, None, "forbid")]


# -- random edits ---------------------------------------------------------------------------------


def _random_edit(run: OpenedRun, r: Random) -> Edited:
    """Another partner or sender for a row, a row less, a row more, a mark."""
    rows = {table.model: list(run.plan.rows(table.model)) for table in TABLES}
    supporters = [x.school_code for x in run.scenario.schools_on("supporting")]
    recipients = [x.school_code for x in run.scenario.schools_on("recipient")]
    model = r.choice(
        [model for model in (SchoolPair, SchoolPair, Seat) if rows[model]] or [SchoolPair]
    )
    mine, marks = rows[model], {}
    what = r.choice(["partner", "delete", "mark", "add"])
    if what == "add" or not mine:
        new = {"recipient_school": r.choice(recipients), "supporting_school": r.choice(supporters)}
        if new not in [x.model_dump() for x in rows[SchoolPair]]:
            rows[SchoolPair].append(SchoolPair.model_validate(new))
    elif what == "partner":
        i = r.randrange(len(mine))
        change = {"supporting_school": r.choice(supporters)}
        mine[i] = mine[i].model_copy(
            update={"person_id": None, **change} if model is Seat else change
        )
    elif what == "delete":
        del mine[r.randrange(len(mine))]
    else:
        marks[r.choice(mine)] = r.choice(["锁定", "禁止"])
    return as_edited(Plan(TABLES, rows), marks)


def _holds(found: Plan, lock: Lock) -> bool:
    least = lock.count or 1
    return (found_in(found, lock) >= least) == (lock.force == "require")


def test_random_edits_stand_or_are_refused_with_reason(workers: Workers) -> None:
    """Who is refused before solving is refused by the solver too; what is planned keeps every rule."""
    stood = refused = 0
    for seed in range(16):
        r = Random(seed)
        try:
            run = run_of(tiny(seed), workers)
        except HardRulesClash:
            continue
        edited = _random_edit(run, r)
        try:
            found = taken_up(run, edited, PLACES, ASKED, workers)
        except BadInput as bad:
            refused += 1
            _located(bad)
            if {issue.code for issue in bad.issues} == {"E-EDIT-RULE"}:
                _cannot_be_planned(run, edited, workers)
            continue
        stood += 1
        assert verify(found.scenario, found.solved.plan).accepted
        for one in found.decided:
            assert all(_holds(found.solved.plan, lock) for lock in one.locks)
    assert stood > 3
    assert refused > 1


def _located(bad: BadInput) -> None:
    assert all(issue.sheet for issue in bad.issues)


def _cannot_be_planned(run: OpenedRun, edited: Edited, workers: Workers) -> None:
    made, _ = decide(
        run.plan, edited.plan(TABLES), edits_of(run, edited), "a.xlsx", dict(PLACES.sheets)
    )
    wants = Patch.of_locks((), [lock for one in made for lock in one.locks])
    with pytest.raises(HardRulesClash):
        solve(put_on(run.scenario, wants)[0], workers=workers)


# -- what all this rests on -----------------------------------------------------------------------


def test_a_breach_that_stays_is_one_whatever_rows_are_added() -> None:
    seen = set()
    for seed in range(40):
        scenario, r = tiny(seed), Random(seed)
        whole = random_plan(scenario, r)
        some = Plan(
            TABLES, {t.model: [x for x in whole.rows(t.model) if r.random() < 0.6] for t in TABLES}
        )
        for rule in RULES:
            if rule.stays:
                amounts = {x.ids: x.amount for x in rule.check(scenario, whole)}
                for breach in rule.check(scenario, some):
                    seen.add(rule.code)
                    assert amounts.get(breach.ids, 0) >= breach.amount, (rule.code, seed)
    assert len(seen) > 8


def test_what_was_put_on_a_scenario_comes_off_again() -> None:
    """In any number, last first; a decision that is there already is not put on twice."""
    for seed in range(30):
        r, scenario = Random(seed), tiny(seed)
        schools = [x.school_code for x in scenario.schools_on("recipient")]
        found, done = scenario, []
        for _ in range(4):
            site = {"what": "site", "recipient_school": r.choice(schools)}
            coming = [Lock.model_validate({**site, "force": r.choice(["require", "forbid"])})]
            leaving = [r.choice(found.locks)] if found.locks and r.random() < 0.5 else []
            found, did = put_on(found, Patch.of_locks(leaving, coming))
            done.append(did)
            assert put_on(found, Patch.of_locks((), coming))[1] == Patch.of_locks((), ())
        for did in reversed(done):
            found, _ = put_on(found, did.back)
        assert found.input_hash == scenario.input_hash
