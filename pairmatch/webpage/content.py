"""Content of a report as plain data: sections of parts, each a chart or a drawing with its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Mark = Literal["", "better", "worse", "worst"]

SHADES = 8
"""How many steps the colour of a heat table has; 0 is white."""


@dataclass(frozen=True)
class Head:
    """The head of one column; numbers stand at the right."""

    text: str
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a table; ``shade`` is 0 to :data:`SHADES`, ``mark`` how it stands to others."""

    text: str
    shade: int = 0
    mark: Mark = ""


@dataclass(frozen=True)
class Grid:
    """A table: what is above it, its heads, its rows, and the sums below it if there are any.

    The first ``stubs`` columns say what a row is about. A ``dense`` one has small type, for many
    columns.
    """

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    stubs: int = 1
    dense: bool = False


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a colour and what it stands for."""

    colour: str
    text: str


@dataclass(frozen=True)
class Chart:
    """A chart: its options as JSON values, its height in pixels, what it shows in words."""

    options: Mapping[str, Any]
    height: int
    says: str
    legend: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Ribbon:
    """A link of a flow: its outline as an SVG path, its colour, what it says."""

    path: str
    colour: str
    says: str


@dataclass(frozen=True)
class Bar:
    """A node of a flow: where it is, how high, its colour, and its label with the place for it."""

    x: float
    y: float
    height: float
    colour: str
    text: str
    text_x: float
    anchor: Literal["start", "end"]


@dataclass(frozen=True)
class Drawing:
    """A flow drawn as SVG, in units that the page scales."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    says: str


@dataclass(frozen=True)
class Fact:
    """One large number of the first section, and what it counts."""

    number: str
    unit: str
    text: str


@dataclass(frozen=True)
class Part:
    """One part of a section: words, then a chart or drawings, then the table with the same numbers."""

    heading: str = ""
    words: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    charts: tuple[Chart, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True)
class Section:
    """One section; ``key`` is where links lead to."""

    key: str
    heading: str
    parts: tuple[Part, ...]
