"""Examples of the rules of school pairs: P1-P4, P6, P9."""

from __future__ import annotations

from typing import Any

from pairmatch.programmes.rule import Violation
from tests.builders import code, link, one_link, school, unit
from tests.rules.examples_rows import Example, Tables, pair, plan

R, S = code(2), code(1)


def _partners(**limits: int) -> Tables:
    """Recipient school 2, with these limits, and four supporting schools."""
    tables = one_link(schools=[school(n, 1) for n in (3, 4, 5)])
    tables["schools"][1].update(limits)
    return tables


def _recipients(**limits: int) -> Tables:
    """Supporting school 1, with these limits, and four recipient schools."""
    tables = one_link(schools=[school(n, 2) for n in (3, 4, 5)])
    tables["schools"][0].update(limits)
    return tables


def _city_run() -> Tables:
    """A county link and a city link; schools 3 and 4 are run by the two cities."""
    return one_link(
        units=[unit(8, "supporting", level="city"), unit(9, "recipient", level="city")],
        links=[link(8, 9, "city")],
        schools=[school(3, 1, run_by="city"), school(4, 2, run_by="city")],
    )


def _two_links() -> Tables:
    """Units 1 and 3 support 4, unit 1 alone supports 2; no unit stands for a city."""
    return one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(1, 4), link(3, 4)],
        schools=[school(3, 1, run_by="city"), school(5, 3)],
    )


def _stages() -> Tables:
    """A primary recipient school; supporting schools of different stages."""
    return one_link(schools=[school(3, 1, stage="nine_year"), school(4, 1, stage="junior")])


def _scored() -> Tables:
    """Outside scores for two of three pairs, one of them as bad as can be."""
    tables: dict[str, Any] = one_link(schools=[school(3, 1), school(4, 1)])
    tables["pair_scores"] = [_score(2, 1, 900), _score(2, 3, -1000)]
    return tables


def _loaded() -> Tables:
    """Supporting school 1 takes a load of 3; its possible pairs weigh 2, 1 and 1."""
    tables: dict[str, Any] = _recipients(load_max=3, pair_max=4)
    tables["pair_scores"] = [_score(2, 1, 0, 2), _score(3, 1, 0), _score(4, 1, 0, 1)]
    return tables


def _score(recipient: int, supporting: int, score: int, load: int | None = None) -> Any:
    return {
        "recipient_school": code(recipient),
        "supporting_school": code(supporting),
        "affinity": score,
        "load": load,
    }


def _quota(unit_code: str, **more: Any) -> Tables:
    """Three recipient schools of unit 2, the last a nine-year one, and a quota of pairs."""
    return one_link(
        schools=[school(3, 2), school(4, 2, stage="nine_year")],
        quotas=[{"unit_code": unit_code, "programme": "pairs", **more}],
    )


NONE = plan()
ONE = plan(pair(2, 1))
TWO = plan(pair(2, 1), pair(3, 1))
THREE = plan(pair(2, 1), pair(3, 1), pair(4, 1))
"""One to three pairs of supporting school 1."""
TWO_PARTNERS = plan(pair(2, 1), pair(2, 3))
THREE_PARTNERS = plan(pair(2, 1), pair(2, 3), pair(2, 4))

EXAMPLES: tuple[Example, ...] = (
    Example(
        "P1",
        "a city-run school pairs inside its city's link; a pool of people joins no schools",
        _city_run(),
        said={"numbers": {"city_pool": True}},
        satisfied=ONE,
        boundary=plan(pair(4, 3)),
        violated=plan(pair(2, 3)),
        found=(Violation("P1", (R, code(3)), 1, "0", 1),),
    ),
    Example(
        "P1",
        "a city-run school whose city is no unit stays with its county",
        _two_links(),
        satisfied=ONE,
        boundary=plan(pair(2, 3)),
        violated=plan(pair(2, 5)),
        found=(Violation("P1", (R, code(5)), 1, "0", 1),),
    ),
    Example(
        "P2",
        "the school's own limit",
        _partners(pair_max=2),
        satisfied=ONE,
        boundary=TWO_PARTNERS,
        violated=THREE_PARTNERS,
        found=(Violation("P2", (R,), 3, "≤ 2", 1),),
    ),
    Example(
        "P2",
        "the policy's limit of one",
        _partners(),
        satisfied=NONE,
        boundary=ONE,
        violated=THREE_PARTNERS,
        found=(Violation("P2", (R,), 3, "≤ 1", 2),),
    ),
    Example(
        "P2-min",
        "at least two",
        _partners(pair_min=2, pair_max=3),
        satisfied=THREE_PARTNERS,
        boundary=TWO_PARTNERS,
        violated=ONE,
        found=(Violation("P2-min", (R,), 1, "≥ 2", 1),),
    ),
    Example(
        "P3",
        "the policy's limit of two",
        _recipients(),
        satisfied=ONE,
        boundary=TWO,
        violated=THREE,
        found=(Violation("P3", (S,), 3, "≤ 2", 1),),
    ),
    Example(
        "P3-min",
        "at least two",
        _recipients(pair_min=2, pair_max=3),
        satisfied=THREE,
        boundary=TWO,
        violated=NONE,
        found=(Violation("P3-min", (S,), 0, "≥ 2", 2),),
    ),
    Example(
        "P3-load",
        "pairs of different load; a blank one weighs 1",
        _loaded(),
        satisfied=ONE,
        boundary=TWO,
        violated=THREE,
        found=(Violation("P3-load", (S,), 4, "≤ 3", 1),),
    ),
    Example(
        "P4",
        "one stage of two is shared",
        _stages(),
        satisfied=ONE,
        boundary=plan(pair(2, 3)),
        violated=plan(pair(2, 4)),
        found=(Violation("P4", (R, code(4)), 1, "0", 1),),
    ),
    Example(
        "P6",
        "all pairs of a recipient unit",
        _quota("000002", min=2),
        satisfied=THREE,
        boundary=TWO,
        violated=NONE,
        found=(Violation("P6", ("000002", ""), 0, "≥ 2", 2),),
    ),
    Example(
        "P6",
        "a nine-year school does not count for the primary stage",
        _quota("000002", min=1, stage="primary"),
        satisfied=TWO,
        boundary=ONE,
        violated=plan(pair(4, 1)),
        found=(Violation("P6", ("000002", "primary"), 0, "≥ 1", 1),),
    ),
    Example(
        "P6-max",
        "all pairs of a supporting unit",
        _quota("000001", max=2),
        satisfied=ONE,
        boundary=TWO,
        violated=THREE,
        found=(Violation("P6-max", ("000001", ""), 3, "≤ 2", 1),),
    ),
    Example(
        "P9",
        "listed is enough, however bad the score",
        _scored(),
        satisfied=ONE,
        boundary=plan(pair(2, 3)),
        violated=plan(pair(2, 4)),
        found=(Violation("P9", (R, code(4)), 1, "0", 1),),
    ),
)
