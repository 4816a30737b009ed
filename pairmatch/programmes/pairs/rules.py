"""The rules of school pairs: P1, P4 and P9, which are possible; P2 and P3, how many a school has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Post, Variables
from pairmatch.programmes.amounts import PAIRS
from pairmatch.programmes.excepted import excepted
from pairmatch.programmes.pairs import affinity as facts
from pairmatch.programmes.pairs.scores import NOT_LISTED, scores
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.scenario import Scenario
from pairmatch.schema import School
from pairmatch.settings import OWN

# -- P1, P4, P9: which pairs are possible -------------------------------------------------------


def allow_linked(part: Component, r: IntArray, s: IntArray) -> BoolArray:
    """x[r, s] exists only if linked[home(s), home(r)], or approved."""
    linked: BoolArray = part.linked[part.home[s], part.home[r]]
    return linked | excepted(part, "P1", recipient_school=r, supporting_school=s)


def check_linked(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each pair lies inside a link."""
    for pair in plan.rows(SchoolPair):
        if not scenario.linked(pair.supporting_school, pair.recipient_school):
            yield _of_pair("P1", pair, "0")


def allow_stage(part: Component, r: IntArray, s: IntArray) -> BoolArray:
    """x[r, s] exists only if stages(r) & stages(s) is not empty, or approved."""
    shared = np.asarray((part.stages[r] & part.stages[s]) != 0, dtype=np.bool_)
    return shared | excepted(part, "P4", recipient_school=r, supporting_school=s)


