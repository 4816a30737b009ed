"""All tables of a synthetic province in memory, from facts, links and a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pairmatch.generate.census import homes
from pairmatch.generate.decisions import Ground, agreed_teams, earlier_and_agreed, other_tasks
from pairmatch.generate.facts import Facts
from pairmatch.generate.links import partners
from pairmatch.generate.people import make_staff
from pairmatch.generate.quotas import make_quotas, pair_targets
from pairmatch.generate.rosters import rosters
from pairmatch.generate.schools import make_schools
from pairmatch.generate.shortages import make_needs, make_teachers
from pairmatch.schema import (
    Commitment,
    HistoryRow,
    Link,
    Lock,
    Need,
    Quota,
    Row,
    School,
    Staff,
    TeacherCount,
)


@dataclass(frozen=True)
class Province:
    """The generated tables; ``supporting`` and ``recipient`` are the schools by code."""

    links: Sequence[Link]
    supporting: Mapping[str, School]
    recipient: Mapping[str, School]
    quotas: Sequence[Quota]
    staff: Sequence[Staff]
    needs: Sequence[Need]
    teachers: Sequence[TeacherCount]
    commitments: Sequence[Commitment]
    locks: Sequence[Lock]
    history: Sequence[HistoryRow]

    def tables(self) -> dict[str, Sequence[Row]]:
        """Return the rows of each table that is generated."""
        return {
            "quotas": self.quotas,
            "schools": [*self.supporting.values(), *self.recipient.values()],
            "staff": self.staff,
            "needs": self.needs,
            "teachers": self.teachers,
            "commitments": self.commitments,
            "locks": self.locks,
            "history": self.history,
        }


def make_province(
    facts: Facts, links: Sequence[Link], first_year: int, year: int, seed: int
) -> Province:
    """Return a province in a ``year`` of the round that begins in ``first_year``.

    The same facts, links, years and seed give the same rows.
    """
    side = {home.unit: home.side for home in homes(facts)}
    schools = make_schools(facts, seed)
    supporting = {x.school_code: x for x in schools if side[x.unit_code] == "supporting"}
    recipient = {x.school_code: x for x in schools if side[x.unit_code] == "recipient"}
    teachers = make_teachers(facts, recipient, seed)
    staff = make_staff(facts, supporting, recipient, teachers, seed)
    ground = Ground(
        supporting=supporting,
        recipient=recipient,
        staff=staff,
        partners=partners(list(links)),
        targets=pair_targets(facts, recipient),
        year=year,
        seed=seed,
    )
    history, pairs = earlier_and_agreed(ground)
    commitments = other_tasks(ground)
    return Province(
        links=links,
        supporting=supporting,
        recipient=recipient,
        quotas=make_quotas(facts, links, recipient),
        staff=staff,
        needs=make_needs(recipient, teachers, seed),
        teachers=teachers,
        commitments=commitments,
        locks=[*pairs, *agreed_teams(ground, commitments)],
        history=[*history, *rosters(ground, first_year)],
    )
