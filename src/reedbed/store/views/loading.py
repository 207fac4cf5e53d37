"""View code of a workspace: found by convention or by the setting `views`, and loaded so that workspaces do not mix.

By convention: `views.py`, and the files of `views/` (`*.py` and `*.sql`), in the order of their names. Otherwise
what `reedbed: views:` names: a module, or files and folders. A Python file defines `ViewRegistry` objects at module
level; an SQL file is one view, named like the file.
"""

from __future__ import annotations

import importlib
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Self

from reedbed.errors import ViewCodeInvalid, ViewExists
from reedbed.store.views.modules import WorkspaceModules
from reedbed.store.views.registry import ViewRegistry
from reedbed.store.views.sql_files import register_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from types import ModuleType, TracebackType


class ViewCode:
    """The loaded view code of one workspace. The workspace's folder is importable until `close`."""

    def __init__(self, registry: ViewRegistry, modules: WorkspaceModules) -> None:
        self.registry = registry
        self._modules = modules

    def active(self) -> AbstractContextManager[None]:
        """A block in which imports find this workspace's modules first; for builders that import when they run."""
        return self._modules.active()

    def close(self) -> None:
        """Take the folder off the import path and forget its modules; again is harmless."""
        self._modules.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def load_views(root: Path, views: str | Iterable[str | Path] | None = None) -> ViewCode:
    """Load the view code of the workspace folder `root`; without any, the registry is empty.

    `views` is the setting of that name: a module, or paths relative to `root`. Raises `ViewCodeInvalid` with file
    and line when code cannot be loaded, `ViewExists` for a name that comes twice.
    """
    root = root.resolve()
    modules = WorkspaceModules(root)
    registry = ViewRegistry()
    try:
        with modules.active():
            for source in _sources(root, views):
                if isinstance(source, str):
                    _include(registry, _imported(source, root), where=source)
                elif source.suffix == ".sql":
                    register_file(registry, source)
                else:
                    _include(registry, _run(modules, source, root), where=str(source))
    except BaseException:
        modules.close()
        raise
    return ViewCode(registry, modules)


def _sources(root: Path, views: str | Iterable[str | Path] | None) -> Iterator[Path | str]:
    """Files to load, and names of modules."""
    if views is None:
        file = root / "views.py"
        yield from [file] if file.is_file() else []
        yield from _files_of(root / "views")
        return
    for each in [views] if isinstance(views, str) else views:
        path = root / each
        if path.is_dir() and not _is_package(path):
            yield from _files_of(path)
        elif path.is_file():
            yield path
        elif isinstance(each, str) and all(part.isidentifier() for part in each.split(".")):
            yield each
        else:
            raise ViewCodeInvalid(
                f"The setting `views` names {str(each)!r}, which is neither a file nor a folder of {root}.",
                hint="reedbed config show",
                file=str(path),
            )


def _files_of(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in {".py", ".sql"} and path.is_file())


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()


def _imported(name: str, root: Path) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name + ".").startswith(error.name + "."):
            raise _invalid(error, root, name) from error
        raise ViewCodeInvalid(
            f"The setting `views` names the module {name!r}, which is neither in {root} nor installed.",
            hint="reedbed config show",
            module=name,
        ) from error
    except (Exception, SystemExit) as error:
        raise _invalid(error, root, name) from error


def _run(modules: WorkspaceModules, file: Path, root: Path) -> ModuleType:
    try:
        return modules.run(file)
    except (ViewCodeInvalid, ViewExists):
        raise
    except (Exception, SystemExit) as error:
        raise _invalid(error, root, str(file)) from error


def _invalid(error: BaseException, root: Path, where: str) -> ViewCodeInvalid:
    """The error with the last place in the workspace's own code that it passed through."""
    file, line = where, None
    if isinstance(error, SyntaxError) and error.filename:
        file, line = error.filename, error.lineno
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename == where or Path(frame.filename).is_relative_to(root):
                file, line = frame.filename, frame.lineno
    place = f"{file}, line {line}" if line else file
    what = error.msg if isinstance(error, SyntaxError) else f"{type(error).__name__}: {error}"
    return ViewCodeInvalid(f"{place}: {what}", hint=f"correct {file}", file=file, line=line)


def _include(registry: ViewRegistry, module: ModuleType, *, where: str) -> None:
    found = {id(value): value for value in vars(module).values() if isinstance(value, ViewRegistry)}
    if not found:
        raise ViewCodeInvalid(
            f"{where}: no ViewRegistry at module level.",
            hint="views = ViewRegistry()",
            file=getattr(module, "__file__", where),
        )
    for each in found.values():
        registry.include(each)
