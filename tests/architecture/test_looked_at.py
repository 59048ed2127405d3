"""No page of the dashboards is left out when their accessibility is checked in a browser."""

from pathlib import Path

import pytest

from tests.dashboard_pages import page_names

E2E = Path(__file__).resolve().parents[1] / "e2e"
LOOKED_AT = {
    "dashboard": ("test_dashboard.py", '"/dashboard/"'),
    "dashboard_area": ("test_areas.py", '"areas/{EUNGBONG}/"'),
    "dashboard_areas": ("test_areas.py", '"areas/"'),
    "dashboard_boundaries": ("test_areas.py", '"boundaries/"'),
    "dashboard_boundaries_clear": ("test_areas.py", "boundaries/clear/"),
    "dashboard_boundaries_preview": ("test_areas.py", "boundaries/preview/"),
    "dashboard_boundaries_restore": ("test_areas.py", "/restore/"),
    "dashboard_burst_correct": ("test_intake_flow.py", '"correct"'),
    "dashboard_burst_reopen": ("test_intake_flow.py", '"reopen"'),
    "dashboard_bursts": ("test_intake_flow.py", "/dashboard/bursts/?state={state}"),
    "dashboard_campaigns": ("test_dashboard.py", "/dashboard/campaigns/"),
    "dashboard_checks": ("test_dashboard.py", "/dashboard/checks/"),
    "dashboard_household_counts": ("test_dashboard.py", "/dashboard/household-counts/"),
    "dashboard_household_counts_preview": ("test_dashboard.py", "바뀌는 내용을 확인해 주세요"),
    "dashboard_indicator": ("test_services_indicators.py", '"e_tax/"'),
    "dashboard_indicator_edit": ("test_services_indicators.py", '"e_tax/edit/"'),
    "dashboard_indicator_new": ("test_services_indicators.py", '"new/"'),
    "dashboard_indicators": ("test_services_indicators.py", "/dashboard/indicators/{address}"),
    "dashboard_indicators_preview": ("test_services_indicators.py", "/dashboard/indicators/preview/"),
    "dashboard_indicators_upload": ("test_services_indicators.py", '"upload/"'),
    "dashboard_intake": ("test_intake_flow.py", "/dashboard/intake/"),
    "dashboard_polls": ("test_useful.py", "/dashboard/polls/"),
    "dashboard_report": ("test_reports.py", "성동구 2012년 9월 월간 보고"),
    "dashboard_report_readers": ("test_reports.py", "/dashboard/reports/readers/"),
    "dashboard_reports": ("test_reports.py", "/dashboard/reports/"),
    "dashboard_rules": ("test_dashboard.py", "/dashboard/rules/"),
    "dashboard_savings": ("test_dashboard.py", "/dashboard/savings/"),
    "dashboard_savings_assumption_take_back": ("test_dashboard.py", 'name="거두기'),
    "dashboard_savings_assumptions": ("test_dashboard.py", 'name="가정 정하기"'),
    "dashboard_services": ("test_services_indicators.py", "/dashboard/services/"),
    "dashboard_target_drop": ("test_targets.py", 'name="목표 거두기'),
    "dashboard_targets": ("test_dashboard.py", "/dashboard/targets/"),
    "dashboard_tong": ("test_areas.py", '"areas/{EUNGBONG}/3/"'),
    "dashboard_what_if": ("test_targets.py", "/dashboard/what-if/"),
}
"""Of each page the test that looks at it, and the words by which it gets there."""


def test_every_page_of_the_dashboards_is_looked_at():
    assert page_names() == set(LOOKED_AT)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_the_page_is_looked_at_where_it_is_said_to_be(name):
    file, words = LOOKED_AT[name]
    source = (E2E / file).read_text(encoding="utf-8")
    assert words in source and "axe(page)" in source[source.index(words) :]
