"""Coverage by subject: what schools ask for, what is filled, what today's people could fill at most."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.webpage.charts import BLUE, ORANGE, SILVER, Series, lying
from pairmatch.webpage.content import Cell, Grid, Part, Section
from pairmatch.webpage.numbers import share
from pairmatch.webpage.rows import PostRow
from pairmatch.webpage.sections.cells import counted, counts, said, words
from pairmatch.webpage.view import View


def subjects(view: View) -> Section:
    """Return the section with one row for each kind of post that is not wholly filled."""
    posts = sorted(view.rows.posts, key=lambda x: -x.asked)
    says = view.say("各学科岗位需求（人）及满足情况", "Posts asked for by subject, and filled")
    names = [_name(view, post) for post in posts]
    part = Part(
        words=(
            view.say(
                "只列没有全部满足的岗位；“最多可满足”按今天可派人员算出，是上限。",
                "Only posts that are not wholly filled. What is possible at most is an upper bound, "
                "by the people that can be sent today.",
            ),
        ),
        charts=(lying(names, _series(view, posts), says),) if posts else (),
        grids=(_grid(view, says, names, posts),),
    )
    return Section("subjects", view.say("学科满足情况", "Coverage by subject"), (part,))


def _series(view: View, posts: Sequence[PostRow]) -> tuple[Series, ...]:
    return (
        Series(view.say("已满足", "filled"), tuple(x.filled for x in posts), BLUE),
        Series(
            view.say("现有人员尚可满足", "today's people could fill"),
            tuple(max(0, x.possible - x.filled) for x in posts),
            ORANGE,
        ),
        Series(
            view.say("现有人员不足", "beyond today's people"),
            tuple(x.asked - max(x.possible, x.filled) for x in posts),
            SILVER,
        ),
    )


def _grid(view: View, caption: str, names: Sequence[str], posts: Sequence[PostRow]) -> Grid:
    rows = tuple(
        (
            *words(name),
            *counts(post.asked, post.filled),
            Cell(share(post.filled, post.asked)),
            *counts(post.possible, post.asked - post.filled),
        )
        for name, post in zip(names, posts, strict=True)
    )
    heads = (
        *said(view.say("岗位", "Post")),
        *counted(
            view.say("需求（人）", "Asked (people)"),
            view.say("已满足", "Filled"),
            view.say("满足率", "Share"),
            view.say("现有人员最多可满足", "At most possible"),
            view.say("缺额", "Missing"),
        ),
    )
    return Grid(caption, heads, rows)


def _name(view: View, post: PostRow) -> str:
    if post.subject:
        return view.label("subject", post.subject)
    return view.label("role", post.role)
