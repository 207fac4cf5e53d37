"""The door: sockets, sessions, catalog and roles for PostgreSQL clients on a store."""
