"""SCRAM-SHA-256 (RFC 5802, RFC 7677) as PostgreSQL speaks it: verifiers, and both sides of the exchange as values."""

from reedbed.pgwire.scram.client import ClientExchange
from reedbed.pgwire.scram.saslprep import saslprep
from reedbed.pgwire.scram.server import ServerExchange, offered
from reedbed.pgwire.scram.verifier import Verifier
from reedbed.pgwire.scram.wording import MECHANISM, MECHANISM_PLUS

__all__ = ["MECHANISM", "MECHANISM_PLUS", "ClientExchange", "ServerExchange", "Verifier", "offered", "saslprep"]
