"""The file of a sweep: which variants it makes, what they change, and every fault at its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pairmatch.errors import BadInput, Issue
from pairmatch.io.read import read_scenario
from pairmatch.scenario import Scenario
from pairmatch.schema import School
from pairmatch.sweep.definition import MOST_VARIANTS, read_definition
from pairmatch.sweep.names import LONGEST, combined_name
from pairmatch.sweep.variants import Sweep, read_sweep

SCENARIOS = Path(__file__).parent.parent / "scenarios"
Read = Callable[[str], Sweep]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(text: str) -> Sweep:
        shutil.copytree(SCENARIOS / "demo", tmp_path / "demo", dirs_exist_ok=True)
        (tmp_path / "some.toml").write_text('scenario = "demo"\n' + text, encoding="utf-8")
        definition = read_definition(tmp_path / "some.toml")
        return read_sweep(definition, definition.scenario)

    return reading


def only(sweep: Sweep) -> Scenario:
    (variant,) = sweep.variants
    return sweep.scenario(variant)


def faults(read: Read, text: str) -> list[Issue]:
    with pytest.raises(BadInput) as refused:
        read(text)
    for issue in refused.value.issues:
        assert issue.say("zh") != issue.say("en")
    return refused.value.issues


# -- variants -------------------------------------------------------------------------------------


def test_every_combination_and_every_variant_in_order(read: Read) -> None:
    sweep = read(
        """
        [grid]
        policy.release_max = [3, 5]
        weights.O6 = [1, { value = 2, reason = "far" }]
        [[variant]]
        name = "as-it-is"
        [[variant]]
        name = "多派人"
        policy.release_max = 9
        """
    )
    names = [variant.name for variant in sweep.variants]
    assert names == [
        "release_max-3_O6-1",
        "release_max-3_O6-2",
        "release_max-5_O6-1",
        "release_max-5_O6-2",
        "as-it-is",
        "多派人",
    ]
    found = [sweep.scenario(variant) for variant in sweep.variants]
    assert [x.number("release_max") for x in found] == [3, 3, 5, 5, 5, 9]
    assert [x.weight("O6") for x in found] == [1, 2, 1, 2, 1, 1]
    assert found[4].input_hash == sweep.base.input_hash == sweep.hashes["as-it-is"]
    assert len(set(sweep.hashes.values())) == 5  # 5 and 1 are what the scenario says anyway


def test_names_of_combinations_say_what_is_changed() -> None:
    assert combined_name({"policy.host_max": 3, "schools.host_max": {"factor": 0.5}}) == (
        "policy.host_max-3_schools.host_max-x0.5"
    )
    terms = {"policy.placement_terms": ["autumn", "spring"], "policy.city_pool": True}
    assert combined_name(terms) == "placement_terms-autumn-spring_city_pool-true"
    long = {f"limits.44010{i}.money": 1_000_000 + i for i in range(9)}
    names = {combined_name({**long, "weights.O1": x}) for x in (1, 2)}
    assert len(names) == 2
    assert all(len(name) <= LONGEST for name in names)


EDITS = {
    'policy.supporting_pair_max = { value = 1, clause = "GD-2-1§1" }': (
        'supporting_pair_max = { value = 1, clause = "GD-2-1§1" }',
        "[policy]",
    ),
    "weights.W2 = 7": ("O2 = 7", "[weights]"),
    'force.T8 = "relaxable"': ('T8 = "relaxable"', "[force]"),
    "limits.440103.people = 3": ("440103.people = 3", "[limits]"),
    "limits.recipient = { money = 5000 }": ("recipient.money = 5000", "[limits]"),
}


@pytest.mark.parametrize("change", EDITS)
def test_a_variant_is_the_scenario_as_if_edited(change: str, read: Read, tmp_path: Path) -> None:
    sweep = read(f'[[variant]]\nname = "x"\n{change}\n')
    edited = tmp_path / "edited"
    shutil.copytree(tmp_path / "demo", edited)
    line, section = EDITS[change]
    with (edited / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{section}\n{line}\n")
    assert only(sweep).input_hash == read_scenario(edited).input_hash != sweep.base.input_hash


def test_what_the_scenario_says_itself_is_replaced(read: Read, tmp_path: Path) -> None:
    """Also where it names a weight by its term, and one of several limits of a unit."""
    said = "\n[weights]\nO2 = 7\nO1 = 90\n[limits.440103]\npeople = 9\nmoney = 600000\n"
    read('[[variant]]\nname = "x"\n')
    with (tmp_path / "demo" / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write(said)
    text = '[[variant]]\nname = "x"\nweights.W2 = 8\nlimits.440103.people = 3\n'
    definition = read_definition(tmp_path / "some.toml")
    (tmp_path / "some.toml").write_text('scenario = "demo"\n' + text, encoding="utf-8")
    definition = read_definition(tmp_path / "some.toml")
    found = only(read_sweep(definition, definition.scenario))
    assert (found.weight("W2"), found.weight("O1")) == (8, 90)
    limit = found.settings.limits["440103"]
    assert (limit.people, limit.money) == (3, 600_000)


def column(scenario: Scenario, name: str) -> dict[str, int | None]:
    return {row.school_code: getattr(row, name) for row in scenario.rows(School)}


def test_capacities_of_all_schools_and_of_one(read: Read) -> None:
    first, second = "9944010301", "9944010302"
    change = f"schools.host_max = {{ factor = 0.5 }}\nschools.{first}.host_max = 1\n"
    sweep = read(f'[[variant]]\nname = "x"\npolicy.host_max = 7\n{change}')
    before, after = column(sweep.base, "host_max"), column(only(sweep), "host_max")
    assert (before[first], after[first]) == (5, 1)
    assert (before[second], after[second]) == (4, 2)
    blank = next(code for code, value in before.items() if value is None)
    assert after[blank] == 4  # half of the policy's 7, halves rounded up
    for code, value in before.items():
        if value is not None and code != first:
            assert after[code] == (value + 1) // 2


def test_capacities_as_plain_numbers_and_beds_without_limit(read: Read) -> None:
    change = "schools.release_max = 2\nschools.beds = { factor = 2 }\n"
    sweep = read(f'[[variant]]\nname = "x"\n{change}')
    assert set(column(only(sweep), "release_max").values()) == {2}
    assert column(only(sweep), "beds") == column(sweep.base, "beds")
    assert None in column(sweep.base, "beds").values()


def test_the_example_is_a_sound_sweep() -> None:
    definition = read_definition(SCENARIOS / "demo-sweep.toml")
    sweep = read_sweep(definition, definition.scenario)
    assert len(sweep.variants) == 5
    assert len(set(sweep.hashes.values())) == 4


# -- faults ---------------------------------------------------------------------------------------

FAULTY = """colour = 3
[grid]
policy.release_maxx = [3, 5]
policy.host_max = 5
weights.O1 = [1, 2000]
schools.beds = [{ factor = "a" }, -1]
[[variant]]
schools.host_max = 5
[[variant]]
name = "a b"
[[variant]]
name = "a"
policy.release_max = "x"
schools.9944010302.release_maxx = 3
schools.9944010399.release_max = 3
limits.440103.peple = 4
[variant.force]
P1 = "relaxable"
[[variant]]
name = "A"
schools = 3
"""


def test_every_fault_at_once_each_at_its_place(read: Read) -> None:
    found = [(x.code, x.file, x.line, x.column) for x in faults(read, FAULTY)]
    assert found == [
        ("E-KEY-UNKNOWN", "some.toml", 2, "colour"),
        ("E-KEY-UNKNOWN", "some.toml", 4, "grid.policy.release_maxx"),
        ("E-KEY-TYPE", "some.toml", 5, "grid.policy.host_max"),
        ("E-KEY-RANGE", "some.toml", 6, "grid.weights.O1"),
        ("E-KEY-TYPE", "some.toml", 7, "grid.schools.beds"),
        ("E-KEY-TYPE", "some.toml", 7, "grid.schools.beds"),
        ("E-SWEEP-NAME", "some.toml", 8, "variant.1"),
        ("E-KEY-NAME", "some.toml", 11, "variant.2.name"),
        ("E-KEY-TYPE", "some.toml", 14, "variant.3.policy.release_max"),
        ("E-KEY-UNKNOWN", "some.toml", 15, "variant.3.schools.9944010302.release_maxx"),
        ("E-SWEEP-SCHOOL", "some.toml", 16, "variant.3.schools.9944010399.release_max"),
        ("E-KEY-UNKNOWN", "some.toml", 17, "variant.3.limits.440103.peple"),
        ("E-FORCE-HARD", "some.toml", 19, "variant.3.force.P1"),
        ("E-SWEEP-TWICE", "some.toml", 20, "variant.4"),
        ("E-KEY-TYPE", "some.toml", 22, "variant.4.schools"),
    ]


def test_what_only_shows_together_names_the_variant(read: Read) -> None:
    """A minimum above its maximum; a decision that cannot be kept any more."""
    text = "[grid]\npolicy.team_size_min = [1, 6]\nweights.O1 = [1, 2]\n"
    crossed, *locks = faults(read, text)
    assert (crossed.code, crossed.line) == ("E-KEY-CROSSED", 3)
    assert {x.code for x in locks} == {"E-LOCK-SITE"}
    assert {x.file for x in locks} == {
        f"some.toml › team_size_min-6_O1-{x} › locks.csv" for x in (1, 2)
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E-SWEEP-EMPTY"),
        ("[grid]\n", "E-SWEEP-EMPTY"),
        ("grid = 3\n", "E-KEY-TYPE"),
        ("variant = 3\n", "E-KEY-TYPE"),
        ("[grid]\npolicy = 3\n", "E-KEY-TYPE"),
        ("[grid]\npolicy.release_max = []\n", "E-KEY-TYPE"),
        ("[grid]\npolicy.release_max = [3, 3]\n", "E-SWEEP-TWICE"),
        ("[grid]\ntime_limit_s = [3, 4]\n", "E-KEY-UNKNOWN"),
        ("[grid\n", "E-TOML-SYNTAX"),
        ('[[variant]]\nname = "../x"\n', "E-KEY-NAME"),
        ('[[variant]]\nname = "x"\nlimits.440103 = 3\n', "E-KEY-TYPE"),
        ('[[variant]]\nname = "x"\nlimits.990000.people = 3\n', "E-LIMIT-UNIT"),
        ('[[variant]]\nname = "x"\nschools.host_max = { factor = 0.5, x = 1 }\n', "E-KEY-TYPE"),
        ('[[variant]]\nname = "x"\nschools.host_max = true\n', "E-KEY-TYPE"),
        ('[[variant]]\nname = "x"\nweights.P1 = 3\n', "E-WEIGHT-HARD"),
        ('[[variant]]\nname = "x"\npolicy.host_max = { clause = "y" }\n', "E-KEY-VALUE"),
    ],
)
def test_one_fault(text: str, code: str, read: Read) -> None:
    assert [issue.code for issue in faults(read, text)] == [code]


def test_too_many_variants(read: Read) -> None:
    values = list(range(MOST_VARIANTS + 1))
    text = f"[grid]\npolicy.province_pairs = {values}\n"
    assert "E-SWEEP-MANY" in [issue.code for issue in faults(read, text)]


def test_faults_of_the_scenario_are_told_with_those_of_the_sweep(tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_text(
        f'scenario = "{SCENARIOS / "dirty" / "unknown-key"}"\ncolour = 1\n[grid]\npolicy.x = [1]\n',
        encoding="utf-8",
    )
    definition = read_definition(tmp_path / "some.toml")
    with pytest.raises(BadInput) as refused:
        read_sweep(definition, definition.scenario)
    assert {issue.file for issue in refused.value.issues} == {"some.toml", "scenario.toml"}


def test_a_file_or_a_scenario_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_definition(tmp_path / "none.toml")
    assert [x.code for x in refused.value.issues] == ["E-SWEEP-FILE"]
    path = tmp_path / "some.toml"
    path.write_text("[grid]\npolicy.release_max = [1]\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_definition(path)
    assert [x.code for x in refused.value.issues] == ["E-KEY-MISSING"]
    path.write_text('scenario = "none"\n[grid]\npolicy.release_max = [1]\n', encoding="utf-8")
    definition = read_definition(path)
    with pytest.raises(BadInput) as refused:
        read_sweep(definition, definition.scenario)
    assert [x.code for x in refused.value.issues] == ["E-FOLDER-MISSING"]
