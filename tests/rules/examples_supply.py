"""Examples of the rules of people and places: T5-T7, T9-T11, P8, W4, W5, W7, W8."""

from __future__ import annotations

from typing import Any

from pairmatch.programmes.rule import Violation
from pairmatch.settings import Limit
from tests.builders import code, link, one_link, school, staff, unit
from tests.rules.examples_rows import (
    TEAM,
    Example,
    Tables,
    commitment,
    pair,
    people,
    plan,
    stay,
    teachers,
    team,
)

SITE, SCHOOL = code(2), code(1)
TWICE = {"placement_terms": ("autumn", "spring")}


def _two_sites(*rows: dict[str, Any], **more: list[dict[str, Any]]) -> Tables:
    """Supporting school 1 with these people; sites 2 and 3."""
    return one_link(schools=[school(3, 2, kind="township_central")], staff=rows, **more)


def _school(number: int, **limits: Any) -> dict[str, Any]:
    """One link whose school ``number`` has these limits, and both schools people enough."""
    tables = one_link(staff=[*people(1, chinese=5, mathematics=2, music=2), *people(2, chinese=5)])
    tables["schools"][number - 1].update(limits)
    return dict(tables)


def _named(number: int) -> dict[str, list[dict[str, Any]]]:
    """One named teacher of Chinese at school ``number``; sites 2 and 3.

    A decision of no account here names the teacher: such people have columns of their own.
    """
    what = "seat" if number == 1 else "placement"
    lock = {
        "what": what,
        "recipient_school": SITE,
        "supporting_school": code(4),
        "person_id": "P1",
        "force": "forbid",
    }
    if what == "seat":
        lock.update(role="teacher", subject="chinese")
    named = staff(number, "teacher", 1, "chinese", person_id="P1")
    return {
        "schools": [school(3, 2, kind="township_central"), school(4, 1)],
        "staff": [named, *people(3 - number, chinese=2)],
        "locks": [lock],
    }


def _units() -> Tables:
    """Unit 1 supports 2 and 5; 3, of the same city, and 4, of another, support only 5."""
    return one_link(
        units=[
            unit(3, "supporting"),
            unit(4, "supporting", city="丙市"),
            unit(5, "recipient"),
            unit(8, "supporting", level="city"),
            unit(9, "recipient", level="city"),
        ],
        links=[link(1, 5), link(3, 5), link(4, 5), link(8, 9, "city")],
        schools=[school(3, 3), school(4, 4), school(5, 5, kind="township_central")],
        staff=[x for n in (1, 3, 4) for x in people(n, chinese=1)],
    )


def _stages() -> Tables:
    """A primary site 2 and a nine-year site 3; teachers of both stages at school 1."""
    tables = one_link(
        schools=[school(3, 2, stage="nine_year", kind="township_central")],
        staff=[*people(1, chinese=1), staff(1, "teacher", 1, "chinese", stage="junior")],
    )
    tables["schools"][0]["stage"] = "nine_year"
    return tables


def _heads() -> Tables:
    """Both schools have three leaders and middle cadres; school 5 has not said."""
    return one_link(
        schools=[school(3, 2), school(4, 1), school(5, 1), school(6, 2)],
        staff=[
            *people(1, leader=1, middle=2),
            *people(2, leader=1, middle=2),
            *people(5, chinese=1),
        ],
    )


def _busy(number: int, **kind: str) -> Tables:
    """Another task takes one teacher of school ``number`` in autumn, one in spring."""
    taken = [
        commitment(number, "release", 1, term, role="teacher", **kind)
        for term in ("autumn", "spring")
    ]
    staff_rows = [x for n in (1, 2) for x in people(n, chinese=3, mathematics=3)]
    return one_link(staff=staff_rows, commitments=taken)


def _present() -> Tables:
    """School 2 has two teachers of Chinese at work."""
    return {**_school(2), "teachers": [teachers(2, "chinese", 2, 2)]}


def _teach(count: int) -> list[Any]:
    return team(*["chinese"] * count)


def _away(count: int, **more: Any) -> list[Any]:
    return [*_teach(count), *stay(*["chinese"] * count, **more)]


def _pairs(*pairs: tuple[int, int]) -> list[Any]:
    return [pair(*x) for x in pairs]


CHINESE = (SCHOOL, "teacher", "chinese")

