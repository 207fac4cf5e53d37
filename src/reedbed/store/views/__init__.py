"""Views: registered, planned, built, drawn.

`registry` holds what is registered, `loading` finds it in a workspace, `plan` decides what would run and
why, `build` runs it, `lineage` draws it. Import the module you need: most of them load neither Ibis nor
DuckDB, and this package loads none of them by itself.
"""
