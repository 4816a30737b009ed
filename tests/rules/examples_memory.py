"""Examples of the rules of memory, H1-H3, and of its terms, O7, O10 and O11, in a later year of a round."""

from __future__ import annotations

from typing import Any

from pairmatch.plan import Assignment
from pairmatch.programmes.rule import Violation
from tests.builders import code, link, one_link, school, staff, unit
from tests.rules.examples_rows import Example, Measured, Tables, pair, people, plan, team

LATER: dict[str, Any] = {"round": "2018-2022"}
FIRST: dict[str, Any] = {}


def was(
    year: int,
    what: str,
    recipient: int,
    supporting: int | None = None,
    status: str = "actual",
    post: str = "",
    **more: Any,
) -> dict[str, Any]:
    """A row of an earlier year; a post is leader, middle, or the subject of a teacher."""
    named = post in ("leader", "middle", "")
    return {
        "year": year,
        "what": what,
        "recipient_school": code(recipient),
        "supporting_school": None if supporting is None else code(supporting),
        "role": (post or None) if named else "teacher",
        "subject": None if named else post,
        "status": status,
        **more,
    }


def sat(year: int, post: str, at: int = 2, of: int = 1, **more: Any) -> dict[str, Any]:
    """Somebody who sat in a team of an earlier year."""
    return was(year, "seat", at, of, post=post, **more)


# -- H1: pairs ------------------------------------------------------------------------------------


def _pairs(*history: dict[str, Any], more: Any = (), **tables: Any) -> Tables:
    """Recipient schools 2, 3 and 4 of one county, supporting schools 1, 5 and a junior one, 6."""
    return one_link(
        schools=[school(3, 2), school(4, 2), school(5, 1), school(6, 1, stage="junior"), *more],
        history=list(history),
        **tables,
    )


def _missing(*pairs: tuple[int, int]) -> tuple[Violation, ...]:
    return tuple(Violation("H1", (code(r), code(s)), 0, "1", 1) for r, s in pairs)


def _let_go(recipient: int, supporting: int, force: str) -> dict[str, Any]:
    return {
        "what": "pair",
        "recipient_school": code(recipient),
        "supporting_school": code(supporting),
        "force": force,
    }


def _two_counties() -> Tables:
    """County 2 tells of 2020, county 7 of 2019 alone: each has a last year of its own."""
    return one_link(
        units=[unit(7, "recipient")],
        links=[link(1, 7)],
        schools=[school(3, 7), school(4, 7), school(5, 1)],
        history=[
            was(2019, "pair", 2, 5),
            was(2020, "pair", 2, 1),
            was(2019, "pair", 3, 1),
            was(2019, "pair", 4, 5),
        ],
    )


H1 = (
    Example(
        "H1",
        "last year's pairs stay, those of the year before need not",
        _pairs(was(2019, "pair", 4, 5), was(2020, "pair", 2, 1), was(2020, "pair", 3, 5)),
        plan(pair(2, 1), pair(3, 5), pair(4, 1)),
        plan(pair(2, 1), pair(3, 5)),
        plan(pair(2, 1), pair(3, 1)),
        _missing((3, 5)),
        LATER,
    ),
    Example(
        "H1",
        "a pair that ended, one that both let go, and those that can no longer be",
        _pairs(
            was(2020, "pair", 2, 1, "ended"),
            was(2020, "pair", 3, 1),
            was(2020, "pair", 4, 6),
            was(2020, "pair", 4, 98),
            was(2020, "pair", 4, 5),
            locks=[_let_go(3, 1, "forbid")],
        ),
        plan(pair(4, 5), pair(2, 5)),
        plan(pair(4, 5)),
        plan(pair(2, 1)),
        _missing((4, 5)),
        LATER,
    ),
    Example(
        "H1",
        "what really was takes the place of what was planned",
        _pairs(was(2020, "pair", 2, 1, "planned"), was(2020, "pair", 2, 5)),
        plan(pair(2, 5), pair(3, 1)),
        plan(pair(2, 5)),
        plan(pair(2, 1)),
        _missing((2, 5)),
        LATER,
    ),
    Example(
        "H1",
        "outside scores list one of last year's pairs, and county 2 has no link with unit 7",
        _pairs(
            was(2020, "pair", 2, 1),
            was(2020, "pair", 3, 1),
            was(2020, "pair", 2, 8),
            units=[unit(7, "supporting"), unit(9, "recipient")],
            links=[link(7, 9)],
            more=[school(8, 7)],
            pair_scores=[
                {"recipient_school": code(2), "supporting_school": code(n), "affinity": 5}
                for n in (1, 5, 8)
            ],
        ),
        plan(pair(2, 1), pair(2, 5)),
        plan(pair(2, 1)),
        plan(pair(2, 5)),
        _missing((2, 1)),
        LATER,
    ),
    Example(
        "H1",
        "every county has a last year of its own",
        _two_counties(),
        plan(pair(2, 1), pair(3, 1), pair(4, 5), pair(2, 5)),
        plan(pair(2, 1), pair(3, 1), pair(4, 5)),
        plan(pair(2, 5)),
        _missing((2, 1), (3, 1), (4, 5)),
        LATER,
    ),
)

