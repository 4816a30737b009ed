"""What every approval must say: a rule against which something can be approved, and one row of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pairmatch.approvals import COLUMNS
from pairmatch.errors import Text
from pairmatch.io.shown import hint
from pairmatch.programmes.faults import wrong_side
from pairmatch.programmes.room import Fault
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval


def approval_faults(scenario: Scenario, rules: Sequence[Rule]) -> Iterator[Fault]:
    """Judge each approval by itself: its rule, the columns that name a row of it, and the sides."""
    by_code = {rule.code: rule for rule in rules}
    for row in scenario.rows(Approval):
        rule = by_code.get(row.rule)
        if rule is None:
            yield Fault("E-APPROVAL-RULE", row, "rule", {"hint": hint(row.rule, by_code)})
        elif rule.excepted is None:
            yield Fault("E-APPROVAL-FACT", row, "rule", {"says": rule.says})
        else:
            yield from _columns(row, rule.excepted.columns)
        yield from wrong_side(scenario, row, "recipient_school", "recipient")
        yield from wrong_side(scenario, row, "supporting_school", "supporting")


def _columns(row: Approval, ways: Sequence[tuple[str, ...]]) -> Iterator[Fault]:
    """Report an approval that names no row of its rule, or more than one row has."""
    filled = {name for name in COLUMNS if getattr(row, name) is not None}
    if filled not in map(set, ways):
        wanted = Text(*(_or(lang, [_and(lang, way) for way in ways]) for lang in (0, 1)))
        yield Fault("E-APPROVAL-ROW", row, "rule", {"columns": wanted})


def _and(lang: int, way: Sequence[str]) -> str:
    headers = [Approval.model_fields[name].title or name for name in way] if lang == 0 else [*way]
    nothing = ("都不填", "none of them")[lang]
    return ("＋", " + ")[lang].join(headers) or nothing


def _or(lang: int, ways: Sequence[str]) -> str:
    return ("，或 ", ", or ")[lang].join(ways)
