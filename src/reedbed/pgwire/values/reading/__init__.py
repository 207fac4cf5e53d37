"""Single values out of text and bytes: what each type's input function of PostgreSQL's accepts."""
