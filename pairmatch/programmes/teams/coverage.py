"""How far the teams meet what schools ask for: by county, by subject, and how evenly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.shares import PERCENT, share
from pairmatch.programmes.spread import gini, jain, mean
from pairmatch.programmes.teams.index import met_posts, needs_of, teams
from pairmatch.scenario import Scenario
from pairmatch.schema import Need
from pairmatch.settings import OWN
from pairmatch.vocabulary import WORDS

POSTS: tuple[str, ...] = (*(x for x in WORDS["role"] if x != "teacher"), *WORDS["subject"])
"""What a post is called by itself: the role of a leader or middle cadre, the subject of a teacher."""


def post_of(role: str, subject: str | None) -> str:
    """Return the post that a need or a seat is about."""
    return (subject or "") if role == "teacher" else role


Kind: TypeAlias = tuple[str, str, str | None]
"""(school, role, subject): what a need is about."""


@dataclass(frozen=True)
class _Met:
    """A need, the unit that it belongs to, and how many of its posts are met."""

    unit: str
    need: Need
    posts: int

    @property
    def post(self) -> str:
        """The role, or the subject of a teacher."""
        return post_of(self.need.role, self.need.subject)


def _about(need: Need) -> Kind:
    return (need.school_code, need.role, need.subject)


def _count_needs(scenario: Scenario, plan: Plan) -> list[_Met]:
    """Every need of a school with the posts that a team meets, and those that are met without one.

    The latter are the posts of which :func:`needs_of` says that nobody asks for them any more: people
    who came home have taken them over.
    """
    met: Counter[Kind] = Counter()
    left: Counter[Kind] = Counter()
    for seats in teams(plan).values():
        met.update({_about(need): posts for need, posts in met_posts(scenario, seats)})
    for needs in needs_of(scenario).values():
        left.update({_about(need): need.posts for need in needs})
    return [
        _Met(scenario.homes[x.school_code], x, met[_about(x)] + x.posts - left[_about(x)])
        for x in scenario.rows(Need)
    ]


def _needs(scenario: Scenario, plan: Plan) -> list[_Met]:
    return plan.derived_in(scenario, _count_needs)


def need_coverage(scenario: Scenario, plan: Plan) -> Measured:
    """Share of what all recipient schools ask for, weighted with the priority."""
    asked: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for x in _needs(scenario, plan):
        asked[x.unit] += x.need.priority * x.need.posts
        done[x.unit] += x.need.priority * x.posts
    return share(done, asked)


def _counties(scenario: Scenario, plan: Plan) -> dict[str, Fraction]:
    """Need coverage of each recipient county that asks for something; cities' own schools apart."""
    parts = plan.derived_in(scenario, need_coverage).parts
    counties = {unit.unit_code for unit in scenario.recipient_counties}
    return {unit: part for unit, part in parts.items() if unit in counties}


def worst_county(scenario: Scenario, plan: Plan) -> Measured:
    """The least need coverage of a county; ``at``: every county that has it."""
    parts = _counties(scenario, plan)
    least = min(parts.values(), default=None)
    return Measured(least, {}, tuple(unit for unit, part in parts.items() if part == least))


def coverage_gini(scenario: Scenario, plan: Plan) -> Measured:
    """Gini coefficient of the counties' need coverage."""
    return Measured(gini(_counties(scenario, plan).values()))


def coverage_jain(scenario: Scenario, plan: Plan) -> Measured:
    """Jain's index of the counties' need coverage."""
    return Measured(jain(_counties(scenario, plan).values()))


def _count_posts(scenario: Scenario, plan: Plan) -> dict[str, dict[str, tuple[int, int]]]:
    """(Posts met, posts asked) by unit and post."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for x in _needs(scenario, plan):
        mine = found.setdefault(x.unit, {})
        done, asked = mine.get(x.post, (0, 0))
        mine[x.post] = (done + x.posts, asked + x.need.posts)
    return found


def _by_post(scenario: Scenario, plan: Plan) -> dict[str, dict[str, tuple[int, int]]]:
    return plan.derived_in(scenario, _count_posts)


def subject_coverage(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the posts asked for that are met, by subject or role; ``at``: the least covered."""
    done: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for mine in _by_post(scenario, plan).values():
        for post, (some, every) in mine.items():
            done[post] += some
            asked[post] += every
    found = share(done, asked)
    parts = {post: found.parts[post] for post in POSTS if post in found.parts}
    least = min(parts.values(), default=None)
    return Measured(found.value, parts, tuple(x for x, part in parts.items() if part == least))