def check_stage(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """The two schools of each pair share a stage."""
    for pair in plan.rows(SchoolPair):
        if not scenario.stages(pair.supporting_school) & scenario.stages(pair.recipient_school):
            yield _of_pair("P4", pair, "0")


def allow_listed(part: Component, r: IntArray, s: IntArray) -> BoolArray:
    """x[r, s] exists only if (r, s) is listed in pair_scores, where there are any, or approved."""
    outside = scores(part.scenario)
    if not outside:
        return np.ones(len(r), dtype=bool)
    listed = np.asarray(outside.places(part, r, s) != NOT_LISTED, dtype=np.bool_)
    return listed | excepted(part, "P9", recipient_school=r, supporting_school=s)


def check_listed(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Where pairs are scored from outside, only listed pairs are chosen."""
    outside = scores(scenario)
    for pair in plan.rows(SchoolPair):
        if outside and outside.find(pair.recipient_school, pair.supporting_school) is None:
            yield _of_pair("P9", pair, "0")


# -- P2, P3: how many partners a school has -------------------------------------------------------


def bounds(scenario: Scenario, school: School) -> tuple[int, int]:
    """Return the least and most partners of a school; its own numbers before the policy's."""
    side = scenario.side(school.school_code)
    low = scenario.number(f"{side}_pair_min") if school.pair_min is None else school.pair_min
    high = scenario.number(f"{side}_pair_max") if school.pair_max is None else school.pair_max
    return min(low, high), high


@lru_cache(maxsize=16)
def _limits(scenario: Scenario, side: str) -> Mapping[str, tuple[int, int]]:
    """The least and most partners of each school of a side, in code order."""
    return {x.school_code: bounds(scenario, x) for x in scenario.schools_on(side)}


def _build_partners(side: str, code: str, which: int) -> Callable[[Post, Variables], None]:
    def build(post: Post, variables: Variables) -> None:
        v, part = variables.of(PairVariables), post.component
        schools = part.recipients if side == "recipient" else part.supporters
        of = v.recipient if side == "recipient" else v.supporter
        rows = [part.scenario.schools[part.schools[i]] for i in schools]
        limit = np.array([bounds(part.scenario, x)[which] for x in rows], dtype=np.int64)
        asked = np.flatnonzero(limit > 0) if which == 0 else np.arange(len(schools))
        row = _rows_of(schools[asked], of, len(part.schools))
        ids = [(part.schools[i],) for i in schools[asked]]
        parts = [(row[row >= 0], v.column[row >= 0], 1)]
        if which == 0:
            post.rows(code, ids, parts, low=limit[asked])
        else:
            post.rows(code, ids, parts, high=limit[asked])

    least = "Σ_s x[r, s] ≥ pair_min[r]" if side == "recipient" else "Σ_r x[r, s] ≥ pair_min[s]"
    most = least.replace("≥ pair_min", "≤ pair_max")
    build.__doc__ = f"For every {side} school: {most if which else least}."
    return build


def _check_partners(
    side: str, code: str, which: int
) -> Callable[[Scenario, Plan], Iterator[Violation]]:
    def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
        """Every school of the side has a number of partners within its bounds."""
        count = plan.derived(_partners)
        for school, limits in _limits(scenario, side).items():
            found, limit = count[school], limits[which]
            missed = limit - found if which == 0 else found - limit
            if missed > 0:
                sign = "≥" if which == 0 else "≤"
                reason = _choice(scenario, scenario.schools[school], side) if which == 0 else None
                yield Violation(code, (school,), found, f"{sign} {limit}", missed, reason)

    return check


def _choice(scenario: Scenario, school: School, side: str) -> Text:
    """Say how many schools of the other side lie inside the link and share a stage."""
    code = school.school_code
    other = "supporting" if side == "recipient" else "recipient"
    near = [x.school_code for x in scenario.schools_on(other)]
    if side == "recipient":
        near = [x for x in near if scenario.linked(x, code)]
    else:
        near = [x for x in near if scenario.linked(code, x)]
    fit = sum(bool(scenario.stages(x) & scenario.stages(code)) for x in near)
    return Text(
        f"结对关系内对方学校 {len(near)} 所，其中学段相同的 {fit} 所",
        f"{len(near)} schools on the other side of the link, {fit} of them share a stage",
    )


def build_load(post: Post, variables: Variables) -> None:
    """For every supporting school s with a load_max: Σ_r load[r, s] x[r, s] ≤ load_max[s]."""
    v, part = variables.of(PairVariables), post.component
    limit = np.array([_load_max(part, i) for i in part.supporters], dtype=np.int64)
    asked = part.supporters[limit >= 0]
    row = _rows_of(asked, v.supporter, len(part.schools))
    kept = row >= 0
    ids = [(part.schools[i],) for i in asked]
    post.rows("P3-load", ids, [(row[kept], v.column[kept], v.load[kept])], high=limit[limit >= 0])


def check_load(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """The loads of a supporting school's pairs stay within its load_max."""
    used: Counter[str] = Counter()
    for pair in plan.rows(SchoolPair):
        used[pair.supporting_school] += facts.load(
            scenario, pair.recipient_school, pair.supporting_school
        )
    for code, found in used.items():
        limit = scenario.schools[code].load_max
        if limit is not None and found > limit:
            yield Violation("P3-load", (code,), found, f"≤ {limit}", found - limit)


# -- shared -------------------------------------------------------------------------------------


def _rows_of(schools: IntArray, of: IntArray, size: int) -> IntArray:
    """Return for each pair the row of its school, -1 where the school has no row."""
    place = np.full(size, -1, dtype=np.int64)
    place[schools] = np.arange(len(schools))
    rows: IntArray = place[of]
    return rows


def _load_max(part: Component, school: int) -> int:
    limit = part.scenario.schools[part.schools[school]].load_max
    return -1 if limit is None else limit


def _partners(plan: Plan) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair in plan.rows(SchoolPair):
        found[pair.recipient_school] += 1
        found[pair.supporting_school] += 1
    return found


def _of_pair(code: str, pair: SchoolPair, expected: str) -> Violation:
    return Violation(code, (pair.recipient_school, pair.supporting_school), 1, expected, 1)


def _partner_rule(code: str, side: str, which: int, says: Text, force: str, weight: int) -> Rule:
    return Rule(
        code=code,
        clause=OWN if which == 0 else "GD-2-1§1",
        says=says,
        force=force,  # type: ignore[arg-type]
        unit=PAIRS,
        build=_build_partners(side, code, which),
        check=_check_partners(side, code, which),
        weight=weight,
        why=Text("少一对计一次", "each missing pair counts once") if weight else Text("", ""),
        stays=which == 1,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "P1",
        "GD-2§7",
        Text(
            "结对学校须在县级结对关系之内；市属学校须在市级结对关系之内",
            "a pair lies inside a county link; of city-run schools, inside a city link",
        ),
        "hard",
        PAIRS,
        check_linked,
        allow=allow_linked,
        family="pair",
        stays=True,
        apart=True,
    ),
    _partner_rule(
        "P2",
        "recipient",
        1,
        Text("每所受援学校结对数不超过上限", "a recipient school has at most pair_max partners"),
        "hard",
        0,
    ),
    _partner_rule(
        "P2-min",
        "recipient",
        0,
        Text("每所受援学校结对数不低于下限", "a recipient school has at least pair_min partners"),
        "relaxable",
        10,
    ),
    _partner_rule(
        "P3",
        "supporting",
        1,
        Text("每所支援学校结对数不超过上限", "a supporting school has at most pair_max partners"),
        "hard",
        0,
    ),
    _partner_rule(
        "P3-min",
        "supporting",
        0,
        Text("每所支援学校结对数不低于下限", "a supporting school has at least pair_min partners"),
        "relaxable",
        10,
    ),
    Rule(
        "P3-load",
        OWN,
        Text(
            "每所支援学校的结对负荷不超过上限", "a supporting school's loads stay within load_max"
        ),
        "hard",
        Text("负荷", "load"),
        check_load,
        build=build_load,
        stays=True,
    ),
    Rule(
        "P4",
        OWN,
        Text("结对两校至少有一个相同学段", "the two schools share a stage"),
        "hard",
        PAIRS,
        check_stage,
        allow=allow_stage,
        family="pair",
        stays=True,
    ),
    Rule(
        "P9",
        OWN,
        Text(
            "有外部契合度表时，只在表列学校之间结对",
            "with outside scores, only listed pairs are chosen",
        ),
        "hard",
        PAIRS,
        check_listed,
        allow=allow_listed,
        family="pair",
        stays=True,
    ),
)
