"""The index: right whatever happened to it or to the folders, and never in anybody's way."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pairmatch.io.manifest import read_manifest
from pairmatch.store import entries, entry, index
from pairmatch.store.says import runs_lines
from pairmatch.store.tags import write_tags
from tests.store.made import LONG_AGO, age, made


def names(root: Path) -> list[str]:
    return [entry.name for entry in entries(root)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two runs, the one whose name comes first written last."""
    top = tmp_path / "runs"
    made(top, "a", written="2026-03-01T00:00:00+08:00")
    made(top, "b", written="2026-02-28T23:00:00+08:00", status="bounded", bound=9)
    return top


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the manifests that are read."""
    found: list[str] = []

    def reading(folder: Path):
        found.append(folder.name)
        return read_manifest(folder)

    monkeypatch.setattr(entry, "read_manifest", reading)
    return found


def test_an_entry_says_what_the_run_says(root: Path) -> None:
    write_tags(root / "b", ["定稿", "second"])
    first = entries(root)[0]
    assert (first.name, first.scenario, first.title) == ("b", "demo", "示例方案")
    assert (first.round, first.year, first.written[:10]) == ("2021-2025", 2023, "2026-02-28")
    assert (first.status, first.shortfall, first.value) == ("bounded", 1, 7)
    assert first.gap_percent == "28.5715"
    assert (first.tags, first.damaged) == (("second", "定稿"), False)


def test_runs_come_in_the_order_of_writing_wherever_they_were_written(root: Path) -> None:
    made(root, "c", written="2026-02-28T16:30:00+00:00")
    made(root, "unsaid", written="")
    made(root, "unreadable", written="last year")
    assert names(root) == ["unreadable", "unsaid", "b", "a", "c"]


def test_what_did_not_change_is_not_read_again(root: Path, read: list[str]) -> None:
    first = entries(root)
    assert sorted(read) == ["a", "b"]
    read.clear()
    assert entries(root) == first
    assert read == []


def test_what_was_written_just_now_is_read_again(root: Path, read: list[str]) -> None:
    """It may change once more in the same tick of a coarse clock, with the same size."""
    made(root, "a", title="AAAA", written="2026-03-01T00:00:00+08:00")
    manifest = root / "a" / "manifest.json"
    for before, now in (("AAAA", "BBBB"), ("BBBB", "CCCC")):
        entries(root)
        stat = manifest.stat()
        manifest.write_text(manifest.read_text().replace(before, now), encoding="utf-8")
        if before != "AAAA":
            os.utime(manifest, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        read.clear()
        assert entries(root)[1].title == now
        assert read == ["a"]


def test_a_changed_manifest_is_read_again(root: Path, read: list[str]) -> None:
    made(root, "a", title="A", written="2026-03-01T00:00:00+08:00")
    entries(root)
    manifest = root / "a" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"A"', '"BB"'), encoding="utf-8")
    os.utime(manifest, (LONG_AGO + 5, LONG_AGO + 5))
    read.clear()
    assert read == []
    assert entries(root)[1].title == "BB"
    assert read == ["a"]


def test_new_tags_and_taken_ones_are_seen(root: Path) -> None:
    assert entries(root)[1].tags == ()
    write_tags(root / "a", ["one"])
    age(root / "a")
    assert entries(root)[1].tags == ("one",)
    assert entries(root)[1].tags == ("one",)
    write_tags(root / "a", [])
    assert entries(root)[1].tags == ()


def test_runs_that_come_and_go(root: Path) -> None:
    assert names(root) == ["b", "a"]
    shutil.rmtree(root / "b")
    made(root, "c")
    assert sorted(names(root)) == ["a", "c"]


def _delete(path: Path) -> None:
    path.unlink()


def _garbage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1500])


def _other_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE runs SET title = 'old'")
        db.execute(f"PRAGMA user_version = {index.VERSION + 1}")
        db.commit()


def _other_columns(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE runs DROP COLUMN title")
        db.commit()


def _wrong_values(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE runs SET stamp = 'manifest.json:x:y'")
        db.commit()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage",
    [_delete, _garbage, _cut, _other_version, _other_columns, _wrong_values, _folder],
)
def test_an_index_that_is_no_use_is_made_anew(root: Path, damage, read: list[str]) -> None:
    first = entries(root)
    damage(root / index.FILE)
    read.clear()
    assert entries(root) == first
    assert sorted(read) == ["a", "b"]
    if damage is not _folder:
        read.clear()
        assert entries(root) == first
        assert read == []


def test_an_index_that_cannot_be_written_is_done_without(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise PermissionError("read-only share")

    monkeypatch.setattr(index.tempfile, "mkstemp", refuse)
    assert names(root) == ["b", "a"]
    assert not (root / index.FILE).exists()


def test_a_failure_half_way_leaves_nothing_behind(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries(root)
    before = (root / index.FILE).read_bytes()
    made(root, "c")

    def refuse(*_args: object) -> None:
        raise OSError("in use")

    monkeypatch.setattr(Path, "replace", refuse)
    assert len(names(root)) == 3
    assert (root / index.FILE).read_bytes() == before
    assert sorted(x.name for x in root.iterdir()) == ["a", "b", "c", index.FILE]


def test_no_runs_no_index(tmp_path: Path) -> None:
    assert entries(tmp_path / "nowhere") == []
    (tmp_path / "runs").mkdir()
    assert entries(tmp_path / "runs") == []
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_damaged_run_is_listed_as_such(root: Path) -> None:
    (root / "a" / "manifest.json").write_text("{", encoding="utf-8")
    write_tags(root / "a", ["kept"])
    (root / "b" / "tags.json").write_text('{"tags": [3]}', encoding="utf-8")
    found = {entry.name: entry for entry in entries(root)}
    assert (found["a"].damaged, found["a"].title, found["a"].tags) == (True, "", ("kept",))
    assert (found["b"].damaged, found["b"].title, found["b"].tags) == (True, "示例方案", ())


@pytest.mark.parametrize(
    ("said", "damaged"),
    [
        ({"title": 5, "scenario": None}, False),
        ({"status": "sure"}, True),
        ({"value": 10**30, "bound": 10**30}, False),
        ({"title": "\ud800"}, False),
    ],
)
def test_what_a_foreign_manifest_says_stops_no_list(
    root: Path, said: dict[str, object], damaged: bool
) -> None:
    path = root / "a" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["result"] |= said
    path.write_text(json.dumps(manifest), encoding="utf-8")
    for _ in range(2):
        found = {entry.name: entry for entry in entries(root)}
        assert found["a"].damaged == damaged
        assert not found["b"].damaged
        assert runs_lines([*found.values()], "zh")


def test_runs_are_found_four_folders_deep_and_no_deeper(root: Path) -> None:
    made(root, "sweep/variants/one")
    made(root, "round/2021/2023/deep")
    made(root, "round/2021/2023/too/deep")
    made(root, "a/inside")
    made(root, ".sweep.tmp-1/variants/half")
    assert set(names(root)) == {"a", "b", "sweep/variants/one", "round/2021/2023/deep"}


def test_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    elsewhere = made(tmp_path, "elsewhere/run").parent
    (root / "link").symlink_to(elsewhere, target_is_directory=True)
    (root / "loop").symlink_to(root, target_is_directory=True)
    assert names(root) == ["b", "a"]


CALL = """
import sys
from pathlib import Path
from pairmatch.store import entries
root = Path(sys.argv[1])
for _ in range(15):
    (root / "index.sqlite").unlink(missing_ok=True)
    assert len(entries(root)) == 2
"""


def test_two_processes_at_once_do_not_disturb_each_other(root: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", CALL, str(root)], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in both:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (0, b"")
    assert sorted(x.name for x in root.iterdir()) == ["a", "b", index.FILE]
    assert names(root) == ["b", "a"]
