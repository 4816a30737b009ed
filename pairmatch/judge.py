"""Judging what was handed out: a run folder or a workbook against the scenario it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pairmatch.errors import BadInput, Issue, Text
from pairmatch.io.opened import foreign_sheets
from pairmatch.io.read import read_scenario
from pairmatch.io.runfolder import MANIFEST, Manifest, changed_files, read_manifest
from pairmatch.io.workbook import names_amiss, plan_in
from pairmatch.programmes import ROOMS
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario
from pairmatch.verify import Verification, verify
from pairmatch.worst import with_floors


@dataclass(frozen=True)
class Verdict:
    """A verification, names that contradict their codes, and what the run claims and is not."""

    scenario: Scenario
    verification: Verification
    differs: tuple[Text, ...]

    @property
    def accepted(self) -> bool:
        """Whether the plan keeps every hard rule and the run claims nothing untrue."""
        return self.verification.accepted and not self.differs


def judge(
    target: Path, scenario_folder: Path | None = None, rooms: Sequence[Room] = ROOMS
) -> Verdict:
    """Read a plan back from a run's workbook, or from a workbook, and verify it.

    A workbook is judged as it stands, edited or not; a run must also still be what it claims.
    Raises BadInput if the workbook or the scenario cannot be read, or no scenario is known.
    """
    folder = target if target.is_dir() else target.parent
    manifest = read_manifest(folder) if target.is_dir() or (folder / MANIFEST).exists() else None
    workbook = folder / manifest.workbook if target.is_dir() and manifest else target
    if scenario_folder is None:
        if manifest is None:
            raise BadInput([Issue("E-VERIFY-SCENARIO", str(target))])
        scenario_folder = folder / manifest.source
        if not scenario_folder.exists():
            moved = Issue("E-VERIFY-MOVED", str(target), values={"source": manifest.source})
            raise BadInput([moved])
    changes = manifest.changes if manifest is not None else None
    scenario = read_scenario(scenario_folder, rooms=rooms, changes=changes)
    sheets = foreign_sheets(workbook)
    plan = plan_in(sheets, workbook.name, rooms)
    levels = manifest.result.levels if manifest is not None else ()
    verification = verify(with_floors(scenario, levels) if levels else scenario, plan, rooms)
    whole = not verification.structure
    names = names_amiss(sheets, workbook.name, rooms, scenario, plan) if whole else []
    claims = _untrue(scenario, verification, manifest) if manifest and target.is_dir() else []
    changed = changed_files(folder, manifest) if manifest and target.is_dir() else []
    return Verdict(scenario, verification, (*names, *claims, *changed))


def _untrue(scenario: Scenario, verification: Verification, manifest: Manifest) -> list[Text]:
    """Return each figure of the manifest that the recomputation does not confirm."""
    claimed = manifest.result
    found: list[Text] = []
    figures = (
        (Text("输入", "input"), claimed.input_hash[:12], scenario.input_hash[:12]),
        (Text("未达标量", "shortfall"), claimed.shortfall, verification.shortfall),
        (Text("得分", "value"), claimed.value, verification.value),
    )
    for name, said, is_ in figures:
        if said != is_:
            found.append(
                Text(
                    f"结果所载{name.zh}为 {said}，核验得 {is_}",
                    f"the run says {name.en} {said}, verification finds {is_}",
                )
            )
    return found
