"""Examples of the rules of the teams themselves: T1-T4 and T8."""

from __future__ import annotations

from pairmatch.plan import Plan
from pairmatch.programmes.rule import Violation
from tests.builders import code, link, need, one_link, school, unit
from tests.rules.examples_rows import TEAM, Example, Tables, people, plan, teachers, team, team_id

SITE, UNIT = code(2), "000002"
POOL = {"numbers": {"city_pool": True}}


def _five_sites(**quota: int) -> Tables:
    """Five township schools in unit 2, and people enough."""
    tables = one_link(
        schools=[school(n, 2, kind="township_boarding") for n in (3, 4, 5, 6)],
        staff=people(1, chinese=9),
    )
    if quota:
        tables["quotas"] = [{"unit_code": UNIT, "programme": "teams", **quota}]
    return tables


def _teams(count: int) -> Plan:
    """Teams of one teacher each at schools 2, 3, ..."""
    return plan(*(team("chinese", at=n + 1, number=n) for n in range(1, count + 1)))


def _people(**site: int) -> Tables:
    """Supporting schools 1 and 3 with a few people of every kind; school 2 is the site."""
    tables = one_link(
        schools=[school(3, 1)],
        staff=[*people(1, leader=1, middle=2, chinese=5, mathematics=5), *people(3, leader=1)],
    )
    tables["schools"][1].update(site)
    return tables


def _kinds() -> Tables:
    """Unit 2 has township and urban schools; unit 3, of a city without a unit, urban ones only.

    With POOL school 1 reaches every school of them, the city-run ones too.
    """
    return one_link(
        units=[
            unit(3, "recipient", city="丙市"),
            unit(8, "supporting", level="city"),
            unit(9, "recipient", level="city"),
        ],
        links=[link(1, 3), link(8, 9, "city")],
        schools=[
            school(3, 2, kind="urban"),
            school(4, 3, kind="urban"),
            school(5, 2, kind="township_central", site=1),
            school(6, 2, kind="township_central", site=0),
            school(7, 2, kind="township_boarding", run_by="city"),
            school(8, 3, kind="urban", run_by="city"),
        ],
        staff=people(1, chinese=5),
    )


def _short() -> Tables:
    """Unit 2 lacks teachers of Chinese; its two schools make up for each other in mathematics."""
    return one_link(
        schools=[school(3, 2)],
        staff=people(1, leader=1, chinese=5, mathematics=5),
        teachers=[
            teachers(2, "chinese", 3, 2),
            teachers(2, "mathematics", 3, 1),
            teachers(3, "mathematics", 1, 3),
        ],
    )


FOUR = team("leader", "middle", "chinese", "mathematics")
MORE = [*team("chinese", "chinese", "chinese"), *team("mathematics", first=4)]

