"""One plan or more for every objective term, its amount computed by hand beside it."""

from __future__ import annotations

from typing import Any

from tests.builders import code, need, one_link, school, unit
from tests.rules.examples_rows import Measured, Tables, pair, people, plan, stay, team

TWICE = {"numbers": {"placement_terms": ("autumn", "spring")}}


def _asked() -> Tables:
    """School 2 asks for two teachers of Chinese and a leader, school 3 for music."""
    return one_link(
        schools=[school(3, 2, kind="township_central")],
        staff=people(1, leader=1, chinese=3, mathematics=1, music=1),
        needs=[
            need(2, "teacher", 2, 3, "chinese"),
            need(2, "leader", 1, 5),
            need(3, "teacher", 1, 4, "music"),
        ],
    )


def _aligned() -> Tables:
    """Supporting schools 1 and 3, each with a leader and teachers; site 2 with people to place."""
    return one_link(
        schools=[school(3, 1)],
        staff=[x for n in (1, 2, 3) for x in people(n, leader=1, chinese=3)],
    )


def _all_parts() -> Tables:
    """Everything known that affinity asks for."""
    tables = one_link(
        schools=[school(3, 1, stage="primary")],
        staff=people(1, chinese=1, music=1),
        needs=[need(2, "teacher", 2, 3, "chinese"), need(2, "teacher", 1, 2, "mathematics")],
        history=[
            {
                "year": 2020,
                "what": "pair",
                "recipient_school": code(2),
                "supporting_school": code(1),
                "status": "actual",
            }
        ],
    )
    tables["schools"][0].update(
        quality=75, students=900, boarding=1, kind="urban", lat=23.0, lon=113.0
    )
    tables["schools"][1].update(
        quality=60, students=300, boarding=1, stage="nine_year", lat=23.9, lon=113.0
    )
    return tables


def _few_parts() -> Tables:
    """Stages and numbers of students, nothing else."""
    tables = one_link()
    tables["schools"][0]["students"], tables["schools"][1]["students"] = 900, 300
    return tables


def _scored() -> Tables:
    """Outside scores for two pairs."""
    rows: list[dict[str, Any]] = [
        {"recipient_school": code(r), "supporting_school": code(1), "affinity": score}
        for r, score in ((2, 700), (3, -50))
    ]
    return one_link(schools=[school(3, 2)], pair_scores=rows)


def _far() -> Tables:
    """School 1 lies 0.98 degrees, 108 km, south of site 2; school 3 nobody knows where."""
    tables = one_link(schools=[school(3, 1)], staff=[*people(1, chinese=2), *people(2, chinese=2)])
    tables["schools"][0].update(lat=23.0, lon=113.0)
    tables["schools"][1].update(lat=23.98, lon=113.0)
    return tables


def _two_schools_ask(**quota: int) -> Tables:
    """Site 2 asks for seven teachers of Chinese, site 3 for three of mathematics."""
    tables = one_link(
        schools=[school(3, 2, kind="township_central")],
        staff=people(1, chinese=5, mathematics=5),
        needs=[need(2, "teacher", 7, 1, "chinese"), need(3, "teacher", 3, 5, "mathematics")],
    )
    if quota:
        tables["quotas"] = [{"unit_code": "000002", "programme": "teams", **quota}]
    return tables


def _areas() -> Tables:
    """Unit 2 is a priority area twice over; of unit 4 it is not known."""
    tables = one_link(
        units=[unit(4, "recipient", ethnic_autonomous=0)],
        links=[
            {
                "supporting_unit": "000001",
                "recipient_unit": "000004",
                "level": "county",
                "origin": "official",
            }
        ],
        schools=[school(3, 2, kind="county_high"), school(4, 4), school(5, 4, kind="county_high")],
        staff=people(1, chinese=2),
    )
    tables["units"][1].update(former_soviet=1, old_revolutionary=1)
    return tables


FIVE_MET = plan(
    team("chinese", "chinese", "chinese"), team("mathematics", "mathematics", at=3, number=2)
)

