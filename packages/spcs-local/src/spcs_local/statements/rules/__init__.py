"""The rules of the grammar as classes, a module for each of its files."""
