"""Examples of the rules of placements against teams: W1-W3, W6, W6-stage."""

from __future__ import annotations

from typing import Any

from pairmatch.programmes.rule import Violation
from tests.builders import code, link, one_link, school, staff, unit
from tests.rules.examples_rows import TEAM, Example, Tables, people, plan, stay, teachers, team

SITE = code(2)
HALVES = {"numbers": {"placement_terms": ("autumn", "spring")}}
AUTUMN = {"numbers": {"placement_terms": ("autumn",)}}


def _people() -> Tables:
    """Hosts 1 and 3; site 2 and, in its county, school 4; school 5 in another linked county."""
    kinds = {"leader": 1, "middle": 1, "chinese": 4, "mathematics": 4}
    return one_link(
        units=[unit(3, "recipient")],
        links=[link(1, 3)],
        schools=[school(3, 1), school(4, 2), school(5, 3, kind="township_central")],
        staff=[x for n in (1, 2, 4, 5) for x in people(n, **kinds)] + people(1, music=1, art=1),
        teachers=[teachers(2, "art", 1, 1)],
    )


def _primary_site() -> Tables:
    """A primary site; in its county a nine-year school 3 with people of both stages."""
    return one_link(
        schools=[school(3, 2, stage="nine_year")],
        staff=[*people(1, chinese=2), *people(3, chinese=1), _junior(3)],
    )


def _junior(number: int) -> dict[str, Any]:
    return staff(number, "teacher", 1, "chinese", stage="junior")


def _stages() -> Tables:
    """A nine-year site; hosts of both its stages, of one and of none, and one of another link.

    School 1 sends to both stages, school 2 has people of both.
    """
    tables = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(1, 4), link(3, 4)],
        schools=[school(3, 1), school(4, 1, stage="senior"), school(5, 3, stage="nine_year")],
        staff=[*people(1, chinese=2), *people(2, chinese=1), _junior(2)],
    )
    tables["schools"][0]["stage"] = tables["schools"][1]["stage"] = "nine_year"
    return tables


TWO = team("chinese", "mathematics")
TWO_ALIKE = team("chinese", "chinese")
BOTH = ("chinese", "mathematics")

