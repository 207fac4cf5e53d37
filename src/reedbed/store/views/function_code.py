"""What a view's function computes, as text: its code, what it closes over, and what of its module it uses.

Counted are the syntax tree without docstrings, comments, annotations, decorators and positions (a decorator
that replaces the function is what was registered, so it is read itself); default values; closure values; and,
transitively, the functions, classes, modules and constants that the code names, as long as they were not
installed with a package or with Python. A function without source counts by its bytecode.
"""

from __future__ import annotations

import ast
import dataclasses
import enum
import functools
import inspect
import linecache
import re
import sys
import sysconfig
import types
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PLAIN = (type(None), bool, int, float, complex, str, bytes, date, datetime, time, timedelta, Decimal, PurePath, UUID)
_CONTAINERS = (list, tuple, set, frozenset, dict, types.MappingProxyType)
_CLASS_MACHINERY = {
    *("__module__", "__doc__", "__dict__", "__weakref__", "__firstlineno__", "__static_attributes__"),
    *("__annotations__", "__annotate__", "__annotate_func__", "__annotations_cache__", "__dataclass_params__"),
    *("__dataclass_fields__", "__match_args__", "__slots__", "__qualname__", "__parameters__", "__hash__"),
}
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class FunctionCode:
    """Reads functions into text. One reader parses each file once and remembers nothing else between calls."""

    def __init__(self) -> None:
        self._files: dict[str, dict[tuple[str, int], list[_Definition]]] = {}

    def text(self, function: object) -> str:
        """Everything that decides what `function` returns for given tables, stable between processes."""
        return _Reading(self).value(function, root=True)

    def definition(self, code: types.CodeType) -> _Definition | None:
        """The syntax tree of `code`, or None when its source is not there or is not the only one on its line."""
        file = code.co_filename
        if file not in self._files:
            self._files[file] = _definitions("".join(linecache.getlines(file)))
        found = self._files[file].get((code.co_name, code.co_firstlineno), [])
        return found[0] if len(found) == 1 else None


class _Reading:
    """One function's text being put together; code that is reached twice is told once and then referred to."""

    def __init__(self, source: FunctionCode) -> None:
        self._source = source
        # By id, with the objects themselves: an id belongs to its object only while that lives.
        self._told: dict[int, object] = {}
        self._users_modules: set[str] = set()

    def value(self, value: object, *, root: bool = False) -> str:
        """One value: written out when it is a constant or owned code, named otherwise."""
        if isinstance(value, enum.Enum):
            return f"{type(value).__qualname__}.{value.name}={value.value!r}"
        if isinstance(value, _PLAIN):
            return f"{type(value).__name__} {value!r}"
        if isinstance(value, types.ModuleType):
            return f"module {value.__name__}"
        if id(value) in self._told:
            return f"again {getattr(value, '__qualname__', type(value).__qualname__)}"
        self._told[id(value)] = value
        writer = next((each for kinds, each in self._writers(root=root) if isinstance(value, kinds)), self._object)
        text = writer(value)
        if isinstance(value, _CONTAINERS):
            # Whether two equal constants are one object is the compiler's affair: only circles are cut.
            del self._told[id(value)]
        return text

    def _writers(self, *, root: bool) -> tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...]:
        return (
            ((list, tuple), lambda items: f"{type(items).__name__}[{', '.join(map(self.value, items))}]"),
            ((set, frozenset), lambda items: f"{type(items).__name__}[{', '.join(sorted(map(self.value, items)))}]"),
            ((dict, types.MappingProxyType), self._mapping),
            (re.Pattern, lambda pattern: f"pattern {pattern.pattern!r} {pattern.flags}"),
            (
                functools.partial,
                lambda each: (
                    f"partial {self.value(each.func, root=root)} {self.value(each.args)} {self._mapping(each.keywords)}"
                ),
            ),
            (
                types.MethodType,
                lambda each: f"method {self.value(each.__func__, root=root)} of {self.value(each.__self__)}",
            ),
            (types.FunctionType, self._function if root else self._function_if_owned),
            (type, self._class),
            (property, lambda each: f"property {self.value(each.fget)} {self.value(each.fset)}"),
            ((staticmethod, classmethod), lambda each: f"{type(each).__name__} {self.value(each.__func__)}"),
            (object, self._instance if root else self._object),
        )

    def _mapping(self, items: Mapping[object, object]) -> str:
        return "dict[" + ", ".join(f"{self.value(key)}: {self.value(value)}" for key, value in items.items()) + "]"

    def _object(self, value: object) -> str:
        if not dataclasses.is_dataclass(value):
            return f"object {type(value).__qualname__}"
        fields = [f"{each.name}={self.value(getattr(value, each.name))}" for each in dataclasses.fields(value)]
        return f"{type(value).__qualname__}({', '.join(fields)})"

    def _instance(self, value: object) -> str:
        return f"instance {self.value(type(value))} {self.value(getattr(value, '__dict__', {}))}"

    def _function_if_owned(self, function: types.FunctionType) -> str:
        return self._function(function) if is_users(function.__code__.co_filename) else _named(function)

    def _class(self, value: type) -> str:
        if value.__module__ not in self._users_modules and not is_users(_file_of(value)):
            return _named(value)
        members = {name: each for name, each in vars(value).items() if name not in _CLASS_MACHINERY}
        bases = ", ".join(self.value(base) for base in value.__bases__)
        return f"class {value.__qualname__}({bases}) {self.value(members)}"

    def _function(self, function: types.FunctionType) -> str:
        # A class of a module that is no longer in sys.modules cannot be traced to its file.
        self._users_modules.add(function.__module__)
        definition = self._source.definition(function.__code__)
        body = _unparsed(definition) if definition else _bytecode(function.__code__)
        parts = [f"function {body}", self.value(function.__defaults__), self.value(function.__kwdefaults__)]
        cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        parts += [f"{name} = {self.value(_content(cell))}" for name, cell in cells]
        for name in sorted(_global_names(function.__code__) & function.__globals__.keys()):
            parts.append(f"{name} = {self._global(function, name, definition)}")
        return "\n".join(parts)

    def _global(self, function: types.FunctionType, name: str, definition: _Definition | None) -> str:
        value = function.__globals__[name]
        if not isinstance(value, types.ModuleType) or definition is None or not is_users(_file_of(value)):
            return self.value(value)
        used = {
            node.attr
            for node in ast.walk(definition)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
        }
        missing = object()
        return "module " + ", ".join(f"{each}={self.value(getattr(value, each, missing))}" for each in sorted(used))


