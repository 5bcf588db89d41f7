"""Tests of the stack's components, on mocks that record every resource."""