EXAMPLES: tuple[Example, ...] = (
    Example(
        "W1",
        "the county fills in for one who is missing",
        _people(),
        satisfied=plan(TWO, stay(*BOTH)),
        boundary=plan(TWO, stay("chinese"), stay("mathematics", of=4, first=2)),
        violated=plan(TWO, stay("chinese")),
        found=(Violation("W1", (SITE, "year"), 1, "≥ 2", 1),),
    ),
    Example(
        "W1",
        "in each term asked for",
        _people(),
        said=HALVES,
        satisfied=plan(),
        boundary=plan(TWO, stay(*BOTH, term="autumn"), stay(*BOTH, term="spring")),
        violated=plan(TWO, stay(*BOTH, term="autumn")),
        found=(Violation("W1", (SITE, "spring"), 0, "≥ 2", 2),),
    ),
    Example(
        "W1-max",
        "nobody beyond the seats",
        _people(),
        satisfied=plan(TWO, stay("chinese")),
        boundary=plan(TWO, stay(*BOTH)),
        violated=plan(TWO, stay(*BOTH, "chinese")),  # the third answers no seat
        found=(Violation("W1-max", (TEAM, "year"), 3, "≤ 2", 1),),
        hangs=False,
    ),
    Example(
        "W1-max",
        "nobody in a term not asked for",
        _people(),
        said=AUTUMN,
        satisfied=plan(TWO, stay("chinese", term="autumn")),
        boundary=plan(TWO, stay(*BOTH, term="autumn")),
        violated=plan(TWO, stay(*BOTH, term="autumn"), stay("chinese", term="spring")),
        found=(Violation("W1-max", (TEAM, "spring"), 1, "≤ 0", 1),),
        columns=False,
    ),
    Example(
        "W1-max",
        "nobody from another county",
        _people(),
        satisfied=plan(TWO, stay("chinese")),
        boundary=plan(TWO, stay("chinese", of=4)),
        violated=plan(TWO, stay("chinese", of=5)),
        found=(Violation("W1-max", (TEAM, "year", "1", code(5)), 1, "0", 1),),
        columns=False,
    ),
    Example(
        "W1-max",
        "nobody of a stage that the site does not teach",
        _primary_site(),
        satisfied=plan(TWO_ALIKE),
        boundary=plan(TWO_ALIKE, stay("chinese", of=3)),
        violated=plan(TWO_ALIKE, stay("chinese", of=3, stage="junior")),
        found=(Violation("W1-max", (TEAM, "year", "1", code(3)), 1, "0", 1),),
        columns=False,
    ),
    Example(
        "W1-own",
        "one's own people first, be it in another post",
        _people(),
        satisfied=plan(TWO, stay(*BOTH)),
        boundary=plan(TWO, stay("chinese", "leader")),
        violated=plan(TWO, stay("chinese"), stay("mathematics", of=4, first=2)),
        found=(Violation("W1-own", (SITE, "year"), 1, "0", 1),),
    ),
    Example(
        "W2-role",
        "a teacher answers for a teacher, whatever the subject",
        _people(),
        satisfied=plan(TWO, stay(*BOTH)),
        boundary=plan(TWO, stay("chinese", "chinese")),
        violated=plan(TWO, stay("chinese", "leader")),
        found=(Violation("W2-role", (TEAM, "2", "year", SITE), 0, "1", 1),),
    ),
    Example(
        "W2",
        "any teacher answers for a subject that the site does not have",
        _people(),
        satisfied=plan(TWO, stay(*BOTH)),
        boundary=plan(team("music"), stay("chinese")),
        violated=plan(TWO, stay("chinese", "chinese")),
        found=(Violation("W2", (TEAM, "2", "year", SITE), 0, "1", 1),),
    ),
    Example(
        "W2",
        "a subject that the site has, though with nobody to spare",
        _people(),
        satisfied=plan(team("middle"), stay("middle")),
        boundary=plan(team("chinese"), stay("chinese", of=4)),
        violated=plan(team("art"), stay("mathematics")),
        found=(Violation("W2", (TEAM, "1", "year", SITE), 0, "1", 1),),
    ),
    Example(
        "W2",
        "a leader answers for a leader",
        _people(),
        satisfied=plan(TWO, stay("chinese")),
        boundary=plan(team("leader"), stay("leader")),
        violated=plan(team("leader"), stay("middle")),
        found=(Violation("W2", (TEAM, "1", "year", SITE), 0, "1", 1),),
    ),
    Example(
        "W3",
        "one host for them all",
        _people(),
        satisfied=plan(TWO, stay("chinese")),
        boundary=plan(TWO, stay(*BOTH)),
        violated=plan(TWO, stay("chinese"), stay("mathematics", at=3, first=2)),
        found=(Violation("W3", (SITE, "year"), 2, "1", 1),),
    ),
    Example(
        "W3",
        "another host in another term",
        _people(),
        said=HALVES,
        satisfied=plan(TWO, stay(*BOTH, term="autumn"), stay(*BOTH, term="spring")),
        boundary=plan(TWO, stay(*BOTH, term="autumn"), stay(*BOTH, at=3, term="spring")),
        violated=plan(
            TWO, stay("chinese", term="spring"), stay("mathematics", at=3, term="spring", first=2)
        ),
        found=(Violation("W3", (SITE, "spring"), 2, "1", 1),),
    ),
    Example(
        "W6",
        "one stage of the site's two is shared",
        _stages(),
        satisfied=plan(team("chinese"), stay("chinese")),
        boundary=plan(team("chinese"), stay("chinese", at=3)),
        violated=plan(team("chinese"), stay("chinese", at=4)),
        found=(Violation("W6", (TEAM, "1", "year", code(4)), 1, "0", 1),),
    ),
    Example(
        "W6",
        "a host outside the link",
        _stages(),
        satisfied=plan(team("chinese"), stay("chinese")),
        boundary=plan(team("chinese"), stay("chinese", at=3)),
        violated=plan(team("chinese"), stay("chinese", at=5)),
        found=(Violation("W6", (TEAM, "1", "year", code(5)), 1, "0", 1),),
    ),
    Example(
        "W6-stage",
        "a primary host takes the primary teacher only",
        _stages(),
        satisfied=plan(TWO_ALIKE, stay("chinese"), stay("chinese", first=2, stage="junior")),
        boundary=plan(TWO_ALIKE, stay("chinese", at=3), stay("chinese", first=2, stage="junior")),
        violated=plan(
            TWO_ALIKE, stay("chinese", at=3), stay("chinese", at=3, first=2, stage="junior")
        ),
        found=(Violation("W6-stage", (TEAM, "2", "year", code(3)), 1, "0", 1),),
    ),
)
