"""The ladder of a notice: message after message, until it is seen or goes on paper in time."""

from notices.domain.notice.fallback import to_paper

__all__ = ["to_paper"]
