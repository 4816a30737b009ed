"""Approvals: signed decisions that let one row of a rule be missed, and which row each of them names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from pairmatch.scenario import Scenario
from pairmatch.schema import Approval

Instance = frozenset[str]
"""The ids of one row of a rule, in any order, those left out that are blank or mean the province."""

COLUMNS = (
    *("unit_code", "recipient_school", "supporting_school"),
    *("role", "subject", "stage", "term", "limit"),
)
"""The columns of an approval that say which row of its rule is meant."""
_EVERYWHERE = ("", "province")


def instance_of(ids: Iterable[str]) -> Instance:
    """Return which row of its rule some ids name."""
    return frozenset(one for one in ids if one not in _EVERYWHERE)


@lru_cache(maxsize=8)
def approved(scenario: Scenario) -> Mapping[str, Mapping[Instance, Approval]]:
    """Return the approvals by code of the rule and by the row that they name."""
    found: dict[str, dict[Instance, Approval]] = {}
    for row in scenario.rows(Approval):
        ids = (getattr(row, name) or "" for name in COLUMNS)
        found.setdefault(row.rule, {})[instance_of(ids)] = row
    return found


def approval_of(scenario: Scenario, code: str, ids: Iterable[str]) -> Approval | None:
    """Return the approval that lets a row of a rule be missed, None if there is none."""
    mine = approved(scenario).get(code)
    return mine.get(instance_of(ids)) if mine else None
