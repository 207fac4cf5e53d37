"""PL/pgSQL as the bodies of DO have it: statements, IF, RAISE and the exceptions that are caught. No variables."""
