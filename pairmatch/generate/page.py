"""The page that sets each published figure beside the generated one, as a Markdown table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pairmatch.generate.census import GUANGZHOU, PROVINCE
from pairmatch.generate.facts import Facts, Figure

if TYPE_CHECKING:
    from pairmatch.generate import Generated

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Beside:
    """What stands beside one published figure: how it is counted, and why it differs if it does."""

    count: Callable[[Counts], str]
    note: str = ""


def _number(name: str, note: str = "") -> Beside:
    return Beside(lambda counts: f"{counts[name]:,}", note)


def _hundredths(name: str, note: str = "") -> Beside:
    return Beside(lambda counts: f"{counts[name] / 100:.2f}", note)


def _sum(*names: str, note: str = "") -> Beside:
    return Beside(lambda counts: f"{sum(counts[name] for name in names):,}", note)


PART = "schools that take no part, and ten county-level units on neither side, are missing"
KINDERGARTENS = "one public kindergarten per town or street (two on the supporting side)"
BESIDE: dict[tuple[str, str, str], Beside] = {
    (PROVINCE, "2021", "kindergartens"): _number("all kindergarten", KINDERGARTENS),
    (PROVINCE, "2021", "kindergarten children"): _number("kindergarten pupils", KINDERGARTENS),
    (PROVINCE, "2021", "primary schools"): _number("all primary", PART),
    (PROVINCE, "2021", "primary teaching points"): _number(
        "village schools below 100 pupils", "only those listed apart from their central school"
    ),
    (PROVINCE, "2021", "primary pupils"): _number("primary pupils", PART),
    (PROVINCE, "2021", "junior secondary schools"): _number("all junior", PART),
    (PROVINCE, "2021", "junior secondary pupils"): _number("junior pupils", PART),
    (PROVINCE, "2021", "compulsory education schools"): _sum(
        "all primary", "all junior", note=PART
    ),
    (PROVINCE, "2021", "compulsory education pupils"): _sum(
        "primary pupils", "junior pupils", note=PART
    ),
    (PROVINCE, "2021", "primary pupil-teacher ratio"): _hundredths(
        "primary pupil-teacher ratio x100",
        "recipient side; thinner staffed, because posts are empty",
    ),
    (PROVINCE, "2021", "junior pupil-teacher ratio"): _hundredths(
        "junior pupil-teacher ratio x100",
        "recipient side; thinner staffed, because posts are empty",
    ),
    (GUANGZHOU, "2021", "primary schools"): _number("guangzhou primary"),
    (GUANGZHOU, "2021", "junior secondary schools"): _number("guangzhou junior"),
    (GUANGZHOU, "2021", "senior secondary schools"): _number("guangzhou senior"),
    (GUANGZHOU, "2021", "special schools"): _number("guangzhou special"),
    (GUANGZHOU, "2021", "primary full-time teachers"): _number(
        "guangzhou primary teachers", "pupils generated, divided by the province's ratio"
    ),
    (GUANGZHOU, "2021", "junior full-time teachers"): _number(
        "guangzhou junior teachers", "pupils generated, divided by the province's ratio"
    ),
    (GUANGZHOU, "2021", "senior full-time teachers"): _number(
        "guangzhou senior teachers", "12.5 pupils a teacher and school sizes are our own numbers"
    ),
    ("广州市 → 湛江市", "2024-2025", "teachers posted"): _number(
        "people allowed: 湛江市", "upper limit of the quotas; the plan decides"
    ),
    ("广州市 → 湛江市", "2024-2025", "teams (支教名师团)"): _number(
        "teams allowed: 湛江市", "upper limit of the quotas; at least 3 a county"
    ),
    ("深圳市 → 河源市", "2024-2025", "teachers posted"): _number(
        "people allowed: 河源市", "upper limit of the quotas"
    ),
    ("深圳市 → 河源市", "2024-2025", "recipient schools"): _number(
        "teams allowed: 河源市",
        "upper limit of the quotas; one school a team of 3-5, there 2 people a school",
    ),
    ("东莞市 → 揭阳市", "2024-", "teachers posted"): _number(
        "people allowed: 揭阳市", "upper limit of the quotas"
    ),
    ("东莞市 → 揭阳市", "2024-", "recipient schools"): _number(
        "teams allowed: 揭阳市",
        "upper limit of the quotas; one school a team of 3-5, there 2.5 people a school",
    ),
    ("广州市 荔湾区 → 湛江市 坡头区", "yearly", "teachers posted"): _number(
        "people allowed: 荔湾区 to 坡头区", "about 15 a county; a small one gets a little less"
    ),
    (
        "广州市 荔湾区 → 湛江市 坡头区",
        "per semester",
        "teachers back for shadowing (跟岗)",
    ): _number("people allowed: 荔湾区 to 坡头区", "the same limit, for the whole year"),
    ("广州市 荔湾区 → 湛江市 坡头区", "three years", "paired schools (recipient side)"): _number(
        "pairs wanted: 坡头区", "about 1,000 pairs over 84 counties; half evenly, half by schools"
    ),
}
"""Every published figure that something generated can be held against."""
NOT_SET = {
    "teachers posted": "other destinations, or another plan",
    "recipient schools": "before teachers were posted by stated needs",
    "paired schools (supporter side)": "the recipient side is counted, above",
    "university pairings": "universities are not in this scenario",
}
NOT_MODELLED = "not in this scenario"


def page(facts: Facts, generated: Generated) -> str:
    """Return the table of figures, then the list of those that nothing is set beside."""
    lines = [
        "| where | when | published figure | published | generated | remark |",
        "| --- | --- | --- | ---: | ---: | --- |",
    ]
    left: dict[str, list[str]] = {}
    for figure in facts.figures:
        beside = BESIDE.get((figure.area, figure.period, figure.indicator))
        if beside is None:
            said = f"{figure.area} {figure.period}: {figure.indicator} {_plain(figure)}"
            left.setdefault(_why(figure), []).append(said)
        else:
            cells = (
                figure.area,
                figure.period,
                figure.indicator,
                _plain(figure),
                beside.count(generated.counts),
                beside.note,
            )
            lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "Published, with nothing generated to set beside it:", ""]
    lines += [f"- {why}: {'; '.join(each)}." for why, each in left.items()]
    return "\n".join(lines) + "\n"


def sizes(generated: Generated) -> str:
    """Return the size of the generated scenario as a Markdown table."""
    names = list(generated.counts)
    lines = ["| what | number |", "| --- | ---: |"]
    for name in names[: names.index("guangzhou primary")]:
        lines.append(f"| {name} | {generated.counts[name]:,} |")
    return "\n".join(lines) + "\n"


def shortages(generated: Generated) -> str:
    """Return the share of empty posts by subject as a Markdown table."""
    lines = ["| subject | empty posts, % |", "| --- | ---: |"]
    for name, count in generated.counts.items():
        if name.startswith("empty posts x1000: "):
            lines.append(f"| {name.split(': ')[1]} | {count / 10:.1f} |")
    return "\n".join(lines) + "\n"


def document(text: str, facts: Facts, generated: Generated) -> str:
    """Return a document with the tables between its markers made anew."""
    parts = {
        "figures": page(facts, generated),
        "sizes": sizes(generated),
        "shortages": shortages(generated),
    }
    for name, table in parts.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        head, _, rest = text.partition(begin)
        _, _, tail = rest.partition(end)
        text = f"{head}{begin}\n{table}\n{end}{tail}"
    return text


def _why(figure: Figure) -> str:
    if figure.area in (PROVINCE, GUANGZHOU) and figure.period != "2021":
        return "Another year than the scenario's"
    if figure.area in (PROVINCE, GUANGZHOU) and "teacher" in figure.indicator:
        return "Teachers of the whole province (the scenario has recipient schools' teachers only)"
    why = NOT_SET.get(figure.indicator, NOT_MODELLED)
    return why[0].upper() + why[1:]


def _plain(figure: Figure) -> str:
    value = figure.value
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
