"""Figures from outside the portal: entered or uploaded with source and period, never computed."""
