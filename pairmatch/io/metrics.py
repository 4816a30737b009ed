"""What a run measured, read back from its folder."""

from __future__ import annotations

import json
from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.manifest import NOT_AS_WRITTEN, read_manifest, sha256
from pairmatch.metrics.kept import FILE, RunMetrics


def read_metrics(folder: Path) -> RunMetrics:
    """Return the metrics of a run folder.

    Raises :class:`BadInput` if the file is missing or not what the manifest vouches for.
    """
    manifest, path = read_manifest(folder), folder / FILE
    try:
        if sha256(path) != manifest.files[FILE]:
            raise ValueError(FILE)
        return RunMetrics.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except NOT_AS_WRITTEN as error:
        raise BadInput([Issue("E-RUN-METRICS", str(path))]) from error
