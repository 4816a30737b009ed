"""Which answers can be taken up, before anything is solved: rules, decisions, schools wanted twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from pairmatch.consult.answers import Answer
from pairmatch.consult.words import wishes
from pairmatch.errors import Text, both
from pairmatch.explain.asked import Asker
from pairmatch.explain.refusals import lock_said
from pairmatch.explain.words import refusal_said
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import plan_tables_of, rules_of
from pairmatch.programmes.faults import called
from pairmatch.programmes.rule import Rule, Violation, standing
from pairmatch.programmes.sentences import joined
from pairmatch.replan.replanned import contrary
from pairmatch.report.names import clause_of, name_of
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.vocabulary import LANGS
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.part import schools_in

Outcome: TypeAlias = Literal["taken", "undecided", "declined", "silent"]
NOTHING = Text("", "")


@dataclass(frozen=True)
class Ruling:
    """What becomes of an answer, and why.

    ``locks`` are the decisions that hold it, of one taken up; of one left undecided, those that keep
    its row as it was planned until people agree. ``gone`` are decisions of an earlier round that they take
    the place of. ``matter`` is the same for answers that are left undecided because of each other.
    """

    answer: Answer
    outcome: Outcome
    why: Text = NOTHING
    locks: tuple[Lock, ...] = ()
    gone: tuple[Lock, ...] = ()
    matter: Text = NOTHING

    def declined(self, why: Text) -> Ruling:
        """Return the same answer not taken up."""
        return replace(self, outcome="declined", why=why, locks=(), gone=())

    def undecided(self, why: Text, matter: Text) -> Ruling:
        """Return the same answer left to people, and its row kept as it was planned for so long."""
        kept = tuple(_kept(self.answer))
        return replace(self, outcome="undecided", why=why, locks=kept, matter=matter)

    def without(self, lock: Lock, why: Text) -> Ruling:
        """Return the same answer without something that kept its row."""
        locks = tuple(x for x in self.locks if x != lock)
        return replace(self, why=joined((self.why, why)), locks=locks)


def _kept(answer: Answer) -> Iterator[Lock]:
    """Yield what keeps a row as it was planned: it stands, and what is wished for does not come instead."""
    decision = answer.form.consulted.decision
    yield decision(answer.row).model_copy(update={"provisional": 1})
    if answer.wanted is not None and decision(answer.wanted) not in answer.form.decisions:
        ban = {"provisional": 1, "force": "forbid"}
        yield decision(answer.wanted).model_copy(update=ban)


def agreed_in(scenario: Scenario) -> Scenario:
    """Return a scenario without the decisions that only stand until people agree."""
    agreed = [lock for lock in scenario.locks if not lock.provisional]
    return scenario if len(agreed) == len(scenario.locks) else scenario.with_rows(Lock, agreed)


def first_rulings(
    asker: Asker, answers: Sequence[Answer], made: Iterable[Lock]
) -> tuple[Ruling, ...]:
    """Return what becomes of each answer as far as no solver is needed to tell.

    ``made`` are decisions of earlier answers and edits, which a new answer may take the place of; those of
    the scenario itself stand. An answer that a rule forbids by itself is declined; where schools want
    more of one than it has, those of several counties are left undecided, one county's are declined.
    """
    made = set(made)
    wanted = {x.form.consulted.decision(x.wanted) for x in answers if x.wanted is not None}
    agreed = agreed_in(asker.run.scenario)
    found = [_alone(asker, answer, made, wanted, agreed) for answer in answers]
    return tuple(_together(asker.run, found))


def _alone(
    asker: Asker, answer: Answer, made: set[Lock], wanted: set[Lock], agreed: Scenario
) -> Ruling:
    """Judge an answer by what is ``agreed``: decisions, without what is only kept for now."""
    if answer.reply is None:
        return Ruling(answer, "silent")
    scenario, decision = asker.run.scenario, answer.form.consulted.decision
    mine = decision(answer.row)
    locks = [] if answer.wanted is None else [decision(answer.wanted)]
    if answer.wanted != answer.row and mine not in wanted:
        locks.append(mine.model_copy(update={"force": "forbid"}))
    against = [old for old in scenario.locks if any(contrary(old, new) for new in locks)]
    gone = [x for x in against if x in made]
    gone += [x for x in scenario.locks if x not in gone and _left_open(x, mine)]
    ruling = Ruling(answer, "taken", locks=tuple(locks), gone=tuple(gone))
    if decided := [old for old in against if old not in made]:
        said = joined(lock_said(scenario, old) for old in decided)
        return ruling.declined(both("consult.decided", decision=said))
    if answer.reply == "adjust":
        gone = [x for x in agreed.locks if x in ruling.gone]
        without = [x for x in agreed.locks if x not in gone]
        base = agreed.with_rows(Lock, without) if gone else agreed
        refused = asker.refused(locks[0], base)
        if refused:
            rules = (Text(*(refusal_said(x, lang) for lang in LANGS)) for x in refused)
            return ruling.declined(joined(rules))
    return ruling


def _left_open(lock: Lock, row: Lock) -> bool:
    """Whether a decision was only made until people agree on a row."""
    about = (lock.what, lock.recipient_school)
    return bool(lock.provisional) and about == (row.what, row.recipient_school)


# -- schools that are wanted more often than they can be had ------------------------------------------


def _together(run: OpenedRun, rulings: Sequence[Ruling]) -> list[Ruling]:
    """Judge the rows that are wanted together, by the hard rules of which a breach stays."""
    found = list(rulings)
    decided = _decided(run, found)
    plan = _wanted_plan(run, found, decided)
    for rule in rules_of(run.rooms):
        if not rule.stays:
            continue
        for breach in standing(rule, run.scenario, plan):
            inside = [
                i
                for i, x in enumerate(found)
                if x.outcome in ("taken", "undecided") and i not in decided and _about(x, breach)
            ]
            several = len({found[i].answer.unit for i in inside}) > 1
            for i in inside:
                if several:
                    others = [found[j].answer for j in inside if j != i]
                    why = _contested(run, rule, breach, others)
                    found[i] = found[i].undecided(why, called(run.scenario, breach.ids[0]))
                elif found[i].answer.reply == "adjust":
                    found[i] = found[i].declined(_beyond(run, rule, breach))
    return found


def _decided(run: OpenedRun, rulings: Sequence[Ruling]) -> set[int]:
    """Return the places of the answers that leave a row as it had been decided before."""
    blank = {"reason": None, "document": None}
    required = [x for x in run.scenario.locks if x.force == "require" and not x.provisional]
    known = {x.model_copy(update=blank) for x in required}
    return {
        i
        for i, x in enumerate(rulings)
        if (x.outcome != "taken" or x.answer.wanted == x.answer.row)
        and x.answer.form.consulted.decision(x.answer.row) in known
    }


def _wanted_plan(run: OpenedRun, rulings: Sequence[Ruling], decided: set[int]) -> Plan:
    """Return the rows that answers want or that were decided, as far as they are rows of a plan."""
    tables = plan_tables_of(run.rooms)
    rows: dict[type[Assignment], list[Assignment]] = {table.model: [] for table in tables}
    for i, ruling in enumerate(rulings):
        row = ruling.answer.row if i in decided else ruling.answer.wanted
        if row is not None and type(row) in rows and (i in decided or ruling.outcome == "taken"):
            rows[type(row)].append(row)
    return Plan(tables, rows)


def _about(ruling: Ruling, breach: Violation) -> bool:
    wanted = ruling.answer.wanted
    return wanted is not None and set(breach.ids) <= schools_in(wanted)


def _contested(run: OpenedRun, rule: Rule, breach: Violation, others: Sequence[Answer]) -> Text:
    """Say who else wants a school, and how many may have it."""
    school = called(run.scenario, breach.ids[0])
    detail = _beyond(run, rule, breach)
    return both("consult.contested", school=school, others=wishes(run, others), detail=detail)


def _beyond(run: OpenedRun, rule: Rule, breach: Violation) -> Text:
    said = {
        lang: breach.detail(lang, lambda one, lang=lang: name_of(run.scenario, one, lang))  # type: ignore[misc]
        for lang in LANGS
    }
    detail = Text(said["zh"], said["en"])
    clause = clause_of(rule.clause)
    return both("consult.rule", rule=rule.code, clause=clause, says=rule.says, detail=detail)
