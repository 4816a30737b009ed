"""Rows take no more memory than they need, and are rows all the same."""

from __future__ import annotations

import pickle

from pairmatch.schema import TeacherCount

SAID = {"school_code": "9900000001", "subject": "chinese", "required": "4", "present": "3"}


def test_rows_share_what_is_the_same_in_all() -> None:
    one = TeacherCount.model_validate(SAID)
    other = TeacherCount.model_validate({**SAID, "school_code": "".join(["99000", "00001"])})
    assert one == other
    assert one.school_code is other.school_code
    assert one.model_fields_set is other.model_fields_set


def test_a_changed_copy_changes_no_other_row() -> None:
    one = TeacherCount.model_validate(SAID)
    copied = one.model_copy(update={"present": 9})
    assert (one.present, copied.present) == (3, 9)
    assert not TeacherCount.model_validate(SAID).model_fields_set


def test_a_row_is_the_same_in_another_process() -> None:
    one = TeacherCount.model_validate(SAID)
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.model_dump() == one.model_dump()
