"""Examples of published rows: L3 and O12, for each thing that may be published and ways to move it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pairmatch.programmes.rule import Violation
from pairmatch.settings import MOVED_MAX
from tests.builders import code, one_link, school, staff
from tests.rules.examples_rows import Example, Measured, Tables, pair, people, plan, stay, team


def _link(
    *published: dict[str, Any],
    more: Sequence[dict[str, Any]] = (),
    staff: Sequence[dict[str, Any]] = (),
) -> Tables:
    """Supporting schools 1 and 3, recipient schools 2 and 4, each with people; what is published."""
    return one_link(
        schools=[school(3, 1), school(4, 2, kind="township_central"), *more],
        staff=[*(x for n in (1, 2, 3, 4) for x in people(n, chinese=4)), *staff],
        published=published,
    )


def _row(what: str, recipient: int, supporting: int, **more: Any) -> dict[str, Any]:
    post = {} if what == "pair" else {"role": "teacher", "subject": "chinese", "stage": "primary"}
    return {
        "what": what,
        "recipient_school": code(recipient),
        "supporting_school": code(supporting),
        **post,
        **more,
    }


def _stay(of: int, at: int, site: int, **more: Any) -> dict[str, Any]:
    return _row("placement", of, at, site=code(site), term="year", **more)


def _most(most: int) -> dict[str, Any]:
    return {"numbers": {MOVED_MAX: most}}


def _found(moved: int, most: int) -> tuple[Violation, ...]:
    return (Violation("L3", ("province",), moved, f"≤ {most}", moved - most),)


THREE = ("chinese", "chinese", "chinese")
SEATS, STAYS = team(*THREE), stay(*THREE)
TWO_NAMED = [
    staff(1, "teacher", 1, "chinese", person_id="A"),
    staff(1, "teacher", 1, "chinese", person_id="B"),
]

EXAMPLES: tuple[Example, ...] = (
    Example(
        "L3",
        "a pair that is dropped is moved, one that is added is not",
        _link(_row("pair", 2, 1), _row("pair", 4, 3)),
        said=_most(1),
        satisfied=plan(pair(2, 1), pair(4, 3)),
        boundary=plan(pair(2, 3), pair(4, 3), pair(4, 1)),
        violated=plan(pair(2, 3), pair(4, 1)),
        found=_found(2, 1),
    ),
    Example(
        "L3",
        "of three alike people as many are moved as are fewer at the site",
        _link(_row("seat", 2, 1, count=3)),
        said=_most(1),
        satisfied=plan(SEATS, STAYS),
        boundary=plan(team("chinese", "chinese"), team("chinese", of=3, first=3), STAYS),
        violated=plan(team("chinese"), team("chinese", "chinese", of=3, first=2), STAYS),
        found=_found(2, 1),
    ),
    Example(
        "L3",
        "a team that moves to another site moves all of its people, and those of other schools stay",
        _link(_row("seat", 2, 1, count=2), _row("seat", 4, 3)),
        said=_most(0),
        satisfied=plan(team(*THREE), team("chinese", of=3, at=4, number=2)),
        boundary=plan(team("chinese", "chinese"), team("chinese", of=3, at=4, number=2)),
        violated=plan(team("chinese", "chinese", at=4), team("chinese", of=3, at=4, first=3)),
        found=_found(2, 0),
    ),
    Example(
        "L3",
        "people placed are moved by another host; which seat they answer is nobody's move",
        _link(_stay(2, 1, 2, count=2), _stay(2, 3, 2)),
        said=_most(1),
        satisfied=plan(SEATS, stay("chinese", "chinese"), stay("chinese", at=3, first=3)),
        boundary=plan(
            SEATS, stay("chinese", at=3), stay("chinese", first=2), stay("chinese", at=3, first=3)
        ),
        violated=plan(SEATS, stay("chinese", at=3)),
        found=_found(2, 1),
    ),
    Example(
        "L3",
        "people lent to another school's team are where they were if host and team are the same",
        _link(_stay(4, 1, 2, count=2)),
        said=_most(1),
        satisfied=plan(SEATS, stay("chinese", "chinese", of=4), stay("chinese", first=3)),
        boundary=plan(SEATS, stay("chinese", of=4), stay("chinese", of=4, at=3, first=2)),
        violated=plan(SEATS, stay("chinese", "chinese", of=4, at=3)),
        found=_found(2, 1),
    ),
    Example(
        "L3",
        "people whom the school sends elsewhere do not stay for that",
        _link(_row("seat", 2, 1, count=2)),
        said=_most(0),
        satisfied=plan(team("chinese", "chinese")),
        boundary=plan(team("chinese", "chinese"), team("chinese", at=4, number=2)),
        violated=plan(team("chinese"), team("chinese", "chinese", at=4, number=2)),
        found=_found(1, 0),
    ),
    Example(
        "L3",
        "somebody lent by another school does not stand in for one who stays at home",
        _link(_stay(4, 1, 2, count=2), more=[school(5, 2)], staff=people(5, chinese=2)),
        said=_most(0),
        satisfied=plan(SEATS, stay("chinese", "chinese", of=4)),
        boundary=plan(SEATS, stay("chinese", "chinese", of=4), stay("chinese", of=5, first=3)),
        violated=plan(SEATS, stay("chinese", of=4), stay("chinese", of=5, first=2)),
        found=_found(1, 0),
    ),
    Example(
        "L3",
        "nor does somebody who is lent to another team, or one of the own school",
        _link(_stay(4, 1, 2, count=2), more=[school(5, 2)]),
        said=_most(0),
        satisfied=plan(SEATS, stay("chinese", "chinese", of=4)),
        boundary=plan(SEATS, stay("chinese", "chinese", of=4), stay("chinese", first=3)),
        violated=plan(
            *(SEATS, stay("chinese", of=4), stay("chinese", first=2)),
            *(team("chinese", of=3, at=5, number=2), stay("chinese", of=4, number=2)),
        ),
        found=_found(1, 0),
    ),
)

MEASURED: tuple[Measured, ...] = (
    Measured(
        "O12",
        "a pair, two seats and a placement are moved; what is published twice over is counted so",
        _link(
            *(_row("pair", 2, 1), _row("pair", 4, 3), _row("seat", 2, 1, count=3)),
            *(_stay(2, 1, 2), _stay(2, 3, 2)),
        ),
        plan(pair(4, 3), team("chinese"), stay("chinese", at=3)),
        4,
    ),
    Measured("O12", "nothing is published", _link(), plan(pair(4, 3)), 0),
)

NAMED = one_link(
    staff=[*TWO_NAMED, *people(2, chinese=3)],
    published=[_row("seat", 2, 1, person_id="A")],
)
"""A is published and B is not; both are alike."""
