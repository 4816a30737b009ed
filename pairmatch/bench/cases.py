"""The registry of cases: each a scenario that is there, or is made on first use from a data seed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.generate import FACTS, Workbooks, generate, is_current
from pairmatch.generate.folder import RECORD
from pairmatch.generate.pairing import generate_pairing, is_current_pairing
from pairmatch.io.read import SETTINGS_FILE

PROVINCE = Path("scenarios/guangdong-2021")
GENERATED = Path("generated")
SEED = 20210
"""The data seed of a case that is made from no settings."""


@dataclass(frozen=True)
class Case:
    """A scenario folder with a name.

    With a ``source`` the folder is generated from there, ``provinces`` copies of it; with a ``size``
    it holds nothing but pairs, so many schools on each side. ``seed`` is that of the data, None for
    the scenario's own; ``workbooks`` has it written as such. Of a case that ``reads`` nothing but
    the reading is measured; one with ``rounds`` is planned over the years of these rounds. Folders
    are looked up from where the program is called: the project's own.
    """

    name: str
    folder: Path
    source: Path | None = None
    provinces: int = 1
    size: int = 0
    seed: int | None = None
    workbooks: Workbooks | None = None
    reads: bool = False
    rounds: str = ""
    years: str | None = None

    @property
    def argument(self) -> str:
        """What names the case on a command line: a folder that is no case of the registry by its path."""
        known = CASES.get(self.name)
        mine = known is not None and (self.made or self.folder == known.folder)
        return self.name if mine else str(self.folder)

    @property
    def made(self) -> bool:
        """Whether the scenario is made by a generator."""
        return self.source is not None or self.size > 0

    def seeded(self, seed: int) -> Case:
        """Return the case on data of another seed, in a folder of its own."""
        if not self.made:
            raise BadInput([Issue("E-BENCH-SEED", value=self.name)])
        folder = self.folder.with_name(f"{self.folder.name}-seed-{seed}")
        return replace(self, folder=folder, seed=seed)


def _province(name: str, provinces: int) -> Case:
    copies = f"-{provinces}" if provinces > 1 else ""
    return Case(name, GENERATED / f"{PROVINCE.name}{copies}", PROVINCE, provinces)


def _reading(name: str, workbooks: Workbooks | None, kind: str) -> Case:
    folder = GENERATED / f"{PROVINCE.name}{kind}"
    return Case(name, folder, PROVINCE, workbooks=workbooks, reads=True)


CASES = {
    case.name: case
    for case in (
        _province("province", 1),
        _province("nation-3", 3),
        _province("nation-10", 10),
        Case("pairing-100", GENERATED / "pairing-100", size=100),
        Case("pairing", GENERATED / "pairing-1000", size=1000),
        Case("demo", Path("scenarios/demo")),
        _reading("read-csv", None, ""),
        _reading("read-workbook", "one", "-workbook"),
        _reading("read-workbooks", "counties", "-workbooks"),
        replace(_province("rounds", 1), rounds="2021,2026,2031"),
        Case("rounds-demo", Path("scenarios/demo"), rounds="2021,2026", years="2023-2027"),
    )
}


def case_named(name: str) -> Case:
    """Return a case by its name, or that of a whole scenario in a folder.

    Raises :class:`BadInput` with the names there are.
    """
    if name not in CASES and (Path(name) / SETTINGS_FILE).exists():
        return Case(Path(name).resolve().name, Path(name))
    if name not in CASES:
        values: dict[str, object] = {"known": ", ".join(CASES)}
        raise BadInput([Issue("E-BENCH-CASE", value=name, values=values)])
    return CASES[name]


def ready(case: Case) -> bool:
    """Whether the scenario can be read now; raise :class:`BadInput` if it cannot be made either."""
    if case.size:
        return is_current_pairing(case.folder, case.size, _seed(case))
    given = case.folder / SETTINGS_FILE if case.source is None else case.source / FACTS
    if not given.exists():
        raise BadInput([Issue("E-BENCH-SCENARIO", str(given))])
    return case.source is None or is_current(
        case.source, case.folder, case.seed, case.provinces, case.workbooks
    )


def make(case: Case) -> None:
    """Generate the scenario of a case that is not ready."""
    try:
        if case.size:
            generate_pairing(case.folder, case.size, _seed(case))
        elif case.source is not None:
            generate(case.source, case.folder, case.seed, case.provinces, case.workbooks)
    except FileExistsError:
        raise BadInput([Issue("E-BENCH-FOREIGN", str(case.folder))]) from None


def _seed(case: Case) -> int:
    return SEED if case.seed is None else case.seed


def parameters(folder: Path) -> tuple[str, int]:
    """Return the data seed of a scenario folder, '' if it was not generated, and its provinces."""
    if not (folder / RECORD).exists():
        return "", 1
    record = tomllib.loads((folder / RECORD).read_text(encoding="utf-8"))
    return str(record.get("seed", "")), int(record.get("provinces", 1))
