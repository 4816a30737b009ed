"""A scenario of which only the facts are given is generated on first use, and then as it changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pairmatch import generate
from pairmatch.cli import main
from pairmatch.generate import RECORD, Generated, ready
from pairmatch.generate.folder import filled_folder, refuse_foreign, write_record

DEMO = Path(__file__).parents[2] / "scenarios" / "demo"


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Facts beside the units and links of the demo; generating them gives the demo."""

    def copy(source: Path, target: Path, seed: int | None = None) -> Generated:
        refuse_foreign(target)
        with filled_folder(target) as new:
            shutil.copytree(DEMO, new, dirs_exist_ok=True)
            (new / "expected.toml").unlink()
            record = {"seed": 20210, "source": generate._fingerprint(source), "hash": "a" * 64}
            write_record(new, record, {})
        return Generated("a" * 64, {})

    folder = tmp_path / "scenarios" / "some"
    (folder / "facts").mkdir(parents=True)
    (folder / "facts" / "towns.csv").write_text("town\n", encoding="utf-8")
    for name in ("units.csv", "links.csv", "scenario.toml"):
        shutil.copyfile(DEMO / name, folder / name)
    monkeypatch.setattr(generate, "generate", copy)
    monkeypatch.setattr(generate, "_seed", lambda _: 20210)
    monkeypatch.chdir(tmp_path)
    return folder


def test_the_first_use_generates_and_the_second_does_not(source: Path) -> None:
    first, second = ready(source), ready(source)
    assert (first.folder, first.hash, first.made) == (Path("generated/some"), "a" * 64, True)
    assert (second.folder, second.hash, second.made) == (first.folder, first.hash, False)


def test_changed_facts_are_generated_anew(source: Path) -> None:
    ready(source)
    (source / "facts" / "towns.csv").write_text("town\n示例镇\n", encoding="utf-8")
    assert [ready(source).made, ready(source).made] == [True, False]


def test_a_whole_scenario_is_read_where_it_is(source: Path) -> None:
    shutil.copyfile(DEMO / "schools.csv", source / "schools.csv")
    for folder in (DEMO, source):
        assert (ready(folder).folder, ready(folder).hash) == (folder, "")
    assert not Path("generated").exists()


def test_the_command_line_says_what_it_reads(source: Path) -> None:
    first, second = (CliRunner().invoke(main, ["check", str(source)]) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith("已生成虚构方案：generated/some（输入摘要 aaaaaaaaaaaa）。\n")
    assert second.stdout.startswith(
        "使用先前生成的虚构方案：generated/some（输入摘要 aaaaaaaaaaaa）。\n"
    )
    as_json = CliRunner().invoke(main, ["check", str(source), "--json", "--lang", "en"])
    assert as_json.stdout.startswith("{")
    assert "generated before" in as_json.stderr


def test_foreign_files_are_spared(source: Path) -> None:
    ready(source)
    (Path("generated/some") / RECORD).unlink()
    done = CliRunner().invoke(main, ["check", str(source)])
    assert done.exit_code == 2
    assert "E-GENERATE-BLOCKED" in done.stderr
    assert (Path("generated/some") / "schools.csv").exists()


def test_two_that_generate_at_once_do_not_disturb_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "made"
    with filled_folder(target) as one:
        with monkeypatch.context() as other_process:
            other_process.setattr("os.getpid", lambda: 1)
            with filled_folder(target) as other:
                (other / "a.csv").write_text("other", encoding="utf-8")
        assert (target / "a.csv").read_text(encoding="utf-8") == "other"
        (one / "a.csv").write_text("one", encoding="utf-8")
    assert (target / "a.csv").read_text(encoding="utf-8") == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
