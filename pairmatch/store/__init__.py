"""The runs there are: an index of run folders that can be made anew, tags, and finding one."""

from pairmatch.store.deleting import delete, refuse_undeletable
from pairmatch.store.finding import ROOT, find
from pairmatch.store.index import entries
from pairmatch.store.labelling import tag, untag
from pairmatch.store.whole import whole

__all__ = ["ROOT", "delete", "entries", "find", "refuse_undeletable", "tag", "untag", "whole"]
