"""Faults in the terminal: by file, sheet and kind, counted, the first few of each kind in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pairmatch.errors import Issue, Lang, message
from pairmatch.io.faults.finding import Finding

FEW = 3
"""Faults of one kind in one sheet that are said in full."""
ABOUT_RUNS = ("E-STORE-", "E-RUN-", "E-COMPARE-", "E-ACCEPT-", "E-REPORT-")
"""How the codes of faults begin that are about runs and not about an input."""
MOST = 60
"""Faults said in full altogether: two screens; the rest is counted, and stands in the list."""


def heading(issues: Iterable[Issue], lang: Lang) -> str:
    """Return how many faults and warnings there are, in one line."""
    issues = list(issues)
    if issues and all(issue.code.startswith(ABOUT_RUNS) for issue in issues):
        return message("faults.heading-runs", lang)
    levels = Counter(issue.level for issue in issues)
    code = "faults.heading-both" if levels["warning"] else "faults.heading"
    code = code if levels["error"] else "faults.heading-warnings"
    return message(code, lang, errors=levels["error"], warnings=levels["warning"])


def fault_lines(findings: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """Say faults that come in the order of files and sheets, no more than a person can read."""
    left = MOST
    groups = [list(group) for _, group in groupby(findings, lambda x: (x.file, x.sheet))]
    for number, group in enumerate(groups):
        if left <= 0:
            yield _rest(groups[number:], lang)
            return
        if len(group) == 1:
            yield f"  {_said(group[0], lang, _sheet(group[0], lang))}"
            left -= 1
            continue
        place = _sheet(group[0], lang)
        yield f"  {message('faults.group', lang, place=place, count=len(group))}"
        for line in _kinds(group, lang):
            yield f"    {line}"
            left -= 1


def _kinds(group: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """Say the faults of one sheet, kind by kind, those that stop the reading first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in sorted(group, key=lambda x: x.level == "warning"):
        kinds.setdefault(finding.code, []).append(finding)
    for code, found in kinds.items():
        yield from (_said(finding, lang) for finding in _telling(found))
        if len(found) > FEW:
            yield message("faults.more", lang, count=len(found) - FEW, fault=code)


def _telling(found: Sequence[Finding]) -> list[Finding]:
    """Return the first few that say different things, then others: the same thrice teaches nothing."""
    others: dict[str, Finding] = {}
    for finding in found:
        others.setdefault(finding.problem + finding.remedy, finding)
    first = {id(finding) for finding in [*others.values()][:FEW]}
    rest = [id(finding) for finding in found[: 2 * FEW] if id(finding) not in first]
    first.update(rest[: FEW - len(first)])
    return [finding for finding in found if id(finding) in first]


def _said(finding: Finding, lang: Lang, sheet: str = "") -> str:
    """Return a fault in one line: where, what is wrong, what to do, code."""
    place = message("place.join", lang).join(filter(None, (sheet, finding.place)))
    head = message("place.head", lang, place=place) if place else ""
    if finding.level == "warning":
        head += message("faults.warning", lang)
    parts = {"problem": finding.problem, "remedy": finding.remedy, "fault": finding.code}
    return message("place.fault", lang, head=head, **parts)


def _sheet(finding: Finding, lang: Lang) -> str:
    """Return the file and sheet of a fault."""
    return Issue("", finding.file, sheet=finding.sheet).place(lang)


def _rest(groups: Sequence[Sequence[Finding]], lang: Lang) -> str:
    files = {finding.file for group in groups for finding in group}
    count = sum(map(len, groups))
    return f"  {message('faults.rest', lang, files=len(files), count=count)}"
