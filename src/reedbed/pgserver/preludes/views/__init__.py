"""Views made, renamed, made to follow what they read, and dropped with it."""
