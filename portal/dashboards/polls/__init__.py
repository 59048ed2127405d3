"""How many answered each poll, of how many who were asked."""

from portal.dashboards.polls.board import PollBoard, read, read_month

__all__ = ["PollBoard", "read", "read_month"]
