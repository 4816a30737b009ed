"""How the rules of placements are said where they clash, and what moves their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pairmatch.errors import Text
from pairmatch.post import Ids
from pairmatch.programmes import changes, costs
from pairmatch.programmes.people import more_people, more_released
from pairmatch.programmes.placements.exchange import people_limits
from pairmatch.programmes.placements.index import teachers_present
from pairmatch.programmes.placements.supply import SPANS
from pairmatch.programmes.rule import Repair, Spoken
from pairmatch.scenario import HALVES, Scenario
from pairmatch.schema import TeacherCount
from pairmatch.settings import Limit
from pairmatch.vocabulary import label


def _hosts(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    """One more person hosted at a time; where beds are the limit, one more bed too."""
    code = ids[0]
    school = scenario.schools[code]
    most = scenario.number("host_max") if school.host_max is None else school.host_max
    limit = most if school.beds is None else min(most, school.beds)
    base = max(limit, *(scenario.committed(code, "host", half) for half in HALVES))

    def change(scenario: Scenario, n: int) -> Scenario:
        columns = {"host_max": max(most, base + n)}
        if school.beds is not None:
            columns["beds"] = max(school.beds, base + n)
        return changes.with_school(scenario, code, **columns)

    yield Repair(
        "schools.host_max",
        (code,),
        costs.SCHOOL_LIMIT,
        lambda n: Text(
            f"{school.name}可同时接收的跟岗人数由 {limit} 人改为 {base + n} 人",
            f"{school.name}: people hosted at a time from {limit} to {base + n}",
        ),
        change,
    )


def _people(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    code, role, subject, last = ids
    if last not in SPANS:
        yield from more_people(scenario, ids)
        return
    for key in scenario.group_counts:
        if (key.school_code, key.role) == (code, role) and subject in ("", key.subject):
            yield from more_people(scenario, (code, role, key.subject, key.stage))


def _heads(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    [code] = ids
    kinds = {
        (code, key.role, "", key.stage)
        for key in scenario.group_counts
        if key.school_code == code and key.role != "teacher"
    }
    for kind in sorted(kinds):
        yield from more_people(scenario, kind)


def _budget(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    whose, what = ids
    limit = scenario.settings.limits.get(whose, Limit())
    if what == "money":
        yield _money(scenario, ids, limit)
        return
    unit = scenario.units.get(whose)
    name = _named(scenario, whose)
    now = (limit.people or 0) if unit is None else people_limits(scenario, whose)[what]
    words = label("limit", what, "zh"), label("limit", what, "en")

    def change(scenario: Scenario, n: int) -> Scenario:
        if what == "away" and limit.people is not None and limit.people < now + n:
            scenario = changes.with_limit(scenario, whose, replace(limit, people=now + n))
        supporting = unit is not None and unit.side == "supporting"
        programme = "teams" if what == "away" and supporting else "placements"
        for quota in scenario.quotas.get((whose, programme), ()):
            if quota.max is not None and quota.max < now + n:
                scenario = changes.with_quota(
                    scenario, whose, programme, quota.stage, {"max": now + n}
                )
        return scenario

    yield Repair(
        f"limits.{what}",
        ids,
        costs.BUDGET,
        lambda n: Text(
            f"{name[0]}的{words[0]}限额由 {now} 改为 {now + n}",
            f"{name[1]}: limit of {words[1]} from {now} to {now + n}",
        ),
        change,
    )


def _money(scenario: Scenario, ids: Ids, limit: Limit) -> Repair:
    whose, _ = ids
    cost, now = scenario.number("cost_per_person"), limit.money or 0
    zh, en = _named(scenario, whose)
    # Half-years that are paid for are counted down, so the first step fills up the one begun.
    halves = 2 * now // cost

    def money(n: int) -> int:
        return -(-(halves + n) * cost // 2)

    return Repair(
        "limits.money",
        ids,
        costs.BUDGET,
        lambda n: Text(
            f"{zh}的经费限额由 {now} 元改为 {money(n)} 元",
            f"{en}: money from {now} to {money(n)} yuan",
        ),
        lambda scenario, n: changes.with_limit(scenario, whose, replace(limit, money=money(n))),
    )


def _named(scenario: Scenario, whose: str) -> tuple[str, str]:
    """Return what a unit, or a side of the province, is called in each language."""
    if whose in scenario.units:
        return (scenario.unit_name(whose),) * 2
    return label("total", whose, "zh"), label("total", whose, "en")


def _teachers(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    code, subject, _ = ids
    now = teachers_present(scenario)[code][subject]
    name, zh, en = scenario.schools[code].name, *_subject(subject)

    def change(scenario: Scenario, n: int) -> Scenario:
        rows = [
            row.model_copy(update={"present": row.present + n})
            if (row.school_code, row.subject) == (code, subject)
            else row
            for row in scenario.rows(TeacherCount)
        ]
        return scenario.with_rows(TeacherCount, rows)

    yield Repair(
        "teachers.present",
        (code, subject),
        costs.PERSON,
        lambda n: Text(
            f"{name}的{zh}教师由 {now} 人增加到 {now + n} 人",
            f"{name}: {en} teachers from {now} to {now + n}",
        ),
        change,
    )


def _subject(subject: str) -> tuple[str, str]:
    return label("subject", subject, "zh"), label("subject", subject, "en")


def _say_subject(scenario: Scenario, ids: Ids) -> Text:
    code, subject, half = ids
    now, name = teachers_present(scenario)[code][subject], scenario.schools[code].name
    zh, en = _subject(subject)
    return Text(
        f"{name}现有{zh}教师 {now} 人，{label('term', half, 'zh')}不能无人任教",
        f"{name} has {now} teachers of {en}; in {label('term', half, 'en')} one must be there",
    )


def _say_equal(scenario: Scenario, ids: Ids) -> Text:
    code, term = ids
    name = scenario.schools[code].name
    return Text(
        f"{name}的支教团队来几人，{label('term', term, 'zh')}就安排几人跟岗",
        f"as many people are placed for {name} as its team has ({label('term', term, 'en')})",
    )


def _say_no_more(scenario: Scenario, ids: Ids) -> Text:
    code, term = ids
    name = scenario.schools[code].name
    return Text(
        f"{name}{label('term', term, 'zh')}跟岗的人不多于支教团队的人",
        f"no more people are placed for {name} than its team has ({label('term', term, 'en')})",
    )


BUDGET = Text("{0}{1}", "{1} of {0}")
SPOKEN: Mapping[str, Spoken] = {
    "P8": Spoken(
        Text(
            "{0}外派的领导和中层干部（每对结对互派计 1 人）",
            "leaders and middle cadres of {0} away, one for each pair among them",
        ),
        repairs=_heads,
    ),
    "T11": Spoken(BUDGET, repairs=_budget),
    "T11-province": Spoken(BUDGET, repairs=_budget),
    "W1": Spoken(says=_say_equal),
    "W1-max": Spoken(says=_say_no_more),
    "W4": Spoken(Text("{0}{1}接收的跟岗人员", "people hosted by {0}, {1}"), repairs=_hosts),
    "W5": Spoken(
        Text("{0}派出跟岗的{2}{1}（{3}）", "{2} {1} ({3}) of {0} placed"), repairs=_people
    ),
    "W7": Spoken(says=_say_subject, repairs=_teachers),
    "W8": Spoken(Text("{0}{1}派出跟岗的人", "people placed of {0}, {1}"), repairs=more_released),
}
