"""The monthly report: parts of the dashboards, told once and kept for good."""
