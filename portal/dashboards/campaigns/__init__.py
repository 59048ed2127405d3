"""Campaigns and addressed notices: what went out, to how many, and what came of it."""

from portal.dashboards.campaigns.board import CampaignBoard, read

__all__ = ["CampaignBoard", "read"]
