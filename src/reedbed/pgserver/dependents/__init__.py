"""Which views read which relations and columns, and what becomes of them when those change or go."""
