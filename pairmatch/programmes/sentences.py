"""Short texts put together to one, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from pairmatch.errors import Text


def joined(texts: Iterable[Text]) -> Text:
    """Return texts as one, set apart by semicolons; those that say nothing are left out."""
    said = [text for text in texts if text.zh]
    return Text("；".join(x.zh for x in said), "; ".join(x.en for x in said))