# -- H2: rest -------------------------------------------------------------------------------------


def _named() -> Tables:
    """Of four teachers of Chinese of school 1 three are named; P1 and P2 served, P2 offered to go on."""
    return one_link(
        staff=[
            staff(1, "teacher", 1, "chinese", person_id="P1"),
            staff(1, "teacher", 1, "chinese", person_id="P2", willing=1),
            staff(1, "teacher", 1, "chinese", person_id="P3"),
            *people(1, chinese=1),
        ],
        history=[sat(2020, "chinese", person_id=f"P{n}") for n in (1, 2)],
    )


def _resting(found: int, limit: int, *kind: str) -> tuple[Violation, ...]:
    return (Violation("H2", (code(1), *kind), found, f"≤ {limit}", found - limit),)


CHINESE = ("teacher", "chinese")
H2 = (
    Example(
        "H2",
        "one of three served last year, others two years ago or at a seed school",
        one_link(
            schools=[school(3, 2, seed=1, kind="township_central")],
            staff=people(1, leader=1, chinese=3),
            history=[
                sat(2020, "chinese", at=97, status="left"),
                sat(2019, "chinese"),
                sat(2020, "chinese", at=3),
            ],
        ),
        plan(team("chinese")),
        plan(team("leader", "chinese", "chinese")),
        plan(team("chinese", "chinese", "chinese")),
        _resting(3, 2, *CHINESE),
        LATER,
    ),
    Example(
        "H2",
        "people are counted, and whoever is not named this year is one of them",
        one_link(
            staff=people(1, leader=1, chinese=3),
            history=[sat(2020, "chinese", count=2), sat(2020, "leader", person_id="P9")],
        ),
        plan(),
        plan(team("chinese")),
        plan(team("leader", "chinese")),
        _resting(1, 0, "leader", ""),
        LATER,
    ),
    Example(
        "H2",
        "more have served than are counted now, and some of these offered to go on",
        one_link(
            staff=[*people(1, chinese=1), staff(1, "teacher", 2, "chinese", willing=1)],
            history=[sat(2020, "chinese", count=9)],
        ),
        plan(),
        plan(team("chinese", "chinese")),
        plan(team("chinese", "chinese", "chinese")),
        _resting(3, 2, *CHINESE),
        LATER,
    ),
    Example(
        "H2",
        "a named person and one who is only counted",
        one_link(
            staff=[staff(1, "teacher", 1, "chinese", person_id="P1"), *people(1, chinese=2)],
            history=[sat(2020, "chinese", person_id="P1"), sat(2020, "chinese")],
        ),
        plan(),
        plan(team("chinese")),
        plan(team("chinese", "chinese")),
        _resting(2, 1, *CHINESE),
        LATER,
    ),
    Example(
        "H2",
        "two years of rest",
        one_link(staff=people(1, chinese=3), history=[sat(2019, "chinese"), sat(2020, "chinese")]),
        plan(),
        plan(team("chinese")),
        plan(team("chinese", "chinese")),
        _resting(2, 1, *CHINESE),
        {**LATER, "numbers": {"rest_years": 2}},
    ),
    Example(
        "H2",
        "a named person rests, one who offered to go on does not",
        _named(),
        plan(team("chinese")),
        plan(team("chinese", "chinese", "chinese")),
        plan(team("chinese", "chinese", "chinese", "chinese")),
        _resting(4, 3, *CHINESE, "primary"),
        LATER,
    ),
)

