"""Addressed notices: rounds of named people, served electronically with evidence, or on paper in time."""
