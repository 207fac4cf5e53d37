"""Modules of a workspace: importable while it is open, and its own even where another workspace uses the same names.

A workspace's folder stands at the end of the import path while it is open, so that it changes no import of the
application, and at its front in an `active` block. There, modules of other folders with a name that this
workspace has are set aside; afterwards they are put back, and this workspace's module of that name is kept for
the next block. What was imported from the folder is forgotten when the workspace is closed.
"""

from __future__ import annotations

import importlib
import itertools
import linecache
import re
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from reedbed.errors import ViewCodeInvalid
from reedbed.store.views.function_code import is_users

if TYPE_CHECKING:
    from collections.abc import Iterator

# The import system belongs to the whole process: one workspace is active at a time.
_imports = threading.RLock()
_numbers = itertools.count(1)


class WorkspaceModules:
    """The import path and the modules of one workspace folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._kept: dict[str, ModuleType] = {}
        self._made: list[str] = []
        self._open = True
        with _imports:
            self._before = set(sys.modules)
            sys.path.append(str(root))

    @contextmanager
    def active(self) -> Iterator[None]:
        """A block in which this workspace's modules are found first; other threads' blocks wait."""
        with _imports:
            aside = self._foreign()
            for name in aside:
                del sys.modules[name]
            sys.modules.update(self._kept)
            sys.path.insert(0, str(self.root))
            importlib.invalidate_caches()
            try:
                yield
            finally:
                sys.path.remove(str(self.root))
                self._kept = {name: sys.modules[name] for name in aside if name in sys.modules}
                sys.modules.update(aside)

    def run(self, file: Path) -> ModuleType:
        """Run a Python file as a module under a name that nothing else has, from its text as it is now.

        Raises what the file raises, and `ViewCodeInvalid` when it is no text.
        """
        stem = re.sub(r"\W", "_", file.stem)
        module = ModuleType(f"reedbed_views_{next(_numbers)}_{stem}")
        module.__file__ = str(file)
        text = read_code(file)
        # What runs is what is fingerprinted, even when the file is edited meanwhile: entries without a time stay.
        linecache.cache[str(file)] = (len(text), None, text.splitlines(keepends=True), str(file))
        sys.modules[module.__name__] = module
        self._made.append(module.__name__)
        exec(compile(text, str(file), "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - the user's own code
        return module

    def close(self) -> None:
        """Forget the modules and take the folder off the import path; again is harmless."""
        with _imports:
            if not self._open:
                return
            self._open = False
            if str(self.root) in sys.path:
                # The last one: an application may have put the folder there itself.
                del sys.path[len(sys.path) - 1 - sys.path[::-1].index(str(self.root))]
            for name in [*self._made, *(name for name in set(sys.modules) - self._before if self._is_own(name))]:
                sys.modules.pop(name, None)
            self._kept.clear()

    def _foreign(self) -> dict[str, ModuleType]:
        """Loaded modules of the user's that have the name of a module here and lie elsewhere."""
        files = {path.stem for path in self.root.glob("*.py")} | {path.parent.name for path in self.root.glob("*/*.py")}
        names = files - {"reedbed", "__main__"}
        return {
            name: module
            for name, module in list(sys.modules.items())
            if name.partition(".")[0] in names and is_users(_place(module)) and not self._is_own(name)
        }

    def _is_own(self, name: str) -> bool:
        place = _place(sys.modules.get(name))
        return name != "__main__" and is_users(place) and Path(place).resolve().is_relative_to(self.root)


def read_code(file: Path) -> str:
    """The text of a file with view code. Raises `ViewCodeInvalid` when it cannot be read as UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ViewCodeInvalid(f"{file}: it cannot be read as UTF-8 text: {error}", file=str(file)) from error


def _place(module: ModuleType | None) -> str:
    file = getattr(module, "__file__", None)
    folders = list(getattr(module, "__path__", []))
    return str(file or (folders[0] if folders else "<no file>"))
