"""The schools table: every unit's schools with pupils at the published means and their limits."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

from pairmatch.generate.census import GUANGZHOU, PROVINCE, homes, outside_guangzhou
from pairmatch.generate.chance import uneven
from pairmatch.generate.facts import Facts
from pairmatch.generate.layout import Draft, draft_schools
from pairmatch.schema import School
from pairmatch.vocabulary import TOWNSHIP_KINDS

TAG = "合成"
"""The tag of every generated school."""
MEAN_SIZE = {"senior": 1800, "combined": 2200, "twelve_year": 2400, "special": 120}
"""Pupils of the schools whose totals are not among the published figures. Our own numbers."""
NO_LODGING = 0.2
"""Share of township schools that cannot lodge a team this year; more in some counties."""


def make_schools(facts: Facts, seed: int) -> list[School]:
    """Return every school of the province in code order."""
    drafts = [
        draft
        for home in homes(facts)
        for draft in draft_schools(home, Random(f"{seed}/schools/{home.unit}"))
    ]
    means = mean_sizes(facts)
    scale = _scales(drafts, means)
    serial: Counter[str] = Counter()
    found = []
    for draft in drafts:
        prefix = f"99{draft.home.unit[2:6]}"
        serial[prefix] += 1
        code = f"{prefix}{serial[prefix]:04d}"
        pupils = draft.size * scale[draft.home.city == GUANGZHOU, draft.stage]
        full = uneven(NO_LODGING, 0.8, f"{seed}/lodging/{draft.home.unit}")
        found.append(_school(draft, code, round(pupils), full, Random(f"{seed}/school/{code}")))
    return found


def mean_sizes(facts: Facts) -> dict[tuple[bool, str], float]:
    """Return the published pupils of a stage per school of that stage, by whether in 广州.

    广州 publishes teachers, not pupils: its pupils are these times the province's ratio.
    """
    found: dict[tuple[bool, str], float] = {}
    for stage, name in (("primary", "primary"), ("junior", "junior secondary")):
        ratio = facts.published(PROVINCE, f"{stage} pupil-teacher ratio")
        there = facts.published(GUANGZHOU, f"{stage} full-time teachers") * ratio
        elsewhere = facts.published(PROVINCE, f"{name} pupils") - there
        found[True, stage] = there / facts.published(GUANGZHOU, f"{name} schools")
        found[False, stage] = elsewhere / outside_guangzhou(facts, f"{name} schools")
    children = facts.published(PROVINCE, "kindergarten children")
    for inside in (True, False):
        found[inside, "kindergarten"] = children / facts.published(PROVINCE, "kindergartens")
    return found


def _scales(
    drafts: list[Draft], means: dict[tuple[bool, str], float]
) -> dict[tuple[bool, str], float]:
    """Return pupils per unit of size, so that each stage has the published pupils per school.

    Pupils of a stage are counted wherever they are taught, schools as the yearbook counts them:
    nine-year schools as junior ones. Village schools below 100 pupils are among the teaching
    points, which are counted apart.
    """
    found: dict[tuple[bool, str], float] = {}
    for inside in (True, False):
        size: defaultdict[str, float] = defaultdict(float)
        number: Counter[str] = Counter()
        for draft in drafts:
            if not draft.small and (draft.home.city == GUANGZHOU) == inside:
                size[draft.stage] += draft.size
                number[draft.stage] += 1
        scale = {
            stage: mean * number[stage] / size[stage]
            for stage, mean in MEAN_SIZE.items()
            if number[stage]
        }
        scale["kindergarten"] = (
            means[inside, "kindergarten"] * number["kindergarten"] / size["kindergarten"]
        )
        complete = MEAN_SIZE["combined"] * number["combined"] / 2
        complete += MEAN_SIZE["twelve_year"] * number["twelve_year"] / 4
        juniors = means[inside, "junior"] * (number["junior"] + number["nine_year"])
        scale["junior"] = (juniors - complete) / (size["junior"] + size["nine_year"] / 3)
        scale["nine_year"] = scale["junior"]
        elsewhere = scale["nine_year"] * size["nine_year"] * 2 / 3
        elsewhere += MEAN_SIZE["twelve_year"] * number["twelve_year"] / 2
        primaries = means[inside, "primary"] * number["primary"]
        scale["primary"] = (primaries - elsewhere) / size["primary"]
        found |= {(inside, stage): value for stage, value in scale.items()}
    return found


def _school(draft: Draft, code: str, pupils: int, full: float, rng: Random) -> School:
    """Return one school; ``full`` is the chance that a township school cannot lodge a team."""
    students = rng.randint(15, 99) if draft.small else pupils
    supporting = draft.home.side == "supporting"
    township = draft.kind in TOWNSHIP_KINDS and not supporting
    lodging = not township or rng.random() >= full
    return School(
        school_code=code,
        name=draft.name,
        unit_code=draft.home.unit,
        stage=draft.stage,
        kind=draft.kind,
        run_by="city" if draft.home.run_by_city else "county",
        students=students,
        boarding=int(draft.boarding),
        lat=draft.lat,
        lon=draft.lon,
        tags=TAG,
        pair_max=0 if draft.small else None,
        release_max=min(6, 2 + students // 500),
        host_max=min(12, 3 + students // 250) if supporting else None,
        beds=rng.randint(3, 8) if township and lodging and rng.random() < 0.7 else None,
        site=None if lodging else 0,
    )
