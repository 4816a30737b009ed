"""What goes out to counties: their own rows, reasons in words, alternatives that could be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from pairmatch.consult.form import forms_of
from pairmatch.consult.sent import send
from pairmatch.consult.settled import settle
from pairmatch.errors import BadInput, Lang
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.room import Choice
from pairmatch.programmes.teams.index import may_host
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.replanned import Asked
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, School
from pairmatch.solve.workers import Workers
from pairmatch.whatif.alternative import with_locks
from pairmatch.whatif.opened import OpenedRun
from tests.builders import code
from tests.consult.counties import RECIPIENTS, pairs_only, scores, with_teams
from tests.consult.forms import PAIRS, SITES, answered, column, line_of, put
from tests.replan.conftest import demo, demo_folder
from tests.whatif.runs import run_of

__all__ = ["demo", "demo_folder"]
ASKED = Asked("李主任", "2026-08-20T09:00:00+08:00", "征求意见")


def texts(path: Path) -> set[str]:
    book = openpyxl.load_workbook(path)
    return {
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    }


def test_a_county_sees_its_own_rows_and_no_others(workers: Workers, tmp_path: Path) -> None:
    run = run_of(pairs_only(scores(0)), workers)
    sent = send(run, tmp_path / "sent", "zh")
    assert [name[:6] for name in sent.files] == ["000002", "000003"]
    for name, mine, others in zip(
        sent.files, (RECIPIENTS[:2], RECIPIENTS[2:]), (RECIPIENTS[2:], RECIPIENTS[:2]), strict=True
    ):
        said = texts(sent.folder / name)
        assert set(mine) <= said
        assert not set(others) & said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nobody_is_named_and_no_score_is_handed_on(
    demo: OpenedRun, tmp_path: Path, lang: Lang
) -> None:
    (name,) = send(demo, tmp_path / "sent", lang).files
    said = " ".join(texts(tmp_path / "sent" / name))
    people = {x.person_id for x in demo.plan.rows(Seat) if x.person_id}
    names = {demo.scenario.people[x].name for x in people}
    assert people
    assert not [x for x in people | names if x and x in said]
    assert not [x for x in ("契合度", "ffinity", "质量", "uality") if x in said]


def test_every_alternative_could_be_in_a_plan(demo: OpenedRun) -> None:
    """What a rule about one pair or site forbids is no alternative, nor what is proposed already."""
    scenario = demo.scenario
    pairs, sites = forms_of(scenario, demo.plan, demo.rooms)
    taken = {x.row.recipient_school for x in sites.proposed}  # type: ignore[attr-defined]
    chosen = [(x.row, choice.school) for x in pairs.proposed for choice in x.choices]
    assert len(chosen) > len(pairs.proposed)
    for row, school in chosen:
        assert isinstance(row, SchoolPair)
        assert scenario.linked(school, row.recipient_school)
        assert scenario.stages(school) & scenario.stages(row.recipient_school)
        assert school != row.supporting_school
    for one in sites.proposed:
        assert len(one.choices) == 2
        for choice in one.choices:
            assert may_host(scenario, choice.school)
            assert choice.school not in taken


def test_alternatives_with_room_come_first_and_what_is_forbidden_is_none(workers: Workers) -> None:
    """School 4 fits everybody best and is taken; the one school that is left over fits worst."""
    fits = {code(1): 10, code(2): 14, code(3): 18, code(4): 40}
    found = {(r, s): fits[s] + i for i, (r, s) in enumerate(scores(0))}
    run = run_of(pairs_only(found, locks=[]), workers)
    left = [x for x in run.plan.rows(SchoolPair) if x.supporting_school != code(1)]
    three = replace(run, plan=run.plan.replaced({SchoolPair: left}))
    ask = next(x for x in left if x.supporting_school != code(4))
    other = next(x for x in left if x.supporting_school not in (code(4), ask.supporting_school))

    def choices(scenario: Scenario) -> tuple[Choice, ...]:
        pairs, _ = forms_of(scenario, three.plan, three.rooms)
        return pairs.by_row[ask].choices

    assert [x.school for x in choices(run.scenario)] == [code(1), code(4)]
    assert "尚有结对名额" in choices(run.scenario)[0].why.zh
    assert "名额已满" in choices(run.scenario)[1].why.zh
    ban = Lock(
        what="pair",
        force="forbid",
        recipient_school=ask.recipient_school,
        supporting_school=code(1),
    )
    barred = choices(with_locks(run.scenario, [ban]))
    assert [x.school for x in barred] == [code(4), other.supporting_school]


def test_only_answers_can_be_written_and_are_chosen_from_lists(
    demo: OpenedRun, tmp_path: Path
) -> None:
    (name,) = send(demo, tmp_path / "sent", "zh").files
    sheet = openpyxl.load_workbook(tmp_path / "sent" / name)[PAIRS]
    line = line_of(sheet, demo.plan.rows(SchoolPair)[0].recipient_school)
    asked = ("意见", "调整为", "意见理由", "盖章")
    places = {x: column(sheet, x) for x in (*asked, "支援学校", "支援学校代码")}
    assert sheet.protection.sheet
    assert [x for x, at in places.items() if not sheet.cell(line, at).protection.locked] == [*asked]
    lists = {x.formula1: x.showErrorMessage for x in sheet.data_validations.dataValidation}
    assert lists == {'"同意,调整,不同意"': True, '"备选一,备选二"': False}


def test_what_went_out_is_never_written_over(demo: OpenedRun, tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    with pytest.raises(BadInput) as caught:
        send(demo, tmp_path / "sent", "zh")
    assert [x.code for x in caught.value.issues] == ["E-CONSULT-EXISTS"]
    assert list((tmp_path / "sent").iterdir()) == []


# -- sites ------------------------------------------------------------------------------------------


def settled(scenario: Scenario, workers: Workers, top: Path, **values: str):
    run = run_of(scenario, workers)
    (site,) = {x.recipient_school for x in run.plan.rows(Seat)}
    assert site == code(11)
    (name,) = send(run, top / "sent", "zh").files
    folder = answered(top / "sent" / name, top / "back", [put(SITES, site, **values)])
    return settle(run, folder, ASKED, workers)


def sites(found) -> set[str]:
    return {x.recipient_school for x in found.replanned.solved.plan.rows(Seat)}


def test_a_team_goes_where_its_county_wants_it(workers: Workers, tmp_path: Path) -> None:
    """School 12 asks for what the team can give, so it is the first alternative; school 13 does not."""
    seal = "已盖章，13800005678"
    found = settled(with_teams(), workers, tmp_path, 意见="调整", 调整为="备选一", 盖章=seal)
    assert sites(found) == {code(12)}
    (ruling,) = found.rulings
    assert ruling.outcome == "taken"
    assert {(x.what, x.force, x.recipient_school) for x in ruling.locks} == {
        ("site", "require", code(12)),
        ("site", "forbid", code(11)),
    }
    (effect,) = found.effects.values()
    value = found.replanned.solved.result.value - found.replanned.run.manifest.result.value
    assert effect.difference is not None
    assert (effect.difference.value, value) == (
        -1000,
        -1000,
    ) or effect.difference.value == value < 0
    (entry,) = found.replanned.log
    assert "已盖章，138****5678" in entry.why


def test_a_site_that_is_agreed_stays_whatever_else_changes(
    workers: Workers, tmp_path: Path
) -> None:
    found = settled(with_teams(), workers, tmp_path, 意见="同意")
    assert sites(found) == {code(11)}
    assert [x.force for x in found.replanned.scenario.locks] == ["require"]
    assert found.effects == {}


def test_a_site_that_is_refused_is_given_up(workers: Workers, tmp_path: Path) -> None:
    found = settled(with_teams(), workers, tmp_path, 意见="不同意")
    assert sites(found) == {code(12)}
    assert [x.force for x in found.replanned.scenario.locks] == ["forbid"]


def test_what_makes_more_fall_short_is_left_to_people(workers: Workers, tmp_path: Path) -> None:
    """Without school 12 and 13 the county has no other site: refusing it would cost it its team."""
    schools = [
        x.model_copy(update={"site": 0}) if x.school_code in (code(12), code(13)) else x
        for x in with_teams().rows(School)
    ]
    barred = with_teams().with_rows(School, schools)
    found = settled(barred, workers, tmp_path, 意见="不同意")
    (ruling,) = found.rulings
    assert ruling.outcome == "undecided"
    # Until people agree the site stays.
    assert [(x.recipient_school, x.force, x.provisional) for x in ruling.locks] == [
        (code(11), "require", 1)
    ]
    assert "T1" in ruling.why.zh
    assert "GD-2-1§13" in ruling.why.zh
    assert sites(found) == {code(11)}


def test_what_a_rule_forbids_is_declined_with_the_rule(workers: Workers, tmp_path: Path) -> None:
    """School 13 is no site by its own word: the county may wish for it, and is told why not."""
    scenario = with_teams()
    schools = [
        x.model_copy(update={"site": 0}) if x.school_code == code(13) else x
        for x in scenario.rows(School)
    ]
    barred = scenario.with_rows(School, schools)
    found = settled(barred, workers, tmp_path, 意见="调整", 调整为=code(13))
    (ruling,) = found.rulings
    assert (ruling.outcome, ruling.locks) == ("declined", ())
    assert "T4" in ruling.why.zh
    assert sites(found) == {code(11)}
    assert found.replanned.scenario.locks == ()


def test_what_was_decided_stands_against_an_answer(workers: Workers, tmp_path: Path) -> None:
    lock = Lock(what="site", force="require", recipient_school=code(11), document="乙府〔2026〕1号")
    found = settled(
        with_locks(with_teams(), [lock]), workers, tmp_path, 意见="调整", 调整为="备选一"
    )
    (ruling,) = found.rulings
    assert ruling.outcome == "declined"
    assert "乙府〔2026〕1号" in ruling.why.zh
    assert sites(found) == {code(11)}
