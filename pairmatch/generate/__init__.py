"""Makes a whole synthetic province, or several, from public facts and a seed, always the same for a seed."""

from __future__ import annotations

import shutil
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pairmatch.generate.copies import relabelled, seed_of, settings_text
from pairmatch.generate.facts import Facts, read_facts
from pairmatch.generate.folder import (
    RECORD,
    append_table,
    filled_folder,
    fingerprint,
    read_rows,
    refuse_foreign,
    write_record,
    write_table,
)
from pairmatch.generate.links import make_links
from pairmatch.generate.measure import measure, sums
from pairmatch.generate.province import Province, make_province
from pairmatch.generate.units import make_units
from pairmatch.io.read import SETTINGS_FILE, read_scenario
from pairmatch.scenario import Scenario
from pairmatch.schema import Link

Workbooks = Literal["counties", "one"]
FACTS = "facts"
GENERATED = Path("generated")
GIVEN = ("units.csv", "links.csv")
"""Tables that stand beside the facts and are taken as they are, so that a list that somebody
knows to be true can replace the illustrative links."""


@dataclass(frozen=True)
class Generated:
    """A generated scenario: the hash of its input as read back, and what it holds."""

    hash: str
    counts: Mapping[str, int]


def generate(
    source: Path,
    target: Path,
    seed: int | None = None,
    provinces: int = 1,
    workbooks: Workbooks | None = None,
) -> Generated:
    """Write a whole scenario into ``target`` and read it back.

    ``source`` holds facts, units, links and `scenario.toml`; without a seed, that of the settings
    counts. With several ``provinces`` the scenario holds as many copies of the province, each from
    a seed of its own, under the rules of one. ``workbooks`` has the same rows written as workbooks
    instead of tables and settings: a workbook for each party, or ``one`` for all. An earlier generated
    folder is replaced.

    Raises FileExistsError for a folder that holds anything else, BadInput for faulty links.
    """
    refuse_foreign(target)
    settings = _settings(source)
    facts = read_facts(source / FACTS)
    links = [row for row in read_rows(source, "links") if isinstance(row, Link)]
    used = _seed(settings) if seed is None else seed

    def province(number: int) -> Province:
        first_year, year = int(str(settings["round"])[:4]), int(str(settings["year"]))
        return make_province(facts, links, first_year, year, seed_of(used, number))

    with filled_folder(target) as new:
        if provinces == 1:
            counts = _fill(new, source, facts, province(0))
        else:
            counts = Counter[str]()
            (new / SETTINGS_FILE).write_text(settings_text(settings, provinces), encoding="utf-8")
            for number in range(provinces):
                counts.update(_add(new, source, province(number), number))
        scenario = read_scenario(new)
        record: dict[str, str | int] = {
            "seed": used,
            "version": version("pairmatch"),
            "source": _fingerprint(source),
            "hash": scenario.input_hash,
        }
        if provinces > 1:
            record["provinces"] = provinces
        if workbooks:
            _bind(new, scenario, workbooks)
            record["workbooks"] = workbooks
        write_record(new, record, counts)
    return Generated(str(record["hash"]), counts)


def _fill(new: Path, source: Path, facts: Facts, province: Province) -> dict[str, int]:
    """Write one province and return what it holds."""
    for name in (*GIVEN, SETTINGS_FILE):
        shutil.copyfile(source / name, new / name)
    for name, rows in province.tables().items():
        write_table(new, name, rows)
    return measure(facts, province)


def _add(new: Path, source: Path, province: Province, number: int) -> dict[str, int]:
    """Add a copy to the tables of a folder and return what it holds.

    One copy at a time, so that there is never more than one in memory.
    """
    given = {name: read_rows(source, name) for name in ("units", "links")}
    for name, rows in {**given, **province.tables()}.items():
        append_table(new, name, list(relabelled(rows, number)))
    return sums(province)


def _bind(new: Path, scenario: Scenario, workbooks: Workbooks) -> None:
    """Put workbooks in the place of the tables and settings of a folder."""
    # Only who asks for workbooks waits until what writes them is loaded.
    from pairmatch.generate.workbooks import write_counties, write_one

    settings = (new / SETTINGS_FILE).read_text(encoding="utf-8")
    for path in new.iterdir():
        path.unlink()
    (write_one if workbooks == "one" else write_counties)(new, scenario, settings)


def is_current(
    source: Path,
    target: Path,
    seed: int | None = None,
    provinces: int = 1,
    workbooks: Workbooks | None = None,
) -> bool:
    """Whether a target holds what :func:`generate` would write now."""
    if not (target / RECORD).exists():
        return False
    record = tomllib.loads((target / RECORD).read_text(encoding="utf-8"))
    used = _seed(_settings(source)) if seed is None else seed
    names = ("seed", "source", "workbooks")
    found = (record.get("provinces", 1), *map(record.get, names))
    return found == (provinces, used, _fingerprint(source), workbooks)


@dataclass(frozen=True)
class Ready:
    """A folder that can be read; ``hash`` is that of its record, '' where it was not generated."""

    folder: Path
    hash: str = ""
    made: bool = False


def ready(scenario: Path) -> Ready:
    """Return a folder that holds a whole scenario, generated now if only its facts are given.

    It is made below ``generated/`` where the program is called, and made anew when the facts have
    changed. Raises FileExistsError and BadInput as :func:`generate` does.
    """
    if not (scenario / FACTS).is_dir() or (scenario / "schools.csv").exists():
        return Ready(scenario)
    target = GENERATED / scenario.resolve().name
    made = not is_current(scenario, target)
    if made:
        generate(scenario, target)
    record = tomllib.loads((target / RECORD).read_text(encoding="utf-8"))
    return Ready(target, str(record["hash"]), made)


def write_given(source: Path) -> None:
    """Write the units and links that follow from the facts beside them."""
    facts = read_facts(source / FACTS)
    write_table(source, "units", make_units(facts))
    write_table(source, "links", make_links(facts))


def _settings(source: Path) -> dict[str, object]:
    return tomllib.loads((source / SETTINGS_FILE).read_text(encoding="utf-8"))


def _seed(settings: Mapping[str, object]) -> int:
    return int(str(settings["seed"]))


def _fingerprint(source: Path) -> str:
    """Return the hash of everything that the outcome depends on, the generator itself included."""
    given = [source / name for name in (*GIVEN, SETTINGS_FILE)]
    facts = sorted((source / FACTS).glob("*.csv"))
    return fingerprint([*given, *facts, *Path(__file__).parent.glob("*.py")])
