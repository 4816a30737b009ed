"""Examples of decisions already made: L1 and L2, for each thing that a lock may name."""

from __future__ import annotations

from typing import Any

from pairmatch.programmes.rule import Violation
from tests.builders import code, one_link, school, staff
from tests.rules.examples_rows import Example, Tables, pair, people, plan, stay, team

R, S = code(2), code(1)
NAMED, NAMED_TOO = {"person_id": "P1"}, {"person_id": "P2"}


def _locked(what: str, force: str, **named: Any) -> Tables:
    """Hosts 1 and 3, sites 2 and 4, one decision about school 2; P1 is a teacher of school 2."""
    lock = {"what": what, "recipient_school": R, "force": force, **named}
    if what != "site":
        lock["supporting_school"] = S
    return one_link(
        schools=[school(3, 1), school(4, 2, kind="township_central")],
        staff=[
            *people(1, chinese=3, mathematics=3),
            *people(3, chinese=3),
            *people(2, chinese=3),
            staff(2, "teacher", 1, "mathematics", person_id="P1"),
        ],
        locks=[lock],
    )


def _two_required() -> Tables:
    """P1 and P2, who teaches art at school 2, are both required at host 1."""
    tables = dict(_locked("placement", "require", **NAMED))
    return {
        **tables,
        "staff": [*tables["staff"], staff(2, "teacher", 1, "art", **NAMED_TOO)],
        "locks": [*tables["locks"], {**tables["locks"][0], **NAMED_TOO}],
    }


SEAT = {"role": "teacher", "subject": "chinese"}
TWO = team("chinese", "mathematics")
THREE = team("chinese", "chinese", "chinese")
BOTH_AT_1 = [*stay("mathematics", **NAMED), *stay("art", first=2, **NAMED_TOO)]
NOBODY_NAMED = plan(TWO, stay("chinese"))
P1_AT_1 = plan(TWO, stay("mathematics", first=2, **NAMED))
P1_AT_3 = plan(TWO, stay("mathematics", first=2, at=3, **NAMED))

EXAMPLES: tuple[Example, ...] = (
    Example(
        "L1",
        "a pair",
        _locked("pair", "require"),
        satisfied=plan(pair(2, 1), pair(2, 3)),
        boundary=plan(pair(2, 1)),
        violated=plan(pair(2, 3), pair(4, 1)),
        found=(Violation("L1", (R, S), 0, "≥ 1", 1),),
    ),
    Example(
        "L1",
        "a site",
        _locked("site", "require"),
        satisfied=plan(TWO, team("chinese", at=4, number=2)),
        boundary=plan(TWO),
        violated=plan(team("chinese", at=4)),
        found=(Violation("L1", (R,), 0, "≥ 1", 1),),
    ),
    Example(
        "L1",
        "a seat",
        _locked("seat", "require", **SEAT),
        satisfied=plan(team("chinese", "chinese")),
        boundary=plan(team("chinese")),
        violated=plan(team("mathematics"), team("chinese", of=3, first=2)),
        found=(Violation("L1", (R, S, "teacher", "chinese"), 0, "≥ 1", 1),),
    ),
    Example(
        "L1",
        "two alike seats",
        _locked("seat", "require", **SEAT, count=2),
        satisfied=plan(THREE),
        boundary=plan(team("chinese", "chinese")),
        violated=plan(TWO),
        found=(Violation("L1", (R, S, "teacher", "chinese"), 1, "≥ 2", 1),),
    ),
    Example(
        "L2",
        "two alike seats",
        _locked("seat", "forbid", **SEAT, count=2),
        satisfied=plan(team("mathematics")),
        boundary=plan(TWO),
        violated=plan(THREE),
        found=(Violation("L2", (R, S, "teacher", "chinese"), 3, "≤ 1", 2),),
    ),
    Example(
        "L1",
        "a host",
        _locked("placement", "require"),
        satisfied=plan(TWO, stay("chinese", "chinese")),
        boundary=plan(TWO, stay("chinese"), stay("chinese", at=3, first=2)),
        violated=plan(TWO, stay("chinese", at=3)),
        found=(Violation("L1", (R, S), 0, "≥ 1", 1),),
    ),
    Example(
        "L1",
        "a person at a host",
        _locked("placement", "require", **NAMED),
        satisfied=plan(TWO, stay("chinese"), stay("mathematics", first=2, **NAMED)),
        boundary=P1_AT_1,
        violated=NOBODY_NAMED,
        found=(Violation("L1", (R, S, "P1"), 0, "≥ 1", 1),),
    ),
    Example(
        "L1",
        "two people at one host",
        _two_required(),
        satisfied=plan(THREE, BOTH_AT_1, stay("chinese", first=3)),
        boundary=plan(THREE, BOTH_AT_1),
        violated=plan(THREE, stay("mathematics", **NAMED), stay("art", first=2, at=3, **NAMED_TOO)),
        found=(Violation("L1", (R, S, "P2"), 0, "≥ 1", 1),),
    ),
    Example(
        "L2",
        "a pair",
        _locked("pair", "forbid"),
        satisfied=plan(),
        boundary=plan(pair(2, 3), pair(4, 1)),
        violated=plan(pair(2, 1)),
        found=(Violation("L2", (R, S), 1, "0", 1),),
    ),
    Example(
        "L2",
        "a site",
        _locked("site", "forbid"),
        satisfied=plan(),
        boundary=plan(team("chinese", at=4)),
        violated=plan(TWO),
        found=(Violation("L2", (R,), 1, "0", 1),),
    ),
    Example(
        "L2",
        "a seat",
        _locked("seat", "forbid", **SEAT),
        satisfied=plan(),
        boundary=plan(team("mathematics"), team("chinese", of=3, first=2)),
        violated=plan(team("chinese", "chinese")),
        found=(Violation("L2", (R, S, "teacher", "chinese"), 2, "0", 2),),
    ),
    Example(
        "L2",
        "a host",
        _locked("placement", "forbid"),
        satisfied=plan(TWO),
        boundary=plan(TWO, stay("chinese", at=3)),
        violated=plan(TWO, stay("chinese"), stay("chinese", at=3, first=2)),
        found=(Violation("L2", (R, S), 1, "0", 1),),
    ),
    Example(
        "L2",
        "a person at a host, others may go there",
        _locked("placement", "forbid", **NAMED),
        satisfied=NOBODY_NAMED,
        boundary=P1_AT_3,
        violated=P1_AT_1,
        found=(Violation("L2", (R, S, "P1"), 1, "0", 1),),
    ),
)
