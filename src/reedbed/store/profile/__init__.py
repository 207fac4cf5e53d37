"""Describing a table column by column: NULLs, distinct values, figures, histograms."""

from reedbed.store.profile.figures import Bin, ColumnProfile, TopValue
from reedbed.store.profile.profiling import profile
from reedbed.store.profile.results import Profile

__all__ = ["Bin", "ColumnProfile", "Profile", "TopValue", "profile"]
