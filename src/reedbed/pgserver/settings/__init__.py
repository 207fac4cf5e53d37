"""Session settings: what SET, SHOW and RESET are about, as PostgreSQL's clients know it."""

from reedbed.pgserver.settings.catalogue import SETTINGS, Setting
from reedbed.pgserver.settings.session import SessionSettings

__all__ = ["SETTINGS", "SessionSettings", "Setting"]
