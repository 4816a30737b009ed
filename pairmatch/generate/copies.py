"""Several provinces in one scenario: copies of one, each from a seed and with codes and names of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pairmatch.generate.layout import numeral
from pairmatch.io.scenario_folder import toml_value
from pairmatch.schema import Link, Row, School, Unit

UNIT_PREFIXES = re.findall(r"\d\d", "24 25 26 27 28 29 38 39 47 48 49 55 56 57 58 59 66 67 68")
"""First two digits of the unit codes of the second copy and those after it; no real province has them."""
SCHOOL_LETTERS = "BCDEFGHJKLMNPQRSTUV"
"""Takes the place of the first digit of a school's number, which no county needs."""
MOST = 1 + len(UNIT_PREFIXES)
"""The most provinces in one scenario."""
SEED_STEP = 1000
"""Between the seeds of two copies, so that scenarios from neighbouring seeds share none."""
UNIT_CODES = ("unit_code", "supporting_unit", "recipient_unit")
SCHOOL_CODES = ("school_code", "supporting_school", "recipient_school")
COPIED = "示例：合成省份中的副本"
SUMS = ("province_pairs", "province_pairs_tolerance")
"""Policy numbers that are a sum over the whole province."""
SIDES = ("supporting", "recipient")


def seed_of(seed: int, number: int) -> int:
    """Return the seed of one copy; the first one has the scenario's own."""
    return seed + SEED_STEP * number


def relabelled(rows: Sequence[Row], number: int) -> Iterator[Row]:
    """Yield the rows of one copy under its own codes and names; those of the first as they are."""
    if number == 0:
        yield from rows
        return
    for row in rows:
        yield row.model_copy(update=_changes(row, number))


def _changes(row: Row, number: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in type(row).model_fields:
        value = getattr(row, name)
        if value is None:
            continue
        if name in UNIT_CODES:
            found[name] = UNIT_PREFIXES[number - 1] + value[2:]
        elif name in SCHOOL_CODES:
            found[name] = _school_code(value, number)
        elif name == "person_id":
            found[name] = value + SCHOOL_LETTERS[number - 1]
        elif (name == "city" and isinstance(row, Unit)) or (
            name == "name" and isinstance(row, Unit | School)
        ):
            found[name] = f"第{numeral(number + 1)}省{value}"
    if isinstance(row, Link):
        # What a public page says of the real units is not said of their copies.
        found |= {"origin": "illustrative", "document": COPIED}
    return found


def _school_code(code: str, number: int) -> str:
    """Return the code of a school in a copy: 99, four digits of its unit, a letter, three digits."""
    if code[6] != "0":
        raise ValueError(f"more schools than a copy has codes for: {code}")
    return f"{code[:6]}{SCHOOL_LETTERS[number - 1]}{code[7:]}"


def settings_text(settings: Mapping[str, Any], provinces: int) -> str:
    """Return `scenario.toml` for some copies: sums over the province and its time limit as many times.

    Limits of one unit are set for each copy of it.
    """
    said = {key: value for key, value in settings.items() if not isinstance(value, Mapping)}
    said["name"] = f"{settings.get('name')}-{provinces}"
    said["title"] = f"{settings.get('title')} × {provinces}，各省按不同种子合成"
    if "time_limit_s" in settings:
        said["time_limit_s"] = provinces * settings["time_limit_s"]
    lines = [f"# Synthetic data, made by pairmatch: {provinces} copies of one province.\n"]
    lines += [f"{key} = {toml_value(value)}\n" for key, value in said.items()]
    for section, values in settings.items():
        if section == "limits":
            for who, limit in _limits(values, provinces):
                lines.append(f"\n[limits.{who}]\n")
                lines += [f"{key} = {toml_value(value)}\n" for key, value in limit.items()]
        elif isinstance(values, Mapping):
            lines.append(f"\n[{section}]\n")
            for key, value in values.items():
                many = provinces if key in SUMS else 1
                lines.append(f"{key} = {toml_value(_times(value, many))}\n")
    return "".join(lines)


def _limits(limits: Mapping[str, Any], provinces: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for who, limit in limits.items():
        if who in SIDES:
            yield who, {key: provinces * value for key, value in limit.items()}
            continue
        yield who, limit
        for prefix in UNIT_PREFIXES[: provinces - 1]:
            yield prefix + who[2:], limit


def _times(value: Any, many: int) -> Any:
    if many == 1:
        return value
    if isinstance(value, Mapping):
        return {key: many * x if key == "value" else x for key, x in value.items()}
    return many * value
