"""How the rules of earlier years are said where they clash, and what moves their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pairmatch.errors import Text
from pairmatch.history import kind_of_staff
from pairmatch.post import Ids
from pairmatch.programmes import costs
from pairmatch.programmes.people import more_people
from pairmatch.programmes.rule import Repair, Spoken
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock


def _pair(scenario: Scenario, ids: Ids) -> str:
    return " – ".join(scenario.schools[code].name for code in reversed(ids))


def _say_stay(scenario: Scenario, ids: Ids) -> Text:
    pair = _pair(scenario, ids)
    return Text(f"上年结对的 {pair} 继续结对", f"last year's pair {pair} stays")


def _parted(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    """Both sides let the pair go: a decision that forbids it."""
    recipient, supporting = ids
    pair = _pair(scenario, ids)
    row = Lock(
        what="pair", recipient_school=recipient, supporting_school=supporting, force="forbid"
    )
    yield Repair(
        "locks",
        ("pair", "forbid", *ids),
        costs.DECISION,
        lambda n: Text(f"双方同意解除结对：{pair}", f"both sides let the pair go: {pair}"),
        lambda scenario, n: scenario.with_rows(Lock, [*scenario.locks, row]),
        most=1,
    )


def _people(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    if len(ids) > 3:
        yield from more_people(scenario, ids)
        return
    kinds = {
        (row.school_code, row.role, row.subject or "", row.stage)
        for row in scenario.staff_of.get(ids[0], ())
        if kind_of_staff(row) == ids
    }
    for kind in sorted(kinds):
        yield from more_people(scenario, kind)


SPOKEN: Mapping[str, Spoken] = {
    "H1": Spoken(says=_say_stay, repairs=_parted),
    "H2": Spoken(
        Text(
            "{0}派出支教的、上年没有支教的{2}{1}", "{2} {1} sent by {0} who did not serve last year"
        ),
        repairs=_people,
    ),
}
