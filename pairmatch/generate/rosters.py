"""Rosters of the earlier years of a round: teams and placements as they might really have been."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from pairmatch.generate.decisions import Ground
from pairmatch.schema import HistoryRow, School, Staff
from pairmatch.vocabulary import STAGES_OF, TOWNSHIP_KINDS

TEAMS = 3
SIZES = (2, 3, 4, 4, 5, 5)
"""People of a team; a team of two is fewer than the policy asks for, as it happens."""
LEFT, CONFIRMED = 0.06, 0.6
"""Share of people who left before the year ended, and of those placed who took the work over."""
CLOSED = 0.05
"""Share of teams whose school is closed by now."""


def rosters(ground: Ground, first_year: int) -> list[HistoryRow]:
    """Return the seats and placements of the years from ``first_year`` to the one before, by county."""
    sites: dict[str, list[School]] = defaultdict(list)
    for school in ground.recipient.values():
        if school.kind in TOWNSHIP_KINDS and school.site != 0:
            sites[school.unit_code].append(school)
    people: dict[str, list[Staff]] = defaultdict(list)
    for row in ground.staff:
        people[row.school_code].append(row)
    found: list[HistoryRow] = []
    for county in sorted(sites):
        givers = ground.of_units(ground.partners.get(county, ()))
        for year in range(first_year, ground.year):
            rng = Random(f"{ground.seed}/roster/{county}/{year}")
            for site in rng.sample(sites[county], min(TEAMS, len(sites[county]))):
                found += _team(rng, year, site, givers, people)
    return list(_alike(found))


def _team(
    rng: Random,
    year: int,
    site: School,
    givers: Sequence[School],
    people: Mapping[str, Sequence[Staff]],
) -> Iterator[HistoryRow]:
    """Yield a row for each person of one team, and for each one placed against it."""
    closed = rng.random() < CLOSED
    code = f"{site.school_code[:6]}0999" if closed else site.school_code
    stages = STAGES_OF[site.stage]
    near = [x for giver in givers for x in people[giver.school_code] if x.stage in stages]
    sent = rng.sample(near, min(len(near), rng.choice(SIZES)))
    for person in sent:
        status = "left" if rng.random() < LEFT else "actual"
        yield _row(year, "seat", code, person.school_code, person, status)
    own = people[site.school_code]
    for person in rng.sample(own, min(len(own), len(sent))):
        draw = rng.random()
        status = "left" if draw < LEFT else "confirmed" if draw < LEFT + CONFIRMED else "actual"
        yield _row(year, "placement", code, sent[0].school_code, person, status)


def _row(
    year: int, what: str, recipient: str, supporting: str, person: Staff, status: str
) -> HistoryRow:
    return HistoryRow.model_validate(
        {
            "year": year,
            "what": what,
            "recipient_school": recipient,
            "supporting_school": supporting,
            "role": person.role,
            "subject": person.subject if person.role == "teacher" else None,
            "person_id": person.person_id,
            "status": status,
        }
    )


def _alike(rows: Sequence[HistoryRow]) -> Iterator[HistoryRow]:
    """Yield the rows, those that say the same as one with their number."""
    for row, count in Counter(rows).items():
        yield row.model_copy(update={"count": count}) if count > 1 else row
