"""Which years are rolled: the years and rounds that somebody asks for, as the scenario counts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pairmatch.errors import BadInput, Issue, Text
from pairmatch.settings import Settings

YEARS, ROUNDS = "--years", "--rounds"
LAST = 2099
"""The last year that the name of a round can spell."""
_SPAN = re.compile(r"\s*(20\d\d)\s*(?:[-–—]\s*(20\d\d)\s*)?")


@dataclass(frozen=True)
class Span:
    """Years from the first to the last, both included."""

    first: int
    last: int

    @property
    def name(self) -> str:
        """Return the span as rounds are named."""
        return f"{self.first}-{self.last}"

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last


@dataclass(frozen=True)
class RollYear:
    """A year that is planned, and the round that it belongs to."""

    year: int
    round: str


def years_asked(settings: Settings, years: str | None, rounds: str | None) -> tuple[RollYear, ...]:
    """Return the years to plan, in order.

    ``rounds`` are first years of rounds as long as the scenario's, separated by commas; the scenario's own
    without them. ``years`` is a span of years inside them, all of them without it.
    Raises BadInput with every fault of both.
    """
    issues: list[Issue] = []
    own = Span(*(int(year) for year in settings.round.split("-")))
    asked = _rounds(rounds, own, issues)
    found = _spans(years, YEARS, issues)
    _refuse_apart(found, YEARS, issues)
    if not issues:
        whole = (
            Span(found[0].first, found[-1].last) if found else Span(asked[0].first, asked[-1].last)
        )
        _refuse_outside(whole, asked, issues)
        if whole.first < settings.year:
            values: dict[str, object] = {
                "year": settings.year,
                "span": f"{settings.year}-{max(settings.year, whole.last)}",
            }
            issues.append(Issue("E-ROLL-BEFORE", YEARS, value=whole.name, values=values))
    if issues:
        raise BadInput(issues)
    return tuple(
        RollYear(year, one.name)
        for one in asked
        for year in range(one.first, one.last + 1)
        if year in whole
    )


def _rounds(text: str | None, own: Span, issues: list[Issue]) -> list[Span]:
    """Return the rounds that are asked for; what is wrong is added to the faults."""
    if text is None:
        return [own]
    length = own.last - own.first + 1
    found: list[Span] = []
    for one in _spans(text, ROUNDS, issues):
        begins, values = one.first, _examples(own)
        ends = begins + length - 1
        if one.last not in (begins, ends) or ends > LAST:
            issues.append(Issue("E-ROLL-ROUNDS", ROUNDS, value=one.name, values=values))
            continue
        if (begins - own.first) % length:
            issues.append(Issue("E-ROLL-ROUND", ROUNDS, value=str(begins), values=values))
        found.append(Span(begins, ends))
    _refuse_apart(found, ROUNDS, issues)
    return found


def _examples(own: Span) -> dict[str, object]:
    """Return how long rounds are and when some of them begin."""
    length = own.last - own.first + 1
    begins = _joined([str(own.first + i * length) for i in range(3)])
    return {"length": length, "begins": begins, "round": own.name}


def _spans(text: str | None, option: str, issues: list[Issue]) -> list[Span]:
    """Return the spans of a text such as 2021-2025 or 2021,2026."""
    found: list[Span] = []
    for part in [] if text is None else re.split("[,，、]", text):
        match = _SPAN.fullmatch(part)
        if match is None:
            code = "E-ROLL-YEARS" if option == YEARS else "E-ROLL-STARTS"
            issues.append(Issue(code, option, value=part.strip()))
            continue
        span = Span(int(match[1]), int(match[2] or match[1]))
        if span.first > span.last:
            issues.append(Issue("E-ROLL-ORDER", option, value=span.name))
            continue
        found.append(span)
    return found


def _refuse_apart(spans: Sequence[Span], option: str, issues: list[Issue]) -> None:
    """Report spans that overlap, run backwards or leave years out."""
    for before, after in pairwise(spans):
        values: dict[str, object] = {"before": before.name, "after": after.name}
        said = f"{before.name}, {after.name}"
        if after.last < before.first:
            issues.append(Issue("E-ROLL-ORDER", option, value=said))
        elif after.first <= before.last:
            issues.append(Issue("E-ROLL-OVERLAP", option, value=said, values=values))
        elif after.first > before.last + 1:
            gap = Span(before.last + 1, after.first - 1)
            issues.append(
                Issue("E-ROLL-GAP", option, value=said, values={**values, "gap": gap.name})
            )


def _refuse_outside(whole: Span, rounds: Sequence[Span], issues: list[Issue]) -> None:
    """Report years that belong to none of the rounds."""
    lost = [y for y in range(whole.first, whole.last + 1) if not any(y in one for one in rounds)]
    if lost:
        values: dict[str, object] = {
            "years": _joined([str(year) for year in lost]),
            "rounds": _joined([one.name for one in rounds]),
        }
        issues.append(Issue("E-ROLL-OUTSIDE", YEARS, value=whole.name, values=values))


def _joined(parts: Sequence[str]) -> Text:
    return Text("、".join(parts), ", ".join(parts))
