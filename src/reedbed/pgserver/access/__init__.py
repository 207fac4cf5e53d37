"""Who may come in: users and their roles, passwords, tokens, the process's own user, and the slowing of guesses."""

from reedbed.pgserver.access.authenticators import Authenticator, Exchange, Transport
from reedbed.pgserver.access.passwords import verifier_of
from reedbed.pgserver.access.users import UserFile, UserRecord

__all__ = ["Authenticator", "Exchange", "Transport", "UserFile", "UserRecord", "verifier_of"]
