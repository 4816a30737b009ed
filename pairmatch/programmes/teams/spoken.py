"""How the rules of teams are said where they clash, and what moves their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pairmatch.errors import Text
from pairmatch.post import Ids
from pairmatch.programmes import changes, costs
from pairmatch.programmes.people import more_people, more_released
from pairmatch.programmes.rule import Repair, Spoken
from pairmatch.programmes.teams.index import team_quota
from pairmatch.programmes.teams.rules import most_people
from pairmatch.scenario import Scenario
from pairmatch.schema import School
from pairmatch.vocabulary import SUBJECT_STAGES, TOWNSHIP_KINDS


def _number(which: int) -> Callable[[Scenario, Ids], Iterator[Repair]]:
    column, zh, en = (("min", "下限", "least"), ("max", "上限", "most"))[which]

    def repairs(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
        [county] = ids
        now = team_quota(scenario, county)[which]
        sign = -1 if which == 0 else 1
        name = scenario.unit_name(county)
        yield Repair(
            f"quotas.{column}",
            ("teams", county),
            costs.TEAM,
            lambda n: Text(
                f"{name}支教团队名额{zh}由 {now} 个改为 {now + sign * n} 个",
                f"{name}: quota of teams, {en}, from {now} to {now + sign * n}",
            ),
            lambda scenario, n: changes.with_quota(
                scenario, county, "teams", None, {column: now + sign * n}
            ),
            most=now if which == 0 else None,
        )
        if which == 0:
            yield from _sites(scenario, county)
            yield from _newcomers(scenario, county)
            yield from _smaller(scenario)

    return repairs


def _sites(scenario: Scenario, county: str) -> Iterator[Repair]:
    """Let a township school that refuses teams have one."""
    for school in scenario.schools_of[county]:
        if school.site == 0 and school.kind in TOWNSHIP_KINDS:
            yield _site(school)


def _site(school: School) -> Repair:
    code = school.school_code
    return Repair(
        "schools.site",
        (code,),
        costs.SCHOOL_LIMIT,
        lambda n: Text(f"{school.name}改为可接收支教团队", f"{school.name} may host a team"),
        lambda scenario, n: changes.with_school(scenario, code, site=1),
        most=1,
        direct=False,
    )


def _pool(scenario: Scenario) -> Iterator[Repair]:
    """Open the pool of the city, where cities are linked."""
    linked = any(
        scenario.units[a].level == scenario.units[b].level == "city"
        for a, b in scenario.linked_units
    )
    if linked and not scenario.number("city_pool"):
        yield Repair(
            "policy.city_pool",
            (),
            costs.CITY_POOL,
            lambda n: Text("启用市级调用（city_pool）", "open the cities' pools (city_pool)"),
            lambda scenario, n: changes.with_number(scenario, "city_pool", True),
            most=1,
            direct=False,
            wide=True,
        )


def _newcomers(scenario: Scenario, county: str) -> Iterator[Repair]:
    """Ask linked schools for a person of a stage of the sites that nobody of the linked units teaches."""
    sites = [x for x in scenario.schools_of[county] if x.kind in TOWNSHIP_KINDS]
    units = sorted(a for a, b in scenario.reaching_units if b == county)
    near = [school for unit in units for school in scenario.schools_of[unit]]
    known = {row.stage for x in near for row in scenario.staff_of.get(x.school_code, ())}
    lacking = {stage for x in sites for stage in scenario.stages(x.school_code)} - known
    if lacking:
        yield from _pool(scenario)
    for school in near:
        for stage in sorted(scenario.stages(school.school_code) & lacking):
            subject = next(x for x, stages in SUBJECT_STAGES.items() if stage in stages)
            kind = (school.school_code, "teacher", subject, stage)
            yield from more_people(scenario, kind, direct=False)


def _smaller(scenario: Scenario) -> Iterator[Repair]:
    now = scenario.number("team_size_min")
    yield Repair(
        "policy.team_size_min",
        (),
        costs.TEAM_SIZE,
        lambda n: Text(
            f"每个团队的最少人数由 {now} 人改为 {now - n} 人",
            f"least people of a team from {now} to {now - n}",
        ),
        lambda scenario, n: changes.with_number(scenario, "team_size_min", now - n),
        most=now - 1,
        direct=False,
        wide=True,
    )


def _say_size(scenario: Scenario, ids: Ids) -> Text:
    [code] = ids
    least, most = scenario.number("team_size_min"), most_people(scenario, code)
    name = scenario.schools[code].name
    if most < least:
        return Text(
            f"{name}至多住 {most} 人，一个团队至少 {least} 人",
            f"{name} lodges {most} people at most, a team has {least} at least",
        )
    people = f"{least}–{most}" if least < most else str(most)
    return Text(
        f"{name}如有支教团队，须 {people} 人，其中学校领导至多 1 人",
        f"a team at {name} has {people} people, at most one of them a leader",
    )


def _size(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    [code] = ids
    school = scenario.schools[code]
    if school.beds is not None and school.beds < scenario.number("team_size_max"):
        now = school.beds
        yield Repair(
            "schools.beds",
            ids,
            costs.SCHOOL_LIMIT,
            lambda n: Text(
                f"{school.name}的床位由 {now} 个增加到 {now + n} 个",
                f"{school.name}: beds from {now} to {now + n}",
            ),
            lambda scenario, n: changes.with_school(scenario, code, beds=now + n),
            most=scenario.number("team_size_max") - now,
            direct=False,
        )
    if scenario.number("team_size_min") > 1:
        yield from _smaller(scenario)


def _sent(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    yield from more_people(scenario, ids)
    yield from _pool(scenario)


def _released(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    yield from more_released(scenario, ids)
    yield from _pool(scenario)


def _of_kind(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    code, role, subject = ids
    for key in scenario.group_counts:
        if (key.school_code, key.role) == (code, role) and subject in ("", key.subject):
            yield from more_people(scenario, (code, role, key.subject, key.stage))


SITES = Text("可驻点学校", "schools that may host a team")
TEAMS = Text("{0}的支教团队", "teams of {0}")
SPOKEN: Mapping[str, Spoken] = {
    "T1": Spoken(TEAMS, SITES, repairs=_number(0)),
    "T1-max": Spoken(TEAMS, repairs=_number(1)),
    "T2": Spoken(says=_say_size, repairs=_size),
    "T5": Spoken(Text("{0}派出支教的{2}{1}（{3}）", "{2} {1} ({3}) sent by {0}"), repairs=_sent),
    "T6": Spoken(Text("{0}派出支教的人", "people sent by {0}"), repairs=_released),
    "T10": Spoken(
        Text(
            "{0}派出支教的{2}{1}（已扣除其他任务占用）",
            "{2} {1} sent by {0}, beside other tasks",
        ),
        repairs=_of_kind,
    ),
}
