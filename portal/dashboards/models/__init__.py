"""What administrators bring to the dashboards themselves, and the reports made of them."""

from portal.dashboards.models.boundary_file import BoundaryFile
from portal.dashboards.models.indicator import Indicator, IndicatorValue
from portal.dashboards.models.report import Report, ReportReader

__all__ = ["BoundaryFile", "Indicator", "IndicatorValue", "Report", "ReportReader"]
