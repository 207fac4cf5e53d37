-- What clients of the door declare of tables and DuckDB keeps no record of: the names of constraints, and which columns
-- are IDENTITY. Tables are called as they are shown: one with archived rows like the view that stands for it.
-- Unqualified names land in "reedbed".

CREATE TABLE constraint_names (
    schema_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    -- As duckdb_constraints() tells the constraint.
    definition VARCHAR NOT NULL,
    -- Which of the table's constraints of this definition, from 1.
    place INTEGER NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE identity_columns (
    schema_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    column_name VARCHAR NOT NULL,
    -- GENERATED ALWAYS; BY DEFAULT otherwise.
    always BOOLEAN NOT NULL
);
