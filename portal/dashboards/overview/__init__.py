"""The figures of the whole district that are read in ten seconds: how far, how fast, until when, who is
reached, what came today."""

from portal.dashboards.overview.read import Overview, read

__all__ = ["Overview", "read"]
