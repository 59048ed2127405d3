"""Pages shout while a check found differences nobody has looked at, and say when changes wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.models import HouseholdDay
from enrollment.queries.kept_figures import ENROLLED
from enrollment.queries.ledger_checks import SPELLS
from notices.domain.campaign_check import STATES, TOLD
from portal.accounts.enums import ApiScope, RoleCode
from portal.common import figures_check, standing, summary
from portal.common.models import FigureCheck, StaleCell
from portal.common.moment import CAUGHT_UP_CELLS
from portal.dashboards import checked
from tests.factories.rates import enrolled_households
from tests.notices.api import system

pytestmark = pytest.mark.django_db

DIFFER, COUNTING = "집계가 원장과 달랐습니다", "집계 중입니다"


def html(client, url: str = "/dashboard/") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shouts_until_an_administrator_has_looked(programme, as_role):
    client = as_role(RoleCode.ADMINISTRATOR)
    assert DIFFER not in html(client)
    summary.catch_up()
    HouseholdDay.objects.update(started=1000)
    check = figures_check.run()
    assert DIFFER in html(client)
    assert figures_check.run().differences == []
    assert DIFFER in html(client), "the next clean check settles nothing"
    page = html(client, "/dashboard/checks/")
    assert "일별 신청 세대" in page and "2012-09-16 / 1120058000 / door_to_door" in page
    assert "날짜 / 동 / 접수처" in page and "household_day" not in page
    assert "/dashboard/rules/#rule-check_summaries" in page
    assert "<code>script/manage check_figures</code>" in page
    client.post("/dashboard/checks/", {"check": check.pk})
    assert DIFFER not in html(client)
    assert FigureCheck.objects.get(pk=check.pk).noticed_at is not None
    for number in ("0", "abc", "", "9" * 5000):
        assert client.post("/dashboard/checks/", {"check": number}).status_code == 404


def test_other_systems_read_whether_figures_can_be_trusted(programme):
    def told() -> dict:
        return system(ApiScope.DASHBOARDS_READ).get("/api/v1/dashboards/checks/").json()

    assert (told()["differs"], told()["checks"], told()["counts"]) == (False, [], [])
    standing.take("reachable_households")
    summary.catch_up()
    HouseholdDay.objects.update(started=1000)
    figures_check.run()
    answer = told()
    assert answer["differs"] and answer["checks"][0]["differences"] > 0
    assert answer["checks"][0]["noticed_at"] is None
    [count] = answer["counts"]
    assert (count["measure"], count["title"]) == ("reachable_households", "연락이 닿는 세대")
    assert count["rule"] == "reachable_rate"


def test_everything_that_is_compared_or_counted_has_a_name_and_a_rule(programme, as_role):
    names = {one.name for one in summary.registered()} | {STATES, TOLD, ENROLLED, SPELLS, "dashboards_report"}
    assert set(checked.COMPARED) == names and set(checked.COUNTED) == set(standing.names())
    standing.take()
    client = as_role(RoleCode.ADMINISTRATOR)
    page = html(client, "/dashboard/checks/")
    rules = html(client, "/dashboard/rules/")
    for one in (*checked.COMPARED.values(), *checked.COUNTED.values()):
        assert f'id="rule-{one.rule_code}"' in rules
    for name, one in checked.COUNTED.items():
        assert str(one.title) in page and f">{name}<" not in page
    assert f"/dashboard/rules/#rule-{checked.COUNTED['topic_ages'].rule_code}" in page


def test_a_difference_of_a_campaign_is_told_in_words(programme, as_role):
    found = [(STATES, "12/sms/delivered", 7, 3), (TOLD, "12/people", 5, 17484), ("of_old", "2012/x", None, 1)]
    names = ("summary", "cell", "told", "counted")
    differences = [dict(zip(names, one, strict=True)) for one in found]
    FigureCheck.objects.create(compared=3, differences=differences, seconds=0, at=timezone.now())
    page = html(as_role(RoleCode.ADMINISTRATOR), "/dashboard/checks/")
    assert "12 / 문자 / 도달" in page and "12 / 소식을 받은 사람" in page and "of_old" in page
    assert "17,484" in page


def test_only_who_keeps_the_reports_may_look(programme, as_role):
    assert as_role(RoleCode.DONG_STAFF).get("/dashboard/checks/").status_code == 403
    summary.catch_up()
    HouseholdDay.objects.update(started=1000)
    figures_check.run()
    page = html(as_role(RoleCode.DONG_STAFF))
    assert DIFFER in page and "/dashboard/checks/" not in page


def test_changes_that_wait_are_told_and_counted_by_the_page_up_to_a_bound(programme, as_role):
    client = as_role(RoleCode.ADMINISTRATOR)
    enrolled_households(3)
    assert COUNTING not in html(client)
    assert not StaleCell.objects.exists(), "the page counted them"
    StaleCell.objects.bulk_create(
        StaleCell(
            summary="household_day",
            cell=f"{2000 + number // 365}-01-{1 + number % 28:02}",
            at=timezone.now() - timedelta(hours=1),
        )
        for number in range(CAUGHT_UP_CELLS * 40)
    )
    StaleCell.objects.bulk_create(
        StaleCell(summary="service_day", cell=f"{day}", at=timezone.now() - timedelta(hours=1))
        for day in (timezone.localdate() - timedelta(days=back) for back in range(CAUGHT_UP_CELLS + 1))
    )
    assert COUNTING in html(client)


def test_how_things_stand_is_counted_when_due_and_read_as_it_was(programme):
    assert standing.read("service_people").taken_at is None
    standing.take_due()
    first = standing.read("reachable_households")
    of_dongs = [count for (area, key), count in first.figures.items() if area and key == "no_contact"]
    assert first.of("no_contact") == sum(of_dongs) == 45
    enrolled_households(5)
    standing.take_due()
    assert standing.read("reachable_households") == first, "taken a moment ago"
    standing.take("reachable_households")
    assert standing.read("reachable_households").of("no_contact") == 50
    with pytest.raises(KeyError):
        standing.read("nothing")
