"""The folder of a roll: each year's scenario and run, what could not be planned, and the table of all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pairmatch.errors import BadInput, Issue, Lang
from pairmatch.io.atomic import write_whole
from pairmatch.io.metrics import read_metrics
from pairmatch.io.runfolder import (
    Manifest,
    read_manifest,
    settle,
    state_of,
    write_run,
)
from pairmatch.io.scenario_folder import write_scenario
from pairmatch.io.workbook import read_plan
from pairmatch.metrics.kept import RunMetrics
from pairmatch.planner import Solved
from pairmatch.programmes import ROOMS
from pairmatch.roll.moved import TAKEOVER
from pairmatch.roll.past import planned
from pairmatch.roll.spans import RollYear
from pairmatch.roll.table import Row, write_table
from pairmatch.roll.years import Roll
from pairmatch.scenario import Scenario
from pairmatch.schema import HistoryRow
from pairmatch.solve.versions import own_versions
from pairmatch.state import State
from pairmatch.store.whole import whole
from pairmatch.sweep.record import Known, Record
from pairmatch.sweep.task import Answer

RECORD, TABLE, SCENARIO, RUN = "roll.json", "roll.csv", "scenario", "run"


class RollFolder:
    """What is known of each year of a roll, on disk as soon as it is known.

    ``kept`` has the manifests of the years that are there, ``left`` are the rows of history that their
    plans leave. Raises BadInput if the folder has something else, or years of another scenario, of other
    data or an altered plan, of other versions or in another language.
    """

    def __init__(self, path: Path, roll: Roll, lang: Lang) -> None:
        self.path, self.roll, self.lang = path, roll, lang
        self.left: list[HistoryRow] = []
        self.kept: dict[int, Manifest] = {}
        self._metrics: dict[int, RunMetrics] = {}
        self._scenario: tuple[int, Scenario] | None = None
        base = roll.base.input_hash
        self._record = Record(path / RECORD, base, lang, "E-ROLL-FOREIGN", "E-ROLL-OTHER")
        if self._record.taken:
            self._take_up()

    # -- what is there ------------------------------------------------------------------------

    def _take_up(self) -> None:
        """Find what an earlier call left; refuse what is not of this roll."""
        self._record.read()
        for one in self.roll.years:
            folder = self.run_folder(one.year)
            if not folder.parent.exists():
                continue
            if self._takes(one.year, folder):
                self.left += planned(
                    read_plan(folder / self.kept[one.year].workbook, ROOMS), one.year
                )
            else:
                raise BadInput([Issue("E-ROLL-RUN", str(folder), values={"year": one.year})])

    def _takes(self, year: int, folder: Path) -> bool:
        """Keep a year that is there, if it is the next one and just what it would be now."""
        if self.next is None or self.next.year != year:
            return False
        manifest = whole(folder)
        fits = (
            manifest.result.input_hash == self.scenario(year).input_hash
            and manifest.result.versions == own_versions()
            and manifest.lang == self.lang
        )
        if fits:
            self.kept[year] = manifest
        return fits

    # -- what becomes of the years -------------------------------------------------------------

    def run_folder(self, year: int) -> Path:
        """Return the folder of a year's run."""
        return self.path / str(year) / RUN

    @property
    def next(self) -> RollYear | None:
        """The first year without a plan, None if all have one."""
        return next((one for one in self.roll.years if one.year not in self.kept), None)

    def scenario(self, year: int) -> Scenario:
        """Return the scenario of a year that knows the plans of the years kept before it."""
        if self._scenario is None or self._scenario[0] != year:
            self._scenario = (year, self.roll.scenario(year, self.left))
        return self._scenario[1]

    def hopeless(self, year: int) -> bool:
        """Whether it is known that another attempt at a year would only fail again."""
        known = self._record.refused.get(str(year))
        return known is not None and known.sure_of(self.scenario(year).input_hash)

    def state(self, year: int) -> State:
        """Return what the run of a kept year left for the next."""
        return state_of(self.run_folder(year), ROOMS)

    def begin(self) -> None:
        """Make the folder; remove what a killed call left half-written."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for half in self.path.glob(".*.tmp-*"):
                shutil.rmtree(half) if half.is_dir() else half.unlink()
            self._write()
        except OSError as error:
            values: dict[str, object] = {"reason": error.strerror or str(error)}
            raise BadInput([Issue("E-RUN-WRITE", str(self.path), values=values)]) from error

    def keep(self, year: int, answer: Answer) -> Row:
        """Write what became of a year: its scenario and run, or why there is none, and the table."""
        if isinstance(answer, Solved):
            self.kept[year] = self._write_year(year, answer)
            self._record.refused.pop(str(year), None)
            self.left += planned(answer.plan, year)
        else:
            known = Known(self.scenario(year).input_hash, answer)
            self._record.refused[str(year)] = known
        self._write()
        return self._row(year)

    def _write_year(self, year: int, solved: Solved) -> Manifest:
        """Write a year's folder under another name, and rename it when it is whole."""
        making = self.path / f".{year}.tmp-{os.getpid()}"
        try:
            (making / SCENARIO).mkdir(parents=True)
            write_scenario(making / SCENARIO, self.scenario(year), self.roll.said[year])
            write_run(
                making / RUN,
                scenario=self.scenario(year),
                plan=solved.plan,
                result=solved.result,
                verification=solved.verification,
                rooms=ROOMS,
                lang=self.lang,
                log=solved.log,
                state=solved.state,
                source=str(making / SCENARIO),
            )
            settle(making)
            making.rename(self.path / str(year))
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return read_manifest(self.run_folder(year))

    def _write(self) -> None:
        """Write record and table anew."""
        self._record.write(
            forecast={TAKEOVER: self.roll.forecast},
            years={str(one.year): one.round for one in self.roll.years},
        )
        write_whole(self.path / TABLE, write_table(self.rows, self.lang))

    @property
    def rows(self) -> list[Row]:
        """What is known of each year, in order."""
        return [self._row(one.year) for one in self.roll.years]

    def _row(self, year: int) -> Row:
        one = next(one for one in self.roll.years if one.year == year)
        manifest, known = self.kept.get(year), self._record.refused.get(str(year))
        if manifest is None:
            return Row(one, refused=None if known is None else known.refused)
        return Row(one, manifest.result, self._measured(year))

    def _measured(self, year: int) -> RunMetrics:
        if year not in self._metrics:
            self._metrics[year] = read_metrics(self.run_folder(year))
        return self._metrics[year]
