"""The kinds of object: properties, columns and what their statements do besides."""
