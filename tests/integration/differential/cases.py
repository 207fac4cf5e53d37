"""Differential cases as they stand in `cases/*.sql`, one file for one subject, read as the README beside it says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent / "cases"
DIRECTIVE = re.compile(r"-- (case|gap|bind|types|stdin|only|together|setup)(?:\((simple|extended)\))?(?:: ?(.*))?$")

Mode = Literal["simple", "extended"]
MODES: tuple[Mode, ...] = ("simple", "extended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement, what is bound to it in the extended protocol, and what a COPY is fed."""

    sql: str
    values: tuple[str | None, ...] = ()
    types: tuple[int, ...] = ()
    stdin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Statements of one session, compared one after the other. `gaps` says why a mode is known to differ."""

    file: str
    name: str
    statements: tuple[Statement, ...]
    modes: tuple[Mode, ...] = MODES
    together: bool = False
    gaps: dict[Mode, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Subject:
    """What one file holds: statements that make its tables, and its cases."""

    name: str
    setup: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


def subjects() -> list[Subject]:
    """Every file, in order of its name."""
    return [read(path) for path in sorted(FOLDER.glob("*.sql"))]


def read(path: Path) -> Subject:
    """One file: paragraphs between blank lines, each one case when it has a name, else one case for each statement."""
    subject = Subject(name=path.stem)
    paragraph: list[tuple[int, str]] = []
    for number, line in [*enumerate(path.read_text(encoding="utf-8").splitlines(), 1), (0, "")]:
        if line.strip():
            paragraph.append((number, line))
        elif paragraph:
            _add(subject, paragraph)
            paragraph = []
    return subject


@dataclass(kw_only=True)
class _Marks:
    """Directives that wait for the statement or case they belong to."""

    case: str = ""
    setup: bool = False
    together: bool = False
    only: str = ""
    gaps: dict[Mode, str] = field(default_factory=dict)
    values: Any = ()
    types: Any = ()
    stdin: str | None = None

    def take(self, found: re.Match[str]) -> None:
        """Note one directive."""
        kind, mode, text = found.groups()
        if kind == "gap":
            self.gaps.update({each: text for each in MODES if mode in {None, each}})
        elif kind in {"setup", "together"}:
            setattr(self, kind, True)
        elif kind in {"case", "only"}:
            setattr(self, kind, text)
        else:
            setattr(self, "values" if kind == "bind" else kind, json.loads(text))


def _add(subject: Subject, paragraph: list[tuple[int, str]]) -> None:
    marks, start = _Marks(), 0
    statements: list[Statement] = []
    lines: list[str] = []
    for number, line in paragraph:
        found = DIRECTIVE.match(line)
        if found and not lines:
            marks.take(found)
        elif lines or not line.startswith("--"):
            start = start if lines else number
            lines.append(line)
            if _ends("\n".join(lines)):
                statements.append(_statement("\n".join(lines), marks))
                lines = []
                if not (marks.case or marks.setup):
                    subject.cases.append(_case(subject, str(start), statements, marks))
                    marks, statements = _Marks(), []
    if lines:
        raise ValueError(f"{subject.name}:{start}: a statement without its semicolon")
    if marks.setup:
        subject.setup += [statement.sql for statement in statements]
    elif marks.case:
        subject.cases.append(_case(subject, marks.case, statements, marks))


def _statement(sql: str, marks: _Marks) -> Statement:
    statement = Statement(sql=sql, values=tuple(marks.values), types=tuple(marks.types), stdin=marks.stdin)
    marks.values, marks.types, marks.stdin = (), (), None
    return statement


def _case(subject: Subject, name: str, statements: list[Statement], marks: _Marks) -> Case:
    bound = any(statement.values for statement in statements)
    only = marks.only or ("extended" if bound else "simple" if marks.together else "")
    modes = tuple(mode for mode in MODES if only in {"", mode})
    return Case(
        file=subject.name,
        name=name,
        statements=tuple(statements),
        modes=modes,
        together=marks.together,
        gaps=dict(marks.gaps),
    )


def _ends(text: str) -> bool:
    return text.rstrip().endswith(";") and text.count("$$") % 2 == 0
