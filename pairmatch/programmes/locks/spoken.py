"""How decisions are said where they clash, and how one is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from pairmatch.errors import Text
from pairmatch.post import Ids
from pairmatch.programmes import costs
from pairmatch.programmes.rule import Repair, Spoken
from pairmatch.programmes.sentences import joined
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.vocabulary import label


def ids_of(lock: Lock) -> Ids:
    """Return the ids of a decision: its schools and whatever else it names."""
    named = (lock.supporting_school, lock.role, lock.subject, lock.term, lock.person_id)
    return (lock.recipient_school, *(x for x in named if x))


def spoken(force: Literal["require", "forbid"]) -> Spoken:
    """Return how required, or forbidden, rows are said and taken back."""

    def says(scenario: Scenario, ids: Ids) -> Text:
        return joined(_said(scenario, lock) for lock in _locks(scenario, force, ids))

    return Spoken(says=says, repairs=_taken_back(force))


def _locks(scenario: Scenario, force: str, ids: Ids) -> list[Lock]:
    return [x for x in scenario.locks if x.force == force and ids_of(x) == ids]


def _taken_back(force: str) -> Callable[[Scenario, Ids], Iterator[Repair]]:
    def repairs(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
        for lock in _locks(scenario, force, ids):
            yield _dropped(lock, _said(scenario, lock))

    return repairs


def _dropped(lock: Lock, said: Text) -> Repair:
    return Repair(
        "locks",
        (lock.what, lock.force, *ids_of(lock)),
        costs.DECISION,
        lambda n: Text(f"取消{said.zh}", f"take back: {said.en}"),
        lambda scenario, n: scenario.with_rows(Lock, [x for x in scenario.locks if x != lock]),
        most=1,
    )


def _said(scenario: Scenario, lock: Lock) -> Text:
    zh, en = (_row(scenario, lock, lang) for lang in ("zh", "en"))
    why = f"（{lock.reason}）" if lock.reason else ""
    reason = f" ({lock.reason})" if lock.reason else ""
    if lock.provisional:
        zh, en = f"{zh}{why}", f"{en}{reason}"
        kept = lock.force == "require"
        return Text(
            f"暂按原方案保留的{zh}" if kept else f"待定、暂不列入的{zh}",
            f"kept for now: {en}" if kept else f"left out for now: {en}",
        )
    if lock.force == "require":
        return Text(f"已议定必须列入的{zh}{why}", f"required {en}{reason}")
    return Text(f"已议定禁止的{zh}{why}", f"forbidden {en}{reason}")


def _row(scenario: Scenario, lock: Lock, lang: Literal["zh", "en"]) -> str:
    """Return what a decision names: its kind, the schools, the post, the term, the person."""
    schools = [lock.supporting_school, lock.recipient_school]
    parts = [
        " – ".join(scenario.schools[x].name for x in schools if x),
        label("role", lock.role, lang),
        label("subject", lock.subject, lang),
        label("term", lock.term, lang),
        _person(scenario, lock.person_id),
    ]
    what = label("lock", lock.what, lang)
    return (
        f"{what}：{' '.join(filter(None, parts))}"
        if lang == "zh"
        else (f"{what} {' '.join(filter(None, parts))}")
    )


def _person(scenario: Scenario, person_id: str | None) -> str:
    if person_id is None:
        return ""
    person = scenario.people.get(person_id)
    return (person.name if person else None) or person_id
