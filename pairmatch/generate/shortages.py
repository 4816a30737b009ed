"""Teachers required and present at recipient schools, and the needs that follow from the gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random

from pairmatch.generate.chance import binomial
from pairmatch.generate.facts import Facts
from pairmatch.generate.subjects import teachers_needed, timetable
from pairmatch.schema import Need, School, TeacherCount
from pairmatch.vocabulary import TOWNSHIP_KINDS, Subject

MISSING: dict[Subject, float] = {
    "chinese": 0.03,
    "mathematics": 0.05,
    "english": 0.18,
    "politics": 0.08,
    "history": 0.10,
    "geography": 0.15,
    "physics": 0.20,
    "chemistry": 0.14,
    "biology": 0.14,
    "science": 0.25,
    "information": 0.25,
    "physical": 0.20,
    "music": 0.30,
    "art": 0.30,
    "labour": 0.20,
    "psychology": 0.50,
    "special_needs": 0.25,
    "preschool": 0.15,
}
"""Chance that a post is empty at a township school of an average county. The order of the subjects
follows what counties report again and again; the numbers are our own."""
SPARE = {"chinese": 0.08, "mathematics": 0.06, "politics": 0.05, "history": 0.05}
"""Chance per post of one teacher more than required, in the subjects that have too many."""
PLACE = {"urban": 0.35, "county_seat": 0.5, "county_high": 0.6}
"""Empty posts beside those of a township school."""
ASKING = 0.4
"""Share of schools outside the township ones that ask for anyone."""
MOST_POSTS, MOST_SUBJECTS = 3, 5


def make_teachers(facts: Facts, schools: Mapping[str, School], seed: int) -> list[TeacherCount]:
    """Return required and present teachers of every recipient school that is not tiny.

    Schools below 100 pupils are counted at their central school.
    """
    table = timetable(facts)
    found = []
    for code, school in schools.items():
        if school.kind == "small_rural":
            continue
        rng = Random(f"{seed}/teachers/{code}")
        poverty = _county_factor(school.unit_code, seed) * PLACE.get(school.kind or "", 1.0)
        required: Counter[Subject] = Counter()
        for each in teachers_needed(table, school).values():
            required.update(each)
        for subject, posts in required.items():
            if posts == 0:
                continue
            gap = binomial(rng, posts, min(0.9, MISSING[subject] * poverty))
            spare = 0 if gap else binomial(rng, posts, SPARE.get(subject, 0.0))
            found.append(
                TeacherCount(
                    school_code=code, subject=subject, required=posts, present=posts - gap + spare
                )
            )
    return found


def make_needs(
    schools: Mapping[str, School], teachers: list[TeacherCount], seed: int
) -> list[Need]:
    """Return what schools ask for: the subjects with the largest gaps, and some leaders.

    The priority is the share of a subject's posts that are empty, in fifths; one empty post counts
    one step less.
    """
    gaps: dict[str, list[TeacherCount]] = {}
    for row in teachers:
        if row.required > row.present:
            gaps.setdefault(row.school_code, []).append(row)
    found = []
    for code, school in schools.items():
        rng = Random(f"{seed}/needs/{code}")
        township = school.kind in TOWNSHIP_KINDS
        if school.kind == "small_rural" or (not township and rng.random() >= ASKING):
            continue
        worst = sorted(gaps.get(code, []), key=lambda x: (x.present - x.required, x.subject))
        found += [_need(row) for row in worst[:MOST_SUBJECTS]]
        if township and rng.random() < 0.5:
            found.append(Need(school_code=code, role="leader", posts=1, priority=rng.randint(1, 4)))
        if township and rng.random() < 0.6:
            posts = 1 + (rng.random() < 0.2)
            priority = rng.randint(1, 4)
            found.append(Need(school_code=code, role="middle", posts=posts, priority=priority))
    return found


def _need(row: TeacherCount) -> Need:
    gap = row.required - row.present
    return Need(
        school_code=row.school_code,
        role="teacher",
        subject=row.subject,
        posts=min(MOST_POSTS, gap),
        priority=max(1, min(5, 1 + 5 * gap // row.required) - (gap == 1)),
    )


def _county_factor(unit: str, seed: int) -> float:
    """Return how much a county lacks beside the average, about 0.6 to 1.6."""
    return Random(f"{seed}/county/{unit}").lognormvariate(0, 0.25)
