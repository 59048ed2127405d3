"""Outlines of dongs: read from a file, judged, made small enough for a page, kept."""
