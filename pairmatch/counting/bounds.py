"""What counting finds: for each task how much is asked and how much the data allow at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

CountedRule: TypeAlias = Literal["T1", "P6", "P2-min"]


@dataclass(frozen=True)
class TeamBound:
    """Teams of one recipient county (T1): how many are asked, how many there can be at most.

    ``county`` is a unit code. ``asked`` and ``possible`` are teams; ``possible`` may exceed
    ``asked``. ``sites`` are schools that may have a team. ``people`` are people of the stages these
    teach, in units that reach the county, whom no other task has for the year; ``released`` of them
    the schools may let go within the limits of their units. Other counties may want the same people.
    """

    county: str
    asked: int
    sites: int
    people: int
    released: int
    possible: int

    @property
    def missing(self) -> int:
        """Teams that the county lacks in every plan."""
        return max(0, self.asked - self.possible)


@dataclass(frozen=True)
class PairBound:
    """Pairs that a quota (P6) or the schools themselves (P2-min) ask for, and how many there can be.

    ``unit`` is a unit code of either side, ``stage`` a school stage, None for all. ``asked`` and
    ``possible`` are pairs; for P2-min no school counts beyond its own least. ``schools`` are the
    unit's schools that may have a partner; ``partners`` schools of the other side of the link share
    a stage with one of them, and may have ``places`` partners in all. Other units may want them too.
    """

    rule: CountedRule
    unit: str
    stage: str | None
    asked: int
    schools: int
    partners: int
    places: int
    possible: int

    @property
    def missing(self) -> int:
        """Pairs that are missing in every plan."""
        return max(0, self.asked - self.possible)


@dataclass(frozen=True)
class JointBound:
    """What several units can have together, where it is less than what each can have alone.

    ``members`` are (unit code, school stage or None). ``asked`` and ``possible`` are teams (T1) or
    pairs, counted for each member only as far as it asks.
    """

    rule: CountedRule
    members: tuple[tuple[str, str | None], ...]
    asked: int
    possible: int

    @property
    def missing(self) -> int:
        """Teams or pairs that the members together lack in every plan."""
        return max(0, self.asked - self.possible)


@dataclass(frozen=True)
class NoPartner:
    """Recipient schools of one unit and stage for which the link has no possible partner at all.

    ``unit`` is a unit code, ``stage`` a school stage; ``schools`` counts those that may be paired.
    """

    unit: str
    stage: str
    schools: int


@dataclass(frozen=True)
class Counting:
    """All that counting says of one scenario, in the order of codes.

    ``teams_untold`` and ``pairs_untold`` are the codes of units of which it says nothing: an approved
    exception may let them have more than could be counted.
    """

    teams: tuple[TeamBound, ...]
    pairs: tuple[PairBound, ...]
    together: tuple[JointBound, ...]
    without_partner: tuple[NoPartner, ...]
    teams_untold: tuple[str, ...] = ()
    pairs_untold: tuple[str, ...] = ()

    def missing(self, rule: CountedRule) -> int:
        """Return how many teams or pairs a rule is missed by in every plan, at the least."""
        joint = [x for x in self.together if x.rule == rule]
        members = {member for x in joint for member in x.members}
        alone = sum(x.missing for member, x in self._each(rule) if member not in members)
        return alone + sum(x.missing for x in joint)

    def _each(
        self, rule: CountedRule
    ) -> Iterator[tuple[tuple[str, str | None], TeamBound | PairBound]]:
        if rule == "T1":
            yield from (((x.county, None), x) for x in self.teams)
        yield from (((x.unit, x.stage), x) for x in self.pairs if x.rule == rule)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data; what falls short has a ``missing`` above 0."""
        return {
            "teams": [{**asdict(x), "missing": x.missing} for x in self.teams],
            "pairs": [{**asdict(x), "missing": x.missing} for x in self.pairs],
            "together": [{**asdict(x), "missing": x.missing} for x in self.together],
            "without_partner": [asdict(x) for x in self.without_partner],
            "untold": {"teams": list(self.teams_untold), "pairs": list(self.pairs_untold)},
        }
