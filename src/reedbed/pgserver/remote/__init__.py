"""What another Reedbed process does through a session: whole operations of the store, by the access of its user."""
