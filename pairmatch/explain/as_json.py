"""Explanations and candidates as JSON values, for scripts: codes and numbers, words in one language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pairmatch.compare.as_json import change_json
from pairmatch.errors import Lang
from pairmatch.explain.asked import Answer
from pairmatch.explain.explained import ExplainedRow, Explanation
from pairmatch.explain.suggest import Candidate, Suggestion
from pairmatch.explain.words import (
    asked_said,
    candidate_said,
    certainty_said,
    clash_said,
    refusal_said,
    row_said,
)
from pairmatch.scenario import Scenario
from pairmatch.whatif.difference import Difference
from pairmatch.whatif.tally import TermChange


def explanation_json(scenario: Scenario, found: Explanation, lang: Lang) -> dict[str, Any]:
    """Return everything that is explained."""
    return {
        "subject": found.subject.say(lang),
        "notes": [note.say(lang) for note in found.notes],
        "rows": [_row(scenario, row, lang) for row in found.rows],
        "questions": [
            {"sort": x.sort, **answer_json(scenario, x.answer, lang)} for x in found.questions
        ],
        "left": found.left,
    }


def _row(scenario: Scenario, row: ExplainedRow, lang: Lang) -> dict[str, Any]:
    return {
        "table": row.shape.table.name,
        "row": row.row.model_dump(),
        "says": row_said(scenario, row.shape, row.row, lang),
        "facts": [{"name": x.name.say(lang), "value": x.value.say(lang)} for x in row.facts],
        "worth": [_term(change, lang) for change in row.worth],
    }


def answer_json(scenario: Scenario, answer: Answer, lang: Lang) -> dict[str, Any]:
    """Return what comes of a decision."""
    found = answer.difference
    return {
        "decision": None if answer.lock is None else answer.lock.model_dump(exclude_none=True),
        "says": asked_said(scenario, answer).say(lang),
        "state": answer.state,
        "refusals": [
            {
                "rule": None if x.rule is None else x.rule.code,
                "clause": None if x.rule is None else x.rule.clause,
                "fault": x.fault,
                "says": refusal_said(x, lang),
            }
            for x in answer.refusals
        ],
        "clashes": [clash_said(scenario, x, lang) for x in answer.clashes],
        "difference": None if found is None else difference_json(found, lang),
        "moved": {
            x.shape.table.name: [change_json(x.shape, line, lang) for line in x.lines]
            for x in answer.moved
        },
    }


def difference_json(found: Difference, lang: Lang) -> dict[str, Any]:
    """Return what a plan costs against the run's, by term, and how sure that is."""
    return {
        "shortfall": found.shortfall,
        "value": found.value,
        "least": found.least,
        "most": found.most,
        "proved": found.proved,
        "certainty": certainty_said(found).say(lang),
        "terms": [_term(change, lang) for change in found.terms],
    }


def _term(change: TermChange, lang: Lang) -> dict[str, Any]:
    words = {"says": change.says.say(lang), "unit": change.unit.say(lang)}
    return {**asdict(change), **words}


def suggestion_json(scenario: Scenario, found: Suggestion, lang: Lang) -> dict[str, Any]:
    """Return the seat, who could fill it, and the best plan without its person."""
    return {
        "seat": found.row.model_dump(),
        "says": row_said(scenario, found.shape, found.row, lang),
        "empty": answer_json(scenario, found.empty, lang),
        "solved": [_candidate(scenario, x, lang) for x in found.solved],
        "others": [_candidate(scenario, x, lang) for x in found.others],
        "full": found.full,
        "left": found.left,
    }


def _candidate(scenario: Scenario, x: Candidate, lang: Lang) -> dict[str, Any]:
    return {
        **x.group._asdict(),
        "says": candidate_said(scenario, x, lang),
        "fits": ("subject", "second_subject", "other")[x.fits],
        "free": x.free,
        "people": list(x.people),
        "direct": {"shortfall": x.shortfall, "value": x.value},
        "answer": None if x.answer is None else answer_json(scenario, x.answer, lang),
    }
