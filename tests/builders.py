"""The smallest scenarios that say something: every test states how its own differs from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pairmatch.programmes import NUMBERS, RULES, TABLES, TERMS
from pairmatch.scenario import Scenario
from pairmatch.schema import Row
from pairmatch.settings import Given, Limit, Settings

TABLE = {table.name: table for table in TABLES}


def settings(
    *,
    numbers: Mapping[str, Any] | None = None,
    weights: Mapping[str, int] | None = None,
    forces: Mapping[str, str] | None = None,
    limits: Mapping[str, Limit] | None = None,
    **changes: Any,
) -> Settings:
    """Settings with every default, but for what is given."""
    values = {x.name: Given(x.default, x.clause) for x in NUMBERS}
    values.update({name: Given(value) for name, value in (numbers or {}).items()})
    priced = {x.code: Given(x.weight) for x in (*RULES, *TERMS)}
    priced.update({code: Given(value) for code, value in (weights or {}).items()})
    force = {rule.code: rule.force for rule in RULES}
    force.update(forces or {})  # type: ignore[arg-type]
    basics: dict[str, Any] = {
        "name": "test",
        "title": "测试",
        "round": "2021-2025",
        "year": 2021,
        # A busy machine must not make a test say something else; the tests of lateness have their own.
        "time_limit_s": 120,
    }
    return Settings(
        **{**basics, **changes}, numbers=values, weights=priced, forces=force, limits=limits or {}
    )


def scenario(tables: Mapping[str, Sequence[Mapping[str, Any]]], **said: Any) -> Scenario:
    """A scenario from rows as dictionaries; ``said`` goes to :func:`settings`."""
    rows: dict[str, list[Row]] = {
        name: [TABLE[name].model.model_validate(row) for row in found]
        for name, found in tables.items()
    }
    return Scenario(settings(**said), TABLES, rows)


def code(number: int) -> str:
    """A synthetic school code."""
    return f"99{number:08d}"


def unit(number: int, side: str, **more: Any) -> dict[str, Any]:
    """A county-level unit of its side's city."""
    city = "甲市" if side == "supporting" else "乙市"
    return {
        "unit_code": f"{number:06d}",
        "name": f"单位{number}",
        "city": city,
        "level": "county",
        "side": side,
        **more,
    }


def link(supporting: int, recipient: int, level: str = "county") -> dict[str, Any]:
    """A link between two units."""
    return {
        "supporting_unit": f"{supporting:06d}",
        "recipient_unit": f"{recipient:06d}",
        "level": level,
        "origin": "illustrative",
    }


def school(number: int, unit_number: int, **more: Any) -> dict[str, Any]:
    """A primary school."""
    return {
        "school_code": code(number),
        "name": f"学校{number}",
        "unit_code": f"{unit_number:06d}",
        "stage": "primary",
        **more,
    }


def staff(
    number: int, role: str, count: int, subject: str | None = None, **more: Any
) -> dict[str, Any]:
    """Alike people of a primary school."""
    return {
        "school_code": code(number),
        "role": role,
        "subject": subject,
        "stage": "primary",
        "count": count,
        **more,
    }


def need(
    number: int, role: str, posts: int, priority: int, subject: str | None = None
) -> dict[str, Any]:
    """A need of a recipient school."""
    return {
        "school_code": code(number),
        "role": role,
        "subject": subject,
        "posts": posts,
        "priority": priority,
    }


def one_link(**tables: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """One link: supporting unit 1 with school 1, recipient unit 2 with township school 2."""
    base: dict[str, list[dict[str, Any]]] = {
        "units": [unit(1, "supporting"), unit(2, "recipient")],
        "links": [link(1, 2)],
        "schools": [school(1, 1), school(2, 2, kind="township_central")],
    }
    for name, rows in tables.items():
        base[name] = [*base.get(name, []), *map(dict, rows)]
    return base
