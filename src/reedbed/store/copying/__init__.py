"""Copies of a table from one store to another: staged, counted, and counted only once for each copy id."""

from reedbed.store.copying.operation import copy_table
from reedbed.store.copying.shapes import CopyColumn, CopyResult, Shape
from reedbed.store.copying.stores import Copies, CopyEnd, HasCopies, Opener, Sending

__all__ = ["Copies", "CopyColumn", "CopyEnd", "CopyResult", "HasCopies", "Opener", "Sending", "Shape", "copy_table"]
