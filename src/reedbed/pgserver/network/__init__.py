"""Sockets and what guards them: addresses, TLS, one client's bytes in and out."""
