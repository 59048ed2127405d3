"""Thin entry points of the workers: take an id, delegate to the domain."""
