"""Finding a run by folder, name, beginning or tag; tagging, untagging, deleting; what is refused."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

import pytest

from pairmatch.errors import BadInput, Issue
from pairmatch.store import delete, entries, find, tag, untag, whole
from pairmatch.store.tags import read_tags, write_tags
from tests.store.made import made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    top = tmp_path / "runs"
    for name in ("demo-20260101", "demo-20260202", "tiny", "sweep/variants/as-it-is"):
        made(top, name)
    return top


def refused(*call: object) -> Issue:
    """The one issue of a refused call."""
    function, *arguments = call
    with pytest.raises(BadInput) as bad:
        function(*arguments)  # type: ignore[operator]
    (issue,) = bad.value.issues
    for lang in ("zh", "en"):
        assert issue.code in issue.say(lang)
    return issue


# -- finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tiny", "tiny"),
        ("ti", "tiny"),
        ("demo-202602", "demo-20260202"),
        ("sweep/variants/as-it-is", "sweep/variants/as-it-is"),
        ("sweep", "sweep/variants/as-it-is"),
        ("as-it-is", "sweep/variants/as-it-is"),
        ("as-", "sweep/variants/as-it-is"),
    ],
)
def test_a_name_or_the_beginning_of_one(root: Path, text: str, name: str) -> None:
    assert find(text, root) == root / name


def test_a_folder_anywhere(root: Path, tmp_path: Path) -> None:
    elsewhere = made(tmp_path, "elsewhere")
    assert find(str(elsewhere), root) == elsewhere
    with contextlib.chdir(tmp_path):
        assert find("elsewhere", Path("runs")) == Path("elsewhere")
        assert find("tiny", Path("runs")) == Path("runs/tiny")


def test_a_tag_goes_before_a_beginning_and_a_name_before_a_tag(root: Path) -> None:
    write_tags(root / "tiny", ["demo-2026", "demo-20260101"])
    assert find("demo-2026", root) == root / "tiny"
    assert find("demo-20260101", root) == root / "demo-20260101"


def test_a_whole_last_part_goes_before_the_beginning_of_others(root: Path) -> None:
    made(root, "sweep/variants/as-it-is-not")
    assert find("as-it-is", root) == root / "sweep/variants/as-it-is"


def test_what_may_mean_several_is_refused_with_their_names(root: Path) -> None:
    issue = refused(find, "demo", root)
    assert issue.code == "E-STORE-AMBIGUOUS"
    assert "2 runs: demo-20260101, demo-20260202." in issue.say("en")
    for number in range(9):
        made(root, f"demo-x{number}")
    said = refused(find, "demo", root).say("en")
    assert "11 runs" in said
    assert "demo-x2, …" in said
    assert "demo-x3" not in said


@pytest.mark.parametrize(
    ("text", "near"), [("tinny", "tiny"), ("as-it-si", "as-it-is"), ("定搞", "定稿")]
)
def test_an_unknown_run_is_refused_with_the_nearest(root: Path, text: str, near: str) -> None:
    write_tags(root / "tiny", ["定稿"])
    issue = refused(find, text, root)
    assert issue.code == "E-STORE-UNKNOWN"
    assert f"Did you mean: {near}?" in issue.say("en")


@pytest.mark.parametrize("text", ["", "/", "..", "x" * 5000, "a\0b", "没有的"])
def test_nonsense_is_refused(root: Path, text: str) -> None:
    assert refused(find, text, root).code in ("E-STORE-UNKNOWN", "E-STORE-NOT-RUN")


def test_a_folder_that_is_no_run_is_said_to_be_none(root: Path, tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    assert refused(find, str(tmp_path / "scenario"), root).code == "E-STORE-NOT-RUN"


# -- whole ----------------------------------------------------------------------------------------


def test_a_whole_run_gives_its_manifest(root: Path) -> None:
    write_tags(root / "tiny", ["x"])
    assert whole(root / "tiny").result.value == 7


def test_what_is_missing_or_altered_is_named_with_its_hash(root: Path) -> None:
    known = whole(root / "tiny").files
    (root / "tiny" / "solver.log").unlink()
    (root / "tiny" / "tables" / "pairs.csv").write_text("a,c\n", encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        whole(root / "tiny")
    missing, altered = bad.value.issues
    assert (missing.code, altered.code) == ("E-STORE-FILE-MISSING", "E-STORE-FILE-ALTERED")
    assert missing.file == str(root / "tiny" / "solver.log")
    assert known["solver.log"][:12] in missing.say("zh")
    assert altered.file == str(root / "tiny" / "tables" / "pairs.csv")
    assert known["tables/pairs.csv"][:12] in altered.say("en")
    assert altered.values["found"] != altered.values["known"]


def test_a_damaged_manifest_is_refused(root: Path) -> None:
    (root / "tiny" / "manifest.json").write_text('{"result": 3}', encoding="utf-8")
    assert refused(whole, root / "tiny").code == "E-RUN-MANIFEST"


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("files", ["solver.log"]),
        ("files", {"solver.log": 5}),
        ("files", {"../other/solver.log": "00"}),
        ("files", {"/etc/hosts": "00"}),
        ("files", {"a\0b": "00"}),
        ("inputs", None),
        ("lang", "xx"),
        ("source", 5),
        ("workbook", "other.xlsx"),
        ("workbook", None),
    ],
)
def test_a_manifest_that_no_run_has_is_refused(root: Path, key: str, found: object) -> None:
    path = root / "tiny" / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**said, key: found}), encoding="utf-8")
    assert refused(whole, root / "tiny").code == "E-RUN-MANIFEST"


def test_a_workbook_without_a_hash_is_no_plan(root: Path) -> None:
    """Whoever shortens the list of files cannot hide that the workbook was altered."""
    path = root / "tiny" / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    del said["files"][said["workbook"]]
    path.write_text(json.dumps(said), encoding="utf-8")
    assert refused(whole, root / "tiny").code == "E-RUN-MANIFEST"


@pytest.mark.parametrize("of", ["run", "component"])
def test_a_status_that_no_plan_has_is_refused(root: Path, of: str) -> None:
    path = root / "tiny" / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    if of == "run":
        said["result"]["status"] = "perfect"
    else:
        part = {
            key: said["result"][key] for key in ("shortfall", "shortfall_bound", "value", "bound")
        }
        part |= {"units": ["000001"], "route": "cpsat", "status": "perfect"}
        said["result"]["components"] = [part]
    path.write_text(json.dumps(said), encoding="utf-8")
    assert refused(whole, root / "tiny").code == "E-RUN-MANIFEST"


def test_a_pipe_in_a_run_is_not_waited_for(root: Path) -> None:
    log, tags = root / "tiny" / "solver.log", root / "tiny" / "tags.json"
    log.unlink()
    os.mkfifo(log)
    assert refused(whole, root / "tiny").code == "E-STORE-FILE-MISSING"
    os.mkfifo(tags)
    assert refused(read_tags, root / "tiny").code == "E-STORE-TAGS"


# -- tags -----------------------------------------------------------------------------------------


def test_a_run_may_have_several_tags_and_a_tag_one_run(root: Path) -> None:
    assert tag(root / "tiny", "定稿", root) == []
    assert tag(root / "tiny", "v1.0_b", root) == []
    assert tag(root / "tiny", "定稿", root) == []
    assert read_tags(root / "tiny") == ("v1.0_b", "定稿")
    assert tag(root / "demo-20260101", "定稿", root) == ["tiny"]
    assert read_tags(root / "tiny") == ("v1.0_b",)
    assert find("定稿", root) == root / "demo-20260101"


def test_a_tag_that_was_left_on_two_runs_is_ambiguous_and_can_be_put_right(root: Path) -> None:
    for name in ("tiny", "demo-20260101"):
        write_tags(root / name, ["x"])
    assert refused(find, "x", root).code == "E-STORE-AMBIGUOUS"
    assert tag(root / "tiny", "x", root) == ["demo-20260101"]
    assert find("x", root) == root / "tiny"
    write_tags(root / "demo-20260101", ["x"])
    assert untag("x", root) == ["demo-20260101", "tiny"]


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "-a", ".a", "_a", "a/b", "a\\b", "a\n", "x" * 41, "a:b", "…"]
)
def test_a_bad_tag_is_refused(root: Path, name: str) -> None:
    assert refused(tag, root / "tiny", name, root).code == "E-STORE-TAG"
    assert read_tags(root / "tiny") == ()


@pytest.mark.parametrize("name", ["定稿", "a", "7", "a-b_c.d", "x" * 40])
def test_a_good_tag_is_taken(root: Path, name: str) -> None:
    tag(root / "tiny", name, root)
    assert find(name, root) == root / "tiny"


@pytest.mark.parametrize("name", ["tiny", "as-it-is"])
def test_a_run_s_name_is_no_tag(root: Path, name: str) -> None:
    assert refused(tag, root / "demo-20260101", name, root).code == "E-STORE-TAG-NAME"


def test_a_run_elsewhere_is_not_tagged(root: Path, tmp_path: Path) -> None:
    elsewhere = made(tmp_path, "elsewhere")
    assert refused(tag, elsewhere, "x", root).code == "E-STORE-ELSEWHERE"
    assert read_tags(elsewhere) == ()


def test_an_unknown_tag_is_refused_with_the_nearest(root: Path) -> None:
    tag(root / "tiny", "final", root)
    issue = refused(untag, "finale", root)
    assert issue.code == "E-STORE-TAG-UNKNOWN"
    assert "Did you mean: final?" in issue.say("en")
    assert untag("final", root) == ["tiny"]
    assert not (root / "tiny" / "tags.json").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"tags": "a"}', '{"tags": ["a b"]}', "{}", "[" * 10_000]
)
def test_damaged_tags_are_refused_and_left_as_they_are(root: Path, text: str) -> None:
    path = root / "tiny" / "tags.json"
    path.write_text(text, encoding="utf-8")
    assert refused(tag, root / "tiny", "x", root).code == "E-STORE-TAGS"
    assert path.read_text(encoding="utf-8") == text


def test_tags_are_written_whole_or_not_at_all(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tag(root / "tiny", "x", root)

    def refuse(*_args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    assert refused(write_tags, root / "tiny", ["x", "y"]).code == "E-STORE-WRITE"
    monkeypatch.undo()
    assert read_tags(root / "tiny") == ("x",)
    assert not list((root / "tiny").glob(".*"))


# -- deleting -------------------------------------------------------------------------------------


def test_a_run_is_deleted_whole_and_nothing_else(root: Path) -> None:
    delete(root / "tiny", root)
    delete(root / "sweep/variants/as-it-is", root)
    assert sorted(x.name for x in root.iterdir() if x.is_dir()) == [
        "demo-20260101",
        "demo-20260202",
        "sweep",
    ]
    assert [entry.name for entry in entries(root)] == ["demo-20260101", "demo-20260202"]


def test_what_a_killed_call_left_is_removed_as_well(root: Path) -> None:
    (root / ".deleted-1-x").mkdir()
    (root / ".deleted-1-x" / "file").write_text("", encoding="utf-8")
    delete(root / "tiny", root)
    assert not list(root.glob(".*"))


def test_a_run_with_a_damaged_manifest_is_deleted(root: Path) -> None:
    (root / "tiny" / "manifest.json").write_text("{", encoding="utf-8")
    delete(root / "tiny", root)
    assert not (root / "tiny").exists()


def test_a_folder_that_only_has_some_manifest_is_not_deleted(root: Path) -> None:
    (root / "site").mkdir()
    (root / "site" / "manifest.json").write_text('{"name": "a web page"}', encoding="utf-8")
    assert refused(delete, root / "site", root).code == "E-STORE-FOREIGN"
    assert (root / "site" / "manifest.json").exists()


def test_nothing_outside_the_root_is_deleted(root: Path, tmp_path: Path) -> None:
    elsewhere = made(tmp_path, "elsewhere/run")
    (root / "link").symlink_to(elsewhere, target_is_directory=True)
    (root / "way").symlink_to(elsewhere.parent, target_is_directory=True)
    (root / "again").symlink_to(root / "tiny", target_is_directory=True)
    for folder in (elsewhere, root / "link", root / "way" / "run", root / "again", root, tmp_path):
        assert refused(delete, folder, root).code == "E-STORE-OUTSIDE"
    assert whole(elsewhere)
    assert whole(root / "tiny")


def test_links_inside_a_run_are_removed_and_not_what_they_lead_to(
    root: Path, tmp_path: Path
) -> None:
    keep = tmp_path / "keep"
    keep.mkdir()
    (keep / "file").write_text("", encoding="utf-8")
    (root / "tiny" / "link").symlink_to(keep, target_is_directory=True)
    delete(root / "tiny", root)
    assert (keep / "file").exists()


def test_a_run_that_cannot_be_moved_stays_whole(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "rename", refuse)
    issue = refused(delete, root / "tiny", root)
    assert (issue.code, issue.values["reason"]) == ("E-STORE-DELETE", "in use")
    assert whole(root / "tiny")
