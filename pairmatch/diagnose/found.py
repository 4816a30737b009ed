"""Found: what a diagnosis comes to, as plain data: conflicts, their arguments, repairs, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pairmatch.diagnose.elastic import Demand
from pairmatch.programmes.rule import Repair


@dataclass(frozen=True)
class Stated:
    """A demand with the number on its right side, at ``least`` or at most; None if its rows differ.

    It is ``eased`` by so much where it gives way in a conflict of its own: the number is what is left.
    """

    demand: Demand
    number: int | None
    least: bool
    eased: int = 0


@dataclass(frozen=True)
class Item:
    """One number of an argument: the right side of a demand, ``times`` as often as it counts.

    Without a ``demand`` it is what there is to choose from at all, for the demand ``of``.
    """

    number: int
    times: int = 1
    demand: Demand | None = None
    of: Demand | None = None

    @property
    def total(self) -> int:
        """What the item counts in all."""
        return self.number * self.times


@dataclass(frozen=True)
class Argument:
    """A sum that proves a conflict: what is asked adds up to more than there is.

    ``since`` are demands without a number of their own that turn the one into the other.
    """

    asked: tuple[Item, ...]
    there: tuple[Item, ...]
    since: tuple[Demand, ...]

    @property
    def needed(self) -> int:
        """What is asked in all."""
        return sum(item.total for item in self.asked)

    @property
    def at_most(self) -> int:
        """What there is at most."""
        return sum(item.total for item in self.there)


@dataclass(frozen=True)
class Mending:
    """Some repairs together, with the number of steps of each, solved with and verified.

    ``remaining`` is what still gives way at the least in the edited scenario, there and around.
    """

    steps: tuple[tuple[Repair, int], ...]
    remaining: Mapping[Demand, int] = field(hash=False)

    @property
    def cost(self) -> int:
        """What the steps cost, as :mod:`pairmatch.programmes.costs` ranks them."""
        return sum(repair.cost * count for repair, count in self.steps)

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key: cost, then the number of things to change, then of steps, then names."""
        names = tuple((repair.name, repair.ids) for repair, _ in self.steps)
        return (self.cost, len(names), sum(count for _, count in self.steps), names)


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot all hold, none of which can be left out.

    In the plan with the least that gives way it is ``last``, by ``amount`` in its rule's unit.
    ``mendings`` are ranked. ``cheapest`` tells that the first of them costs no more than any direct repairs
    of the component, with or without edits that the conflict's own rules declare; ``untried`` is how
    many single repairs were not tried.
    """

    stated: tuple[Stated, ...]
    last: Demand
    amount: int
    argument: Argument | None = None
    mendings: tuple[Mending, ...] = ()
    cheapest: bool = False
    untried: int = 0

    @property
    def demands(self) -> tuple[Demand, ...]:
        """The demands in policy order."""
        return tuple(one.demand for one in self.stated)


@dataclass(frozen=True)
class Needed:
    """A row of the whole province that cannot be kept: at ``least`` or at most ``number``.

    ``needs`` is what each component, by its units, takes of it at the least, or can add to it at most,
    where no other demand gives way more than it must; ``amount`` is by how much the row is missed then.
    """

    demand: Demand
    number: int
    least: bool
    amount: int
    needs: tuple[tuple[tuple[str, ...], int], ...]
    mendings: tuple[Mending, ...]


@dataclass(frozen=True)
class Diagnosis:
    """All that a diagnosis found.

    ``given`` is what gives way at the least; ``together`` dissolves all of it, None if nothing was
    found that does. ``unexplained`` are demands that give way and whose conflicts were not all worked
    out in time; ``unknown`` the units of components of which nothing is known. ``province`` are rows of
    all components that cannot be kept beside the rest; ``doubted`` tells that the time was too short to
    look at them. ``questions`` counts the models that were solved.
    """

    conflicts: tuple[Conflict, ...]
    province: tuple[Needed, ...] = ()
    given: Mapping[Demand, int] = field(default_factory=dict, hash=False)
    together: Mending | None = None
    unexplained: Mapping[Demand, int] = field(default_factory=dict, hash=False)
    unknown: tuple[tuple[str, ...], ...] = ()
    doubted: bool = False
    questions: int = 0