EXAMPLES: tuple[Example, ...] = (
    Example(
        "T1",
        "the policy's three",
        _five_sites(),
        satisfied=_teams(4),
        boundary=_teams(3),
        violated=_teams(2),
        found=(Violation("T1", (UNIT,), 2, "≥ 3", 1),),
    ),
    Example(
        "T1",
        "a quota of two, and a county with no team at all",
        _five_sites(min=2),
        satisfied=_teams(3),
        boundary=_teams(2),
        violated=plan(),
        found=(Violation("T1", (UNIT,), 0, "≥ 2", 2),),
    ),
    Example(
        "T1-max",
        "a quota of three",
        _five_sites(max=3),
        satisfied=_teams(2),
        boundary=_teams(3),
        violated=_teams(5),
        found=(Violation("T1-max", (UNIT,), 5, "≤ 3", 2),),
    ),
    Example(
        "T2",
        "at most five people",
        _people(),
        satisfied=plan(FOUR),
        boundary=plan(MORE, team("mathematics", first=5)),
        violated=plan(MORE, team("mathematics", "mathematics", first=5)),
        found=(Violation("T2", (TEAM, SITE), 6, "3–5", 1),),
    ),
    Example(
        "T2",
        "at least three people",
        _people(),
        satisfied=plan(FOUR),
        boundary=plan(FOUR[:3]),
        violated=plan(FOUR[:2]),
        found=(Violation("T2", (TEAM, SITE), 2, "3–5", 1),),
    ),
    Example(
        "T2",
        "no more people than beds",
        _people(beds=4),
        satisfied=plan(FOUR[:3]),
        boundary=plan(FOUR),
        violated=plan(FOUR, team("chinese", first=5)),
        found=(Violation("T2", (TEAM, SITE), 5, "3–4", 1),),
    ),
    Example(
        "T2",
        "at most one leader, wherever from",
        _people(),
        satisfied=plan(FOUR[1:], team("chinese", first=1)),
        boundary=plan(FOUR),
        violated=plan(FOUR, team("leader", of=3, first=5)),
        found=(Violation("T2", (TEAM, SITE), 2, "≤ 1", 1),),
    ),
    Example(
        "T3",
        "each role once",
        _people(),
        satisfied=plan(FOUR),
        boundary=plan(FOUR[:3]),
        violated=plan(FOUR[0:1], FOUR[2:]),
        found=(Violation("T3", (SITE, "middle"), 0, "≥ 1", 1),),
    ),
    Example(
        "T3",
        "teachers only",
        _people(),
        satisfied=plan(FOUR),
        boundary=plan(FOUR[:3]),
        violated=plan(FOUR[2:]),
        found=(
            Violation("T3", (SITE, "leader"), 0, "≥ 1", 1),
            Violation("T3", (SITE, "middle"), 0, "≥ 1", 1),
        ),
    ),
    Example(
        "T4",
        "any school, where the county has no township school",
        _kinds(),
        said=POOL,
        satisfied=plan(team("chinese")),
        boundary=plan(team("chinese", at=4, unit=3)),
        violated=plan(team("chinese", at=3)),
        found=(Violation("T4", (TEAM, code(3)), 1, "0", 1),),
    ),
    Example(
        "T4",
        "a school that may not host",
        _kinds(),
        said=POOL,
        satisfied=plan(team("chinese", at=5)),
        boundary=plan(team("chinese")),  # it has not said whether it may
        violated=plan(team("chinese", at=6)),
        found=(Violation("T4", (TEAM, code(6)), 1, "0", 1),),
    ),
    Example(
        "T4",
        "a school run by a city",
        _kinds(),
        said=POOL,
        satisfied=plan(team("chinese")),
        boundary=plan(team("chinese", at=8, unit=3)),  # its city is no unit
        violated=plan(team("chinese", at=7, unit=9)),
        found=(Violation("T4", (team_id(1, 9), code(7)), 1, "0", 1),),
    ),
    Example(
        "T4-fallback",
        "both kinds of township school are no exception",
        _kinds(),
        said=POOL,
        satisfied=plan(team("chinese")),
        boundary=plan(team("chinese", at=5)),
        violated=plan(team("chinese", at=4, unit=3), team("chinese", at=8, unit=3, number=2)),
        found=(
            Violation("T4-fallback", (code(4),), 1, "0", 1),
            Violation("T4-fallback", (code(8),), 1, "0", 1),
        ),
    ),
    Example(
        "T12",
        "the floor counts priority points of posts that teams meet",
        one_link(
            staff=people(1, chinese=2, mathematics=1),
            needs=[need(2, "teacher", 2, 3, "chinese")],
        ),
        said={"floors": {UNIT: 3}},
        satisfied=plan(team("chinese", "chinese")),
        boundary=plan(team("chinese")),
        violated=plan(team("mathematics")),
        found=(Violation("T12", (UNIT,), 0, "≥ 3", 3),),
    ),
    Example(
        "T8",
        "short by one in the county; even in mathematics; a leader does not count",
        _short(),
        satisfied=plan(team("chinese", "chinese")),
        boundary=plan(team("chinese")),
        violated=plan(team("leader", "mathematics")),
        found=(Violation("T8", (UNIT, "chinese"), 0, "≥ 1", 1),),
    ),
)