def subject_worst(scenario: Scenario, plan: Plan) -> Measured:
    """Coverage of each unit's least covered subject or role, and the mean of these."""
    parts = {
        unit: min(Fraction(done, asked) for done, asked in mine.values())
        for unit, mine in sorted(_by_post(scenario, plan).items())
    }
    return Measured(mean(parts.values()), parts)


def subjects_reached(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the subjects and roles that each unit asks for of which it gets any."""
    by_post = _by_post(scenario, plan)
    reached = {unit: sum(done > 0 for done, _ in mine.values()) for unit, mine in by_post.items()}
    return share(reached, {unit: len(mine) for unit, mine in by_post.items()})


COVERAGE: tuple[Metric, ...] = (
    Metric(
        "worst_county",
        Text("最差县的需求满足率", "Need coverage of the worst county"),
        Text(
            "各受援县需求满足率的最小值（不含市直学校）",
            "least need coverage of a recipient county (schools run by a city apart)",
        ),
        PERCENT,
        "higher",
        "GD-2-1§36",
        "people",
        worst_county,
        decimals=1,
        percent=True,
        topic="counties",
    ),
    Metric(
        "need_coverage",
        Text("需求满足率（按优先级加权）", "Need coverage, weighted"),
        Text(
            "Σ 优先级×满足岗位 ÷ Σ 优先级×需求岗位，含没有团队的学校；跟岗回来接手的算满足",
            "Σ priority × posts met / Σ priority × posts asked, schools without a team included;"
            " what people who came home have taken over counts as met",
        ),
        PERCENT,
        "higher",
        "GD-2§5",
        "technical",
        need_coverage,
        parted="unit",
        decimals=1,
        percent=True,
        topic="counties",
    ),
    Metric(
        "coverage_gini",
        Text("县际需求满足率的基尼系数", "Gini of the counties' need coverage"),
        Text(
            "Σ|xᵢ − xⱼ| ÷ (2n Σx)，x 为各受援县需求满足率",
            "Σ|xᵢ − xⱼ| / (2n Σx), x: need coverage of a county",
        ),
        Text("", ""),
        "lower",
        "GD-2-1§36",
        "technical",
        coverage_gini,
        decimals=3,
        topic="counties",
    ),
    Metric(
        "coverage_jain",
        Text("县际需求满足率的 Jain 公平指数", "Jain's index of the counties' need coverage"),
        Text(
            "(Σx)² ÷ (n Σx²)，x 为各受援县需求满足率",
            "(Σx)² / (n Σx²), x: need coverage of a county",
        ),
        Text("", ""),
        "higher",
        "GD-2-1§36",
        "technical",
        coverage_jain,
        decimals=3,
        topic="counties",
    ),
    Metric(
        "subject_coverage",
        Text("各学科岗位满足率", "Coverage of posts, by subject"),
        Text(
            "满足岗位 ÷ 需求岗位，按学科；领导、中层干部各算一类",
            "posts met / posts asked, by subject; leaders and middle cadres are a kind each",
        ),
        PERCENT,
        "higher",
        "GD-2§5",
        "technical",
        subject_coverage,
        parted="subject",
        decimals=1,
        percent=True,
        topic="counties",
    ),
    Metric(
        "subject_worst",
        Text("各单位满足最少的学科", "Least covered subject of each unit"),
        Text(
            "每个受援单位各学科岗位满足率的最小值；总值为各单位的平均",
            "least coverage of a subject in each recipient unit; the value is the mean of units",
        ),
        PERCENT,
        "higher",
        OWN,
        "technical",
        subject_worst,
        parted="unit",
        decimals=1,
        percent=True,
        topic="counties",
    ),
    Metric(
        "subjects_reached",
        Text("有人支教的学科", "Subjects reached"),
        Text(
            "至少满足 1 个岗位的学科数 ÷ 有需求的学科数，按受援单位相加",
            "subjects with a post met / subjects asked for, summed over recipient units",
        ),
        PERCENT,
        "higher",
        OWN,
        "technical",
        subjects_reached,
        parted="unit",
        decimals=1,
        percent=True,
        topic="counties",
    ),
)
