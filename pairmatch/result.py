"""Result: how a plan was obtained and what is proved about it, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, Literal

from pairmatch.errors import Defect, Lang, Text

Status = Literal["proved", "bounded"]

_PERCENT_STEPS = 1_000_000
"""A gap is shown in ten-thousandths of a percent, rounded up so that it is never understated."""


def gap_of(value: int, bound: int) -> Fraction:
    """Return the distance from value to bound, relative to the value."""
    return Fraction(bound - value, max(1, abs(value)))


def _refuse_false_proof(
    status: Status, shortfall: int, shortfall_bound: int, value: int, bound: int
) -> None:
    if bound < value or shortfall < shortfall_bound:
        raise Defect(
            f"value {value} above its bound {bound}, or shortfall {shortfall} below {shortfall_bound}"
        )
    if status == "proved" and (bound - value >= 1 or shortfall != shortfall_bound):
        raise Defect(
            f"'proved' with value {value}, bound {bound}, shortfall {shortfall}"
            f" of at least {shortfall_bound}"
        )


@dataclass(frozen=True)
class TermValue:
    """One objective term of a plan: what was counted, its weight and the points it gives."""

    code: str
    says: Text
    amount: int
    weight: int
    points: int


@dataclass(frozen=True)
class Price:
    """The price found for one unit of a row that all components share, in points."""

    rule: str
    ids: tuple[str, ...]
    side: int
    points: Fraction


@dataclass(frozen=True)
class Level:
    """What a county has of the needs it asks for where the worst county comes first, in tenths of a percent.

    ``proved`` tells that no plan has greater levels, the least ones compared first, up to this one.
    """

    county: str
    level: int
    proved: bool


@dataclass(frozen=True)
class ComponentResult:
    """What is proved about one connected component, and by which route.

    ``bound`` holds for its use of the rows that all components share. ``certified`` tells that duals
    recomputed in whole numbers prove the bound; otherwise it rests on the solver's word. ``reused``
    tells that an earlier run has proved it, and that nothing it depends on has changed since.
    """

    units: tuple[str, ...]
    status: Status
    shortfall: int
    shortfall_bound: int
    value: int
    bound: int
    route: str
    certified: bool = False
    reused: bool = False

    def __post_init__(self) -> None:
        """Refuse a claim of proof that the numbers do not carry."""
        _refuse_false_proof(
            self.status, self.shortfall, self.shortfall_bound, self.value, self.bound
        )


@dataclass(frozen=True)
class Result:
    """A plan's status, bound, gap, seed, versions, input hash and times.

    ``shortfall`` is minimised first and cannot be below ``shortfall_bound``; ``value`` is
    maximised then and cannot be above ``bound``. ``seconds`` by phase stand in the manifest only.
    ``levels`` are what was given to each county first, where the worst county comes first.
    """

    scenario: str
    title: str
    status: Status
    shortfall: int
    shortfall_bound: int
    value: int
    bound: int
    terms: tuple[TermValue, ...]
    seed: int
    versions: tuple[tuple[str, str], ...]
    input_hash: str
    components: tuple[ComponentResult, ...] = ()
    prices: tuple[Price, ...] = ()
    levels: tuple[Level, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse a claim of proof that the numbers do not carry."""
        _refuse_false_proof(
            self.status, self.shortfall, self.shortfall_bound, self.value, self.bound
        )

    @property
    def gap(self) -> Fraction:
        """The distance from value to bound, relative to the value."""
        return gap_of(self.value, self.bound)

    @property
    def gap_percent(self) -> str:
        """The gap in percent, rounded up."""
        steps = math.ceil(self.gap * _PERCENT_STEPS)
        return f"{steps / 10_000:.4f}".rstrip("0").rstrip(".")

    def said(self, lang: Lang) -> str:
        """Return in words what is proved about the plan."""
        return self._best_said(lang) + self._levels_said(lang)

    def _levels_said(self, lang: Lang) -> str:
        if not self.levels:
            return ""
        proved, every = sum(level.proved for level in self.levels), len(self.levels)
        return Text(
            f"；最差县优先：{every} 个县的底线，{proved} 个已证明",
            f"; worst county first: levels of {every} counties, {proved} of them proved",
        ).say(lang)

    def _best_said(self, lang: Lang) -> str:
        if self.status == "proved":
            return Text("已证明最优", "proved optimal").say(lang)
        words = Text(
            f"可行，已证明差距不超过 {self.gap_percent}%",
            f"feasible; proved gap at most {self.gap_percent} %",
        )
        if self.shortfall == self.shortfall_bound:
            return words.say(lang)
        more = Text(
            f"；未达标量 {self.shortfall}，已证明不少于 {self.shortfall_bound}",
            f"; shortfall {self.shortfall}, proved to be at least {self.shortfall_bound}",
        )
        return words.say(lang) + more.say(lang)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        found = asdict(self)
        found["versions"] = dict(self.versions)
        found["seconds"] = dict(self.seconds)
        found["prices"] = [{**asdict(price), "points": str(price.points)} for price in self.prices]
        return found

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Result:
        """Return the result that :meth:`to_dict` wrote."""
        return cls(
            **{
                **found,
                "terms": tuple(
                    TermValue(**{**term, "says": Text(**term["says"])}) for term in found["terms"]
                ),
                "versions": tuple(found["versions"].items()),
                "prices": tuple(
                    Price(x["rule"], tuple(x["ids"]), x["side"], Fraction(x["points"]))
                    for x in found["prices"]
                ),
                "levels": tuple(Level(**level) for level in found.get("levels", ())),
                "components": tuple(
                    ComponentResult(**{**part, "units": tuple(part["units"])})
                    for part in found["components"]
                ),
            }
        )
