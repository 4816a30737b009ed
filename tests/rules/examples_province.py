"""Examples of the rules with province scope: P5, T11-province, over two links without a bond."""

from __future__ import annotations

from typing import Any

from pairmatch.programmes.rule import Violation
from pairmatch.settings import Limit
from tests.builders import link, one_link, school, unit
from tests.rules.examples_rows import Example, Tables, pair, people, plan, stay, team

TERMS = ("autumn", "spring", "year")


def two_links(**tables: Any) -> Tables:
    """Unit 1 supports 2 and unit 3 supports 4; schools 1 to 4 there, school 5 in unit 4 as well."""
    base = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(3, 4)],
        schools=[school(3, 3), school(4, 4, kind="township_central"), school(5, 4)],
        staff=[x for n in (1, 2, 3, 4) for x in people(n, chinese=3)],
    )
    return {**base, **tables}


def _wanted(target: int, tolerance: int) -> dict[str, Any]:
    return {"numbers": {"province_pairs": target, "province_pairs_tolerance": tolerance}}


def _away(first: int, second: int) -> list[Any]:
    """So many people of each link sent, and as many placed."""
    one, two = ["chinese"] * first, ["chinese"] * second
    return [
        *team(*one),
        *stay(*one),
        *team(*two, of=3, at=4, unit=4),
        *stay(*two, of=4, at=3, unit=4),
    ]


def _second(**more: Any) -> list[Any]:
    """One more person of the second link placed, for the same seat in another term."""
    return stay("chinese", of=4, at=3, unit=4, **more)


NONE = plan()
ACROSS = plan(pair(2, 1), pair(4, 3))
WITHIN = plan(pair(4, 3), pair(5, 3))
ALL = plan(pair(2, 1), pair(4, 3), pair(5, 3))

PAIRS: tuple[Example, ...] = (
    Example(
        "P5",
        "pairs of both links count; one less than the target is near enough",
        two_links(),
        said=_wanted(3, 1),
        satisfied=ALL,
        boundary=ACROSS,
        violated=NONE,
        found=(Violation("P5", ("province",), 0, "≥ 2", 2),),
    ),
    Example(
        "P5",
        "one link may make up for the other, whatever its quota",
        two_links(quotas=[{"unit_code": "000004", "programme": "pairs", "max": 1}]),
        said=_wanted(2, 0),
        satisfied=ALL,
        boundary=WITHIN,
        violated=plan(pair(4, 3)),
        found=(Violation("P5", ("province",), 1, "≥ 2", 1),),
    ),
    Example(
        "P5-max",
        "pairs of both links count; one more than the target is near enough",
        two_links(),
        said=_wanted(1, 1),
        satisfied=NONE,
        boundary=ACROSS,
        violated=ALL,
        found=(Violation("P5-max", ("province",), 3, "≤ 2", 1),),
    ),
)

LIMITS: tuple[Example, ...] = (
    Example(
        "T11-province",
        "people sent from both links; who is placed is on the other side's account",
        two_links(),
        said={"limits": {"supporting": Limit(people=3)}},
        satisfied=plan(_away(1, 1)),
        boundary=plan(_away(1, 2)),
        violated=plan(_away(2, 3)),
        found=(Violation("T11-province", ("supporting", "away"), 5, "≤ 3", 2),),
    ),
    Example(
        "T11-province",
        "people placed from both links; who is sent is on the other side's account",
        two_links(),
        said={"limits": {"recipient": Limit(people=2)}},
        satisfied=plan(_away(1, 0), team("chinese", of=3, at=4, unit=4)),
        boundary=plan(_away(1, 1), team("chinese", first=2)),
        violated=plan(_away(1, 2)),
        found=(Violation("T11-province", ("recipient", "away"), 3, "≤ 2", 1),),
    ),
    Example(
        "T11-province",
        "each person sent costs two half-years; 139,999 yuan pay for six",
        two_links(),
        said={"limits": {"supporting": Limit(money=139_999)}},
        satisfied=plan(_away(1, 1)),
        boundary=plan(_away(1, 2)),
        violated=plan(_away(2, 2)),
        found=(Violation("T11-province", ("supporting", "money"), 8, "≤ 6", 2),),
    ),
    Example(
        "T11-province",
        "a placement of one term costs one half-year, one of the year two",
        two_links(),
        said={"limits": {"recipient": Limit(money=100_000)}, "numbers": {"placement_terms": TERMS}},
        satisfied=plan(_away(1, 1)),
        boundary=plan(_away(1, 1), _second(term="autumn")),
        violated=plan(_away(1, 1), _second(term="autumn"), _second(term="spring")),
        found=(Violation("T11-province", ("recipient", "money"), 6, "≤ 5", 1),),
    ),
    Example(
        "T11-province",
        "0 means nobody",
        two_links(),
        said={"limits": {"supporting": Limit(people=0), "recipient": Limit(money=0)}},
        satisfied=NONE,
        boundary=ACROSS,
        violated=plan(_away(1, 0)),
        found=(
            Violation("T11-province", ("supporting", "away"), 1, "≤ 0", 1),
            Violation("T11-province", ("recipient", "money"), 2, "≤ 0", 2),
        ),
    ),
)

EXAMPLES = (*PAIRS, *LIMITS)
