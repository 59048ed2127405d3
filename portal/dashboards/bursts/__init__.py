"""Unusual intake as administrators read and settle it."""
