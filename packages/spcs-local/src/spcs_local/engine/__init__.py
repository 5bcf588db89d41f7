"""Queries that the grammar does not take: parsed by sqlglot, run by DuckDB, in a process of their own.

The process knows no account: what a query wants of one (a context function, a table function, a relation) it names in
its answer, and gets with the same query again. Whoever speaks for the account is `handlers.query`.
"""
