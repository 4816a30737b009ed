"""The commands about runs that are there: `runs`, `show`, `tag`, `untag`, `delete`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.errors import BadInput, Issue, Lang, message
from pairmatch.refusal import DONE, answers


@click.command()
@root_option
@lang_option
@json_option
@answers
def runs(root: Path, lang: Lang | None, as_json: bool) -> None:
    """列出已有的运行 · List the runs there are, oldest first."""
    from pairmatch.store import entries
    from pairmatch.store.says import entry_dict, runs_lines

    found, said = entries(root), lang or "zh"
    if as_json:
        answer = {"exit": DONE, "runs": [entry_dict(entry) for entry in found]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif found:
        click.echo("\n".join(runs_lines(found, said)))
    else:
        click.echo(message("store.none", said, root=root))


@click.command()
@click.argument("run")
@root_option
@lang_option
@json_option
@answers
def show(run: str, root: Path, lang: Lang | None, as_json: bool) -> None:
    """说明一次运行，并核对其文件 · Say what a run is; its files must be as they were written."""
    from pairmatch.store import find, whole
    from pairmatch.store.says import run_lines
    from pairmatch.store.tags import read_tags

    folder = find(run, root)
    manifest, tags = whole(folder), read_tags(folder)
    if as_json:
        said = {"exit": DONE, "run": str(folder), "tags": list(tags), "written": manifest.written}
        said |= {"round": manifest.round, "year": manifest.year, "changes": dict(manifest.changes)}
        said |= {"source": manifest.source, "result": manifest.result.to_dict()}
        click.echo(
            json.dumps({**said, "files": dict(manifest.files)}, ensure_ascii=False, indent=1)
        )
        return
    for line in run_lines(str(folder), manifest, tags, lang or manifest.lang):
        click.echo(line)


@click.command()
@click.argument("run")
@click.argument("name", metavar="TAG")
@root_option
@lang_option
@json_option
@answers
def tag(run: str, name: str, root: Path, lang: Lang | None, as_json: bool) -> None:
    """给运行加标签，以后可用它指称 · Tag a run, so that the tag can stand for it."""
    from pairmatch.store import find
    from pairmatch.store import tag as give

    folder = find(run, root)
    before = give(folder, name, root)
    if as_json:
        answer = {"exit": DONE, "run": str(folder), "tag": name, "moved_from": before}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    key = "store.moved" if before else "store.tagged"
    click.echo(message(key, lang or "zh", run=folder, tag=name, before=", ".join(before)))


@click.command()
@click.argument("name", metavar="TAG")
@root_option
@lang_option
@json_option
@answers
def untag(name: str, root: Path, lang: Lang | None, as_json: bool) -> None:
    """去掉一个标签 · Take a tag away."""
    from pairmatch.store import untag as take

    had = take(name, root)
    if as_json:
        click.echo(json.dumps({"exit": DONE, "runs": had, "tag": name}, ensure_ascii=False))
    else:
        click.echo(message("store.untagged", lang or "zh", run=", ".join(had), tag=name))


@click.command()
@click.argument("run")
@click.option("--yes", is_flag=True, help="不再询问 · Do not ask.")
@root_option
@lang_option
@json_option
@answers
def delete(run: str, yes: bool, root: Path, lang: Lang | None, as_json: bool) -> None:
    """删除一次运行的整个文件夹 · Delete the whole folder of a run."""
    from pairmatch.store import delete as remove
    from pairmatch.store import find, refuse_undeletable
    from pairmatch.store.entry import entry_of

    folder, said = find(run, root), lang or "zh"
    refuse_undeletable(folder, root)
    if not yes:
        if as_json:
            raise BadInput([Issue("E-STORE-CONFIRM", str(folder))])
        title = entry_of(folder.name, folder).title
        if not _confirmed(message("store.sure", said, run=folder, title=title), folder):
            click.echo(message("store.kept", said))
            return
    remove(folder, root)
    if as_json:
        click.echo(json.dumps({"exit": DONE, "deleted": str(folder)}, ensure_ascii=False))
    else:
        click.echo(message("store.deleted", said, run=folder))


def _confirmed(question: str, folder: Path) -> bool:
    try:
        return click.confirm(question, default=False)
    except click.Abort:
        raise BadInput([Issue("E-STORE-CONFIRM", str(folder))]) from None