EXAMPLES: tuple[Measured, ...] = (
    # Chinese: 3 x min(3 sent, 2 posts) = 6; leader 5; mathematics nobody asks for; no team at 3
    Measured(
        "O1",
        "posts by main subject",
        _asked(),
        plan(team("leader", "chinese", "chinese", "chinese", "mathematics")),
        11,
    ),
    Measured(
        "O4",
        "the leader comes from the partner",
        _aligned(),
        plan(pair(2, 1), team("leader", "chinese")),
        1,
    ),
    Measured(
        "O4",
        "a teacher from the partner is no answer",
        _aligned(),
        plan(pair(2, 1), team("chinese"), stay("chinese", at=3)),
        0,
    ),
    Measured(
        "O4",
        "the host is the partner",
        _aligned(),
        plan(pair(2, 1), team("leader", "chinese", of=3), stay("leader", "chinese")),
        1,
    ),
    Measured(
        "O4",
        "the host also sends",
        _aligned(),
        plan(
            pair(2, 1),
            team("leader", of=1),
            team("chinese", of=3, first=2),
            stay("leader", "chinese", at=3),
        ),
        2,
    ),  # and the leader is the partner's
    Measured(
        "O4",
        "the host also sends, and is no partner",
        _aligned(),
        plan(team("chinese"), stay("chinese")),
        1,
    ),
    # the leader once, the two questions about the host in each term: 1 + 2 x 2
    Measured(
        "O4",
        "all three, in two terms",
        _aligned(),
        plan(
            pair(2, 1),
            team("leader"),
            stay("leader", term="autumn"),
            stay("chinese", term="spring"),
        ),
        5,
        TWICE,
    ),
    # strength     1000 x (2 posts x 3) / (2 x 3 + 1 x 2)  = 750, share 30 -> 22500
    # stages       primary of primary and junior           = 500, share 15 ->  7500
    # quality      75 - 60 = 15 points of 30               = 500, share 15 ->  7500
    # likeness     (300/900 = 333, boarding 1000, kind 0)/3 = 444, share 15 ->  6660
    # distance     0.9 degrees = 100 km of 500: 1000 - 200 = 800, share 15 -> 12000
    # partnership  paired in 2020                          = 1000, share 10 -> 10000
    #                                                        shares 100, sum   66160
    Measured("O5", "all six parts", _all_parts(), plan(pair(2, 1)), 661),
    # stages 1000 and likeness 333 with 15 each: (15000 + 4995) / 30 = 666.5
    Measured("O5", "four parts missing", _few_parts(), plan(pair(2, 1)), 666),
    Measured("O5", "outside scores, more is better", _scored(), plan(pair(2, 1), pair(3, 1)), 650),
    Measured(
        "O5",
        "outside scores, less is better",
        _scored(),
        plan(pair(2, 1), pair(3, 1)),
        -650,
        {"maximise": False},
    ),
    Measured(
        "O6",
        "a pair and two people at one host, 108 km each",
        _far(),
        plan(pair(2, 1), team("chinese", "chinese"), stay("chinese", "chinese")),
        10 + 10,
    ),
    Measured(
        "O6",
        "unknown places count nothing",
        _far(),
        plan(pair(2, 3), team("chinese"), stay("chinese", at=3)),
        0,
    ),
    # At most min(5, 7) + 3 = 8 posts, four bands of 2. Met 3 + 2 = 5: 4x2 + 3x2 + 2x1
    Measured("O8", "five posts of eight", _two_schools_ask(), FIVE_MET, 16),
    # With one team at most 5 posts, four bands of 2 (rounded up). Met 3: 4x2 + 3x1
    Measured(
        "O8",
        "one team",
        _two_schools_ask(min=1, max=1),
        plan(team("chinese", "chinese", "chinese")),
        11,
    ),
    # The same in five bands of 1 (the other school's posts would make them 2). Met 3: 5 + 4 + 3
    Measured(
        "O8",
        "one team, five bands",
        _two_schools_ask(min=1, max=1),
        plan(team("chinese", "chinese", "chinese")),
        12,
        {"numbers": {"fairness_bands": 5}},
    ),
    # Two bands of 4. Met 5: 2x4 + 1x1
    Measured(
        "O8", "two bands", _two_schools_ask(), FIVE_MET, 9, {"numbers": {"fairness_bands": 2}}
    ),
    # Pairs of 2: area 1 + township 1; of 3: area 1 + county high 1; of 4: 0; of 5: county high 1.
    # Team at 2: 2.
    Measured(
        "P7",
        "areas, township schools, county high schools",
        _areas(),
        plan(pair(2, 1), pair(3, 1), pair(4, 1), pair(5, 1), team("chinese")),
        7,
    ),
    Measured("O9", "one team of five", _two_schools_ask(), FIVE_MET, 5),
)
