"""YAML files that hold a mapping: their values, and the line of each key.

No other module reads YAML. A text that cannot be read is refused with its file and line, and without quoting
the text, which may hold credentials.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - dataclass fields are read at run time by documentation tools
from typing import TYPE_CHECKING, Any, TypeAlias

from reedbed.settings.origins import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ruamel.yaml.error import MarkedYAMLError

    from reedbed.errors import InvalidSetting, SourceInvalid, WorkspaceInvalid

    Refusal: TypeAlias = type[WorkspaceInvalid | InvalidSetting | SourceInvalid]

KeyPath: TypeAlias = tuple[str, ...]

# What the parser quotes may be a credential, unless it is one character or the name of one of its own tokens,
# '<block end>'.
_HARMLESS = re.compile(r"""(?:[^'"]|'\\?.'|'<[^<>']*>')*""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A YAML file's mapping; `lines` has the line, counted from 1, of every key of nested mappings."""

    file: Path
    values: Mapping[str, object]
    lines: Mapping[KeyPath, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fault:
    problem: str
    line: int | None


def read_document(file: Path, *, refusal: Refusal) -> Document:
    """The mapping in `file`; an empty file is an empty mapping. Raises `refusal` with file and line."""
    return parse_document(read_text(file, refusal=refusal), file=file, refusal=refusal)


def read_text(file: Path, *, refusal: Refusal) -> str:
    """The text of `file` with its line ends as they are. Raises `refusal` when it cannot be read as UTF-8."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = _Fault(problem="it is not UTF-8 text", line=line)
    except OSError as error:
        fault = _Fault(problem=error.strerror or "it cannot be read", line=None)
    raise _refused(file, fault, refusal)


def parse_document(text: str, *, file: Path, refusal: Refusal) -> Document:
    """The mapping in `text`, which `file` holds; raises `refusal` with file and line."""
    loaded = _load(text)
    if isinstance(loaded, _Fault):
        raise _refused(file, loaded, refusal)
    values, lines = loaded
    return Document(file=file, values=values, lines=lines)


def _refused(file: Path, fault: _Fault, refusal: Refusal) -> WorkspaceInvalid | InvalidSetting | SourceInvalid:
    place = Origin(kind="workspace", file=file, line=fault.line).place
    return refusal(
        f"{place} cannot be read as a mapping of keys to values: {fault.problem}.",
        hint=f"reedbed explain {refusal.code}",
        file=str(file),
        line=fault.line,
        problem=fault.problem,
    )


def _load(text: str) -> tuple[Mapping[str, object], Mapping[KeyPath, int]] | _Fault:
    # ruamel.yaml costs 16 ms, which a process without YAML files need not pay.
    from ruamel.yaml import YAML  # noqa: PLC0415 - YAML is loaded with the first file
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415 - as above
    from ruamel.yaml.nodes import MappingNode  # noqa: PLC0415 - as above

    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
        if root is None:
            return {}, {}
        if not isinstance(root, MappingNode):
            return _Fault(problem="expected a mapping", line=root.start_mark.line + 1)
        return yaml.constructor.construct_document(root), dict(_lines(root, ()))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return _Fault(problem=_harmless(error), line=None if mark is None else mark.line + 1)
    except YAMLError:
        return _Fault(problem="it holds a character that YAML does not allow", line=_unprintable_line(text))
    except (ValueError, RecursionError) as error:
        return _Fault(problem=f"a value is out of range ({type(error).__name__})", line=None)


def _harmless(error: MarkedYAMLError) -> str:
    problem = error.problem or error.context or "it is not YAML"
    if problem.startswith("found duplicate key"):
        return "a key stands there twice"
    match = _HARMLESS.match(problem)
    return problem if match is None or match[0] == problem else match[0] + "…"


def _lines(node: Any, above: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    for key, value in node.value:
        path = (*above, str(key.value))
        yield path, key.start_mark.line + 1
        # An alias repeats a mapping of another place, even the one that holds it: its keys are not here.
        if value.id == "mapping" and value.start_mark.index > key.start_mark.index:
            yield from _lines(value, path)


def _unprintable_line(text: str) -> int | None:
    for number, line in enumerate(text.split("\n"), start=1):
        if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]", line):
            return number
    return None
