"""Names that a package has of its modules, imported when they are first used."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from reedbed.exports import imported_late

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def package() -> Iterator[ModuleType]:
    """A package that has `wanted` of its module `inner`."""
    made, inner = ModuleType("exporting"), ModuleType("exporting.inner")
    made.__path__ = []
    made.__getattr__ = imported_late("exporting", {"wanted": "inner", "missing": "nowhere"})  # type: ignore[method-assign]  # as a package does
    inner.wanted = object()  # type: ignore[attr-defined]  # a module's name
    sys.modules |= {"exporting": made, "exporting.inner": inner}
    yield made
    del sys.modules["exporting"], sys.modules["exporting.inner"]


def test_a_name_is_that_of_its_module_and_is_found_once(package: ModuleType) -> None:
    assert "wanted" not in vars(package)
    assert package.wanted is sys.modules["exporting.inner"].wanted
    assert vars(package)["wanted"] is package.wanted


def test_a_name_that_is_not_exported_is_no_attribute(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="module 'exporting' has no attribute 'other'"):
        _ = package.other


def test_a_module_that_is_not_there_is_told_as_such(package: ModuleType) -> None:
    with pytest.raises(ModuleNotFoundError, match=r"exporting\.nowhere"):
        _ = package.missing