TEAM_SUPPLY: tuple[Example, ...] = (
    Example(
        "T5",
        "no more of a kind than there are",
        _two_sites(*people(1, chinese=2)),
        satisfied=plan(_teach(1)),
        boundary=plan(_teach(1), team("chinese", at=3, number=2)),
        violated=plan(_teach(2), team("chinese", at=3, number=2)),
        found=(Violation("T5", (*CHINESE, "primary"), 3, "≤ 2", 1),),
    ),
    Example(
        "T5",
        "a named person sits once",
        one_link(**_named(1)),
        satisfied=plan(),
        boundary=plan(team("chinese", person_id="P1")),
        violated=plan(
            team("chinese", person_id="P1"), team("chinese", at=3, number=2, person_id="P1")
        ),
        found=(
            Violation("T5", (*CHINESE, "primary"), 2, "≤ 1", 1),
            Violation("T5", ("P1",), 2, "≤ 1", 1),
        ),
    ),
    Example(
        "T6",
        "the half-year with more other tasks decides",
        {
            **_school(1, release_max=4),
            "commitments": [
                commitment(1, "release", 1, "autumn"),
                commitment(1, "release", 2, "spring"),
            ],
        },
        satisfied=plan(_teach(1)),
        boundary=plan(_teach(2)),
        violated=plan(_teach(3)),
        found=(Violation("T6", (SCHOOL,), 3, "≤ 2", 1),),
    ),
    Example(
        "T7",
        "a city link opens the city's pool",
        _units(),
        said={"numbers": {"city_pool": True}},
        satisfied=plan(_teach(1)),
        boundary=plan(team("chinese", of=3)),
        violated=plan(team("chinese", of=4)),
        found=(Violation("T7", (TEAM, "1", code(4), SITE), 1, "0", 1),),
    ),
    Example(
        "T7",
        "unless the pool is closed",
        _units(),
        satisfied=plan(_teach(1)),
        boundary=plan(team("chinese", of=3, at=5, unit=5)),
        violated=plan(team("chinese", of=3)),
        found=(Violation("T7", (TEAM, "1", code(3), SITE), 1, "0", 1),),
    ),
    Example(
        "T9",
        "one of the site's stages is enough",
        _stages(),
        satisfied=plan(_teach(1)),
        boundary=plan(team("chinese", at=3, stage="junior")),
        violated=plan(team("chinese", stage="junior")),
        found=(Violation("T9", (TEAM, "1", SCHOOL, SITE), 1, "0", 1),),
    ),
    Example(
        "T10",
        "tasks of both terms take people of a subject",
        _busy(1, subject="chinese"),
        satisfied=plan(team("mathematics")),
        boundary=plan(team("chinese", "mathematics", "mathematics")),
        violated=plan(team("chinese", "chinese", "mathematics")),
        found=(Violation("T10", CHINESE, 2, "≤ 1", 1),),
    ),
    Example(
        "T10",
        "tasks that name no subject take people of the role",
        _busy(1),
        satisfied=plan(team("mathematics")),
        boundary=plan(team("chinese", "chinese", "chinese", "mathematics")),
        violated=plan(team("chinese", "chinese", "chinese", "mathematics", "mathematics")),
        found=(Violation("T10", (SCHOOL, "teacher", ""), 5, "≤ 4", 1),),
    ),
    Example(
        "T11",
        "people sent",
        _school(1),
        said={"limits": {"000001": Limit(people=2)}},
        satisfied=plan(_teach(1)),
        boundary=plan(_teach(2)),
        violated=plan(_teach(3)),
        found=(Violation("T11", ("000001", "away"), 3, "≤ 2", 1),),
    ),
    Example(
        "T11",
        "people placed, out of money for two",
        _school(1),
        said={"limits": {"000002": Limit(money=119_999)}},
        satisfied=plan(_away(1)),
        boundary=plan(_away(2)),
        violated=plan(_away(3)),
        found=(Violation("T11", ("000002", "money"), 6, "≤ 5", 1),),
    ),
    Example(
        "T11",
        "people hosted, by the quota",
        {**_school(1), "quotas": [{"unit_code": "000001", "programme": "placements", "max": 2}]},
        satisfied=plan(_away(1)),
        boundary=plan(_away(2)),
        violated=plan(_away(4)),
        found=(Violation("T11", ("000001", "hosted"), 4, "≤ 2", 2),),
    ),
)

