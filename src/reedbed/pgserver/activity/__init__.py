"""Who is inside of a door and what runs for them, and that as a table."""
