"""What electronic notices save, and what the next half-year may."""

from portal.dashboards.savings.board import SavingsBoard, read

__all__ = ["SavingsBoard", "read"]