PLACEMENT_SUPPLY: tuple[Example, ...] = (
    Example(
        "P8",
        "a supporting school: sent, and one a pair; school 5 has not said",
        _heads(),
        satisfied=plan(team("leader"), _pairs((2, 1))),
        boundary=plan(team("leader"), _pairs((2, 1), (3, 1), (2, 5), (3, 5))),
        violated=plan(team("leader", "middle"), _pairs((2, 1), (3, 1), (6, 1))),
        found=(Violation("P8", (SCHOOL,), 5, "≤ 3", 2),),
    ),
    Example(
        "P8",
        "a recipient school: placed, and one a pair",
        _heads(),
        satisfied=plan(team("leader"), stay("leader")),
        boundary=plan(team("leader"), stay("leader"), _pairs((2, 4), (2, 5))),
        violated=plan(team("leader"), stay("leader"), _pairs((2, 4), (2, 5), (2, 1))),
        found=(Violation("P8", (SITE,), 4, "≤ 3", 1),),
    ),
    Example(
        "W4",
        "the half-year with more guests decides",
        {**_school(1, host_max=3), "commitments": [commitment(1, "host", 1, "spring")]},
        satisfied=plan(_away(1)),
        boundary=plan(_away(2)),
        violated=plan(_away(3)),
        found=(Violation("W4", (SCHOOL, "spring"), 3, "≤ 2", 1),),
    ),
    Example(
        "W4",
        "no more guests than beds, one half-year after the other",
        _school(1, beds=2),
        said={"numbers": TWICE},
        satisfied=plan(_away(2, term="autumn")),
        boundary=plan(_away(2, term="autumn"), stay("chinese", "chinese", term="spring")),
        violated=plan(_away(3, term="autumn"), stay("chinese", "chinese", term="spring")),
        found=(Violation("W4", (SCHOOL, "autumn"), 3, "≤ 2", 1),),
    ),
    Example(
        "W5",
        "no more of a kind in the year than there are",
        _school(1),
        said={"numbers": TWICE},
        satisfied=plan(_away(2, term="autumn")),
        boundary=plan(_away(3, term="autumn"), stay("chinese", "chinese", term="spring")),
        violated=plan(_away(3, term="autumn"), stay(*["chinese"] * 3, term="spring")),
        found=(Violation("W5", (SITE, "teacher", "chinese", "primary"), 6, "≤ 5", 1),),
    ),
    Example(
        "W5",
        "a named person is placed once",
        one_link(**_named(2)),
        said={"numbers": TWICE},
        satisfied=plan(),
        boundary=plan(_away(1, term="autumn", person_id="P1")),
        violated=plan(
            _away(1, term="autumn", person_id="P1"), stay("chinese", term="spring", person_id="P1")
        ),
        found=(
            Violation("W5", (SITE, "teacher", "chinese", "primary"), 2, "≤ 1", 1),
            Violation("W5", ("P1",), 2, "≤ 1", 1),
        ),
    ),
    Example(
        "W5",
        "other tasks take people of a subject",
        _busy(2, subject="chinese"),
        satisfied=plan(team("mathematics"), stay("mathematics")),
        boundary=plan(_away(1)),
        violated=plan(_away(2)),
        found=(Violation("W5", (SITE, "teacher", "chinese", "year"), 2, "≤ 1", 1),),
    ),
    Example(
        "W7",
        "one stays, in both half-years",
        _present(),
        satisfied=plan(team("mathematics")),
        boundary=plan(team("mathematics"), stay("chinese")),
        violated=plan(team("mathematics", "mathematics"), stay("chinese", "chinese")),
        found=(
            Violation("W7", (SITE, "chinese", "autumn"), 0, "≥ 1", 1),
            Violation("W7", (SITE, "chinese", "spring"), 0, "≥ 1", 1),
        ),
    ),
    Example(
        "W7",
        "one of the team stands in",
        _present(),
        said={"numbers": TWICE},
        satisfied=plan(_away(1, term="autumn")),
        boundary=plan(team("chinese", "music"), stay("chinese", "chinese", term="autumn")),
        violated=plan(team("music", "music"), stay("chinese", "chinese", term="autumn")),
        found=(Violation("W7", (SITE, "chinese", "autumn"), 0, "≥ 1", 1),),
    ),
    Example(
        "W8",
        "the half-year with more other tasks decides",
        {**_school(2, release_max=3), "commitments": [commitment(2, "release", 1, "autumn")]},
        satisfied=plan(_away(1)),
        boundary=plan(_away(2)),
        violated=plan(_away(3)),
        found=(Violation("W8", (SITE, "autumn"), 3, "≤ 2", 1),),
    ),
)

EXAMPLES = (*TEAM_SUPPLY, *PLACEMENT_SUPPLY)
