"""A store that another process owns, reached through its owner's door, with the API of one that is owned here."""