def _definitions(text: str) -> dict[tuple[str, int], list[_Definition]]:
    """The functions of a file by name and first line, which is that of their first decorator."""
    found: dict[tuple[str, int], list[_Definition]] = {}
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return found
    for node in ast.walk(tree):
        if isinstance(node, ast.Lambda):
            found.setdefault(("<lambda>", node.lineno), []).append(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            line = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found.setdefault((node.name, line), []).append(node)
    return found


class _Bare(ast.NodeTransformer):
    """Takes away what changes no result: docstrings, annotations, and the decorators of the function itself."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(arg=node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._without_docstring(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._without_docstring(node)

    def _without_docstring(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        if not isinstance(node, ast.ClassDef):
            node.returns = None
        return node


def _unparsed(definition: _Definition) -> str:
    copy = ast.parse(ast.unparse(definition)).body[0]
    if isinstance(copy, ast.FunctionDef | ast.AsyncFunctionDef):
        copy.decorator_list = []
        copy.name = "view"
    return ast.unparse(_Bare().visit(copy))


def _bytecode(code: types.CodeType) -> str:
    constants = [each for each in code.co_consts if not isinstance(each, types.CodeType)]
    if constants and constants[0] == _docstring(code):
        constants = constants[1:]
    nested = [_bytecode(each) for each in code.co_consts if isinstance(each, types.CodeType)]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return repr((version, code.co_code.hex(), constants, code.co_names, code.co_varnames, nested))


def _docstring(code: types.CodeType) -> object:
    """The docstring is a function's first constant; a function without one has None there."""
    return code.co_consts[0] if code.co_consts and isinstance(code.co_consts[0], str | None) else object()


def _global_names(code: types.CodeType) -> set[str]:
    nested = [each for each in code.co_consts if isinstance(each, types.CodeType)]
    return set(code.co_names).union(*(_global_names(each) for each in nested))


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return "not yet set"


def _named(value: types.FunctionType | type) -> str:
    return f"{type(value).__name__} {value.__module__}.{value.__qualname__}"


def _file_of(value: type | types.ModuleType) -> str:
    module = value if isinstance(value, types.ModuleType) else inspect.getmodule(value)
    return getattr(module, "__file__", None) or "<no file>"


@functools.cache
def _installed_folders() -> tuple[Path, ...]:
    paths = sysconfig.get_paths()
    return tuple(Path(paths[name]).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib"))


@functools.cache
def is_users(file: str) -> bool:
    """Whether `file` is the user's own code: neither of Python nor of an installed package."""
    if file.startswith("<frozen") or file == "<no file>":
        return False
    if file.startswith("<"):
        return True
    path = Path(file).resolve()
    return not any(path.is_relative_to(folder) for folder in _installed_folders())
