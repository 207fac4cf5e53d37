"""COPY."""

from __future__ import annotations


def copy(session, command):
    raise NotImplementedError
