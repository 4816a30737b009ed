"""The staff table: people whom supporting schools can send and recipient schools can place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from random import Random

from pairmatch.generate.chance import pick, rounded, uneven
from pairmatch.generate.facts import Facts
from pairmatch.generate.subjects import Timetable, teachers_needed, timetable
from pairmatch.schema import School, Staff, TeacherCount
from pairmatch.vocabulary import (
    STAGES_OF,
    SUBJECT_STAGES,
    TOWNSHIP_KINDS,
    PersonStage,
    Role,
    Subject,
)

Post = tuple[Role, Subject | None, PersonStage, Subject | None]
"""Role, subject, stage and second subject."""

SILENT = 0.12
"""Share of supporting schools that have not yet reported whom they can send; few in most units,
many in some."""
SURNAMES = "陈黄梁何罗谭林李张刘吴周郑曾钟叶"
"""Named people are called 示 and a number after these, so that nobody mistakes them for real."""
NAMED = {"supporting": 0.02, "recipient": 0.01}
TITLES = ("二级教师", "一级教师", "高级教师")
SECOND_SUBJECT = 0.08


def make_staff(
    facts: Facts,
    supporting: Mapping[str, School],
    recipient: Mapping[str, School],
    teachers: list[TeacherCount],
    seed: int,
) -> list[Staff]:
    """Return the people of both sides: counts of alike people, and a few by name."""
    table = timetable(facts)
    found: list[Staff] = []
    for code, school in supporting.items():
        rng = Random(f"{seed}/staff/{code}")
        if rng.random() >= uneven(SILENT, 1.0, f"{seed}/silent/{school.unit_code}"):
            posts = _sendable(table, school, rng)
            found += _rows(code, posts, rng, NAMED["supporting"], f"Z{code[2:]}")
    present: dict[str, dict[Subject, int]] = defaultdict(dict)
    for row in teachers:
        present[row.school_code][row.subject] = row.present
    for code, school in recipient.items():
        rng = Random(f"{seed}/staff/{code}")
        if _places_people(school, rng):
            posts = _placeable(school, present[code], rng)
            found += _rows(code, posts, rng, NAMED["recipient"], f"S{code[2:]}")
    return found


# -- supporting side ----------------------------------------------------------------------


def _sendable(table: Timetable, school: School, rng: Random) -> Counter[Post]:
    """Return whom a supporting school can send: a leader or middle cadre or two, some teachers."""
    pupils = school.students or 0
    posts: Counter[Post] = Counter()
    stages = sorted(STAGES_OF[school.stage])
    leaders = rounded(rng, min(2.0, 0.35 + pupils / 4000))
    middle = rounded(rng, min(3.0, 0.8 + pupils / 2500))
    for role, count in (("leader", leaders), ("middle", middle)):
        stage = rng.choice(stages)
        post: Post = ("leader" if role == "leader" else "middle", None, stage, None)
        posts[post] += count
    needed = teachers_needed(table, school)
    weights = {
        (subject, stage): float(number)
        for stage, each in needed.items()
        for subject, number in each.items()
        if number
    }
    for _ in range(rounded(rng, 0.9 + pupils / 800) if weights else 0):
        subject, stage = pick(rng, weights)
        posts["teacher", subject, stage, _second(rng, subject, stage)] += 1
    return +posts


def _second(rng: Random, subject: Subject, stage: PersonStage) -> Subject | None:
    if rng.random() >= SECOND_SUBJECT:
        return None
    others = [x for x, at in SUBJECT_STAGES.items() if stage in at and x != subject]
    return rng.choice(others) if others else None


# -- recipient side -----------------------------------------------------------------------


def _places_people(school: School, rng: Random) -> bool:
    """Whether a recipient school reports people to place: sites, and some others beside them."""
    if school.kind in TOWNSHIP_KINDS:
        return school.site != 0 or rng.random() < 0.3
    return school.kind in ("urban", "county_seat") and rng.random() < 0.35


def _placeable(school: School, present: Mapping[Subject, int], rng: Random) -> Counter[Post]:
    """Return whom a recipient school can place: nobody who is the last of a subject."""
    posts: Counter[Post] = Counter()
    stages = sorted(STAGES_OF[school.stage])
    pupils = school.students or 0
    posts["leader", None, rng.choice(stages), None] += rounded(rng, min(2.0, 0.7 + pupils / 4000))
    posts["middle", None, rng.choice(stages), None] += rounded(rng, min(3.0, 1.0 + pupils / 1500))
    spare = {subject: count - 1 for subject, count in present.items() if count > 1}
    for _ in range(rounded(rng, min(6.0, 2.0 + pupils / 600))):
        if not any(spare.values()):
            break
        # Large departments let people go more easily, but not in proportion to their size.
        subject = pick(rng, {x: n**0.5 for x, n in spare.items() if n})
        spare[subject] -= 1
        stage = rng.choice([x for x in stages if x in SUBJECT_STAGES[subject]])
        posts["teacher", subject, stage, None] += 1
    return +posts


# -- rows ---------------------------------------------------------------------------------


def _rows(code: str, posts: Counter[Post], rng: Random, named: float, prefix: str) -> list[Staff]:
    found: list[Staff] = []
    for post, count in posts.items():
        names = sum(rng.random() < named for _ in range(count))
        if count > names:
            found.append(_staff(code, post, count - names))
        for _ in range(names):
            number = len(found)
            years = rng.randint(5, 30)
            found.append(
                _staff(
                    code,
                    post,
                    1,
                    person_id=f"{prefix}{number:02d}",
                    name=f"{rng.choice(SURNAMES)}示{number}",
                    title=TITLES[min(2, years // 10)],
                    years=years,
                    willing=None if rng.random() < 0.3 else int(rng.random() < 0.95),
                )
            )
    return found


def _staff(code: str, post: Post, count: int, **named: str | int | None) -> Staff:
    role, subject, stage, second = post
    said = {
        "school_code": code,
        "role": role,
        "subject": subject,
        "stage": stage,
        "count": count,
        "second_subject": second,
    }
    return Staff.model_validate({**said, **named})
