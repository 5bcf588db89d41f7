"""Compute pools and services: their statements, and what makes them run."""
