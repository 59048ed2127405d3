"""How many answered each poll, of how many who were asked."""

from portal.dashboards.polls.board import PollBoard, read

__all__ = ["PollBoard", "read"]
