from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.differential.cases import Case, Mode, Subject, subjects
from tests.integration.differential.outcomes import answers, comparable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


SUBJECTS = {subject.name: subject for subject in subjects()}
LEAST = 600


def parameters() -> Iterator[object]:
    for subject in SUBJECTS.values():
        for mode in ("simple", "extended"):
            for case in subject.cases:
                if mode in case.modes:
                    gap = case.gaps.get(mode)
                    marks = [pytest.mark.xfail(reason=gap, strict=True)] if gap else []
                    yield pytest.param(case, mode, id=f"{case.file}:{case.name}-{mode}", marks=marks)


@pytest.mark.parametrize(("case", "mode"), list(parameters()))
def test_the_door_answers_as_postgresql(
    case: Case, mode: Mode, postgresql: Callable[[Subject, Mode], str], door: Callable[[Subject, Mode], str]
) -> None:
    subject = SUBJECTS[case.file]
    expected = answers(postgresql(subject, mode), case, mode)
    found = answers(door(subject, mode), case, mode)
    assert comparable(found, expected) == expected


def test_there_are_enough_cases() -> None:
    assert sum(len(subject.cases) for subject in SUBJECTS.values()) >= LEAST