# -- H3: seed schools -----------------------------------------------------------------------------


def _seed(*years: tuple[int, int]) -> Tables:
    """Seed school 2; schools 1, 3 and 4 can send; which of them sent in which year."""
    tables = one_link(
        schools=[school(3, 1), school(4, 1)],
        staff=[x for n in (1, 3, 4) for x in people(n, leader=1, chinese=2)],
        history=[sat(year, "chinese", of=of) for year, of in years],
    )
    tables["schools"][1]["seed"] = 1
    return tables


def _mixed(*of: int) -> list[Assignment]:
    return [x for i, n in enumerate(of, start=1) for x in team("chinese", of=n, first=i)]


H3 = (
    Example(
        "H3",
        "replaced in 2020, so somebody of school 3 stays",
        _seed((2019, 1), (2020, 3)),
        plan(_mixed(3, 3)),
        plan(_mixed(3, 1, 1)),
        plan(_mixed(1, 4)),
        (Violation("H3", (code(2),), 0, "≥ 1", 1),),
        LATER,
    ),
    Example(
        "H3",
        "one school that goes on is no replacement; a team that may still be replaced",
        _seed((2018, 1), (2018, 3), (2019, 3), (2020, 1)),
        plan(_mixed(1)),
        plan(),
        plan(_mixed(4, 3)),
        (Violation("H3", (code(2),), 0, "≥ 1", 1),),
        LATER,
    ),
)

EXAMPLES: tuple[Example, ...] = (*H1, *H2, *H3)

# -- terms ----------------------------------------------------------------------------------------


def _carried() -> Tables:
    """Schools 1 and 3 offer four people each; 1 has sent one, 3 a dozen, and 4, gone, one."""
    return one_link(
        schools=[school(3, 1)],
        staff=[*people(1, chinese=4), *people(3, chinese=3, leader=1)],
        history=[
            sat(2017, "chinese", of=1, count=9),
            sat(2019, "chinese", of=1),
            sat(2019, "chinese", of=3, count=6),
            sat(2020, "music", of=3, count=6, status="left"),
            sat(2020, "chinese", of=94),
        ],
    )


def _had_teams() -> Tables:
    """Site 2 had teams in two years, seed school 3 in one, 4 in the round before, 5 nobody knows of whom."""
    return one_link(
        schools=[
            school(3, 2, kind="township_central", seed=1),
            school(4, 2, kind="township_central"),
            school(5, 2, kind="township_central"),
        ],
        staff=people(1, chinese=5),
        history=[
            was(2019, "site", 2),
            sat(2019, "chinese"),
            sat(2020, "chinese"),
            sat(2020, "chinese", at=3),
            sat(2017, "chinese", at=4),
            was(2020, "site", 5),
            was(2019, "site", 93),
        ],
    )


MEASURED: tuple[Measured, ...] = (
    Measured(
        "O7",
        "the last year before the round counts, each pair once",
        _pairs(
            was(2016, "pair", 2, 5),
            was(2017, "pair", 2, 1),
            was(2017, "pair", 3, 1),
            was(2017, "pair", 4, 5, "ended"),
            was(2019, "pair", 4, 1),
        ),
        plan(pair(2, 1), pair(3, 1), pair(2, 5), pair(4, 5), pair(4, 1)),
        2,
        LATER,
    ),
    Measured(
        "O7", "in the first year", _pairs(was(2020, "pair", 2, 1)), plan(pair(2, 1)), 1, FIRST
    ),
    # school 1: floor(10 x 1 / 4) = 2 a person; school 3: all of it and more, 10 a person
    Measured(
        "O10",
        "two of a school that sent a quarter, one of one that sent more than it has",
        _carried(),
        plan(team("chinese", "chinese"), team("chinese", of=3, first=3)),
        2 + 2 + 10,
        LATER,
    ),
    Measured(
        "O11",
        "two years at site 2; a seed school does not count, nor another round",
        _had_teams(),
        plan(*(team("chinese", at=at, number=at) for at in (2, 3, 4, 5))),
        2 + 1,
        LATER,
    ),
)
