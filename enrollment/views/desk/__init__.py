"""The desk of a dong centre."""
