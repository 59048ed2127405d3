"""The pages of indicators in both languages, who may open them, and the API."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings

from portal.accounts.enums import ApiScope, RoleCode
from portal.dashboards.indicators import values
from portal.dashboards.models import Indicator, IndicatorValue
from tests.notices.api import system
from tests.portal.dashboards.indicators.entered import (
    API,
    PREVIEW,
    TOLD_ON,
    UPLOAD,
    URL,
    enter,
    indicator,
    shown,
)

pytestmark = pytest.mark.django_db


def test_an_indicator_is_made_filled_and_corrected_on_its_pages(db, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    assert "아직 만든 지표가 없습니다" in admin.get(URL).content.decode()
    fields = {"name": "도서 대출", "code": "loans", "unit": "권", "baseline": "1,000", "is_shown": "on"}
    html = admin.post(f"{URL}new/", fields).content.decode()
    assert "기준값이 언제의 것인지" in html and 'value="1,000"' in html
    for code in ("upload", "대출"):
        assert admin.post(f"{URL}new/", {**fields, "code": code, "baseline": ""}).status_code == 200
    assert not Indicator.objects.exists()
    page = f"{URL}loans/"
    response = admin.post(f"{URL}new/", {**fields, "baseline_period": "2012년"}, follow=True)
    assert response.redirect_chain == [(page, 302)]
    html = admin.post(
        f"{page}values/", {"period_on": "2013. 6.", "value": "많음", "source": ""}
    ).content.decode()
    assert (
        "값이 숫자가 아닙니다." in html
        and "출처를 입력하지 않았습니다." in html
        and 'value="2013. 6."' in html
    )
    for value in ("1200", "1250"):
        admin.post(f"{page}values/", {"period_on": "2013. 6.", "value": value, "source": "도서관"})
    html = admin.get(page).content.decode()
    assert "1,250권" in html and "1,200권" in html and "고치기 전 값" in html
    assert shown()["loans"].change.value == 250
    kept = IndicatorValue.objects.get(superseded_at=None)
    admin.post(f"{page}values/{kept.pk}/take-back/")
    assert shown()["loans"].now is None
    admin.post(f"{page}edit/", {"name": "대출 권수", "unit": "권"})
    assert (indicator("loans").name, indicator("loans").is_shown) == ("대출 권수", False)
    assert "loans" not in shown() and "보이지 않게 한 지표" in admin.get(URL).content.decode()


def test_words_have_an_english_text_beside_them(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    page, before = f"{URL}e_tax/", date(2013, 6, 30)
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Share of local tax bills" in admin.get(URL).content.decode()
    Indicator.objects.update(definition_en="", baseline_period_en="")
    IndicatorValue.objects.update(peer_en="")
    html = admin.get(URL).content.decode()
    assert '<span lang="ko">지방세 고지서를' in html and '<span lang="ko">서울시 평균</span>' in html
    assert '<span lang="ko">2012년, 사업 시작 전</span>' in html
    edited = {
        "name": "지방세 전자고지 이용률", "name_en": "E-billing of local tax", "unit": "%", "is_shown": "on",
        "definition": "종이 대신", "definition_en": "Bills by mail & not on paper",
        "baseline": "5", "baseline_period": "2012년", "baseline_period_en": "The year 2012",
    }  # fmt: skip
    assert admin.post(f"{page}edit/", edited).status_code == 302
    entered = {"period_on": "2013. 6.", "value": "2.2", "peer": "서울시 평균", "source": "서울시"}
    assert admin.post(f"{page}values/", {**entered, "peer_en": "Seoul average"}).status_code == 302
    for address in (URL, page):
        html = admin.get(address).content.decode()
        assert "Bills by mail &amp; not on paper" in html and "종이 대신" not in html
    assert "The year 2012" in admin.get(URL).content.decode()
    assert values.enter(
        indicator=indicator(), period_on=date(2013, 3, 31), value=Decimal(2), source="서울시", by=None,
        peer="서울시 평균",
    ).peer_en == "Seoul average"  # fmt: skip
    for day in (before, TOLD_ON):
        assert [peer.value.peer_en for peer in shown(day)["e_tax"].peers] == ["Seoul average"]
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    html = admin.get(URL).content.decode()
    assert "Bills by mail" not in html and "종이 대신" in html and "Seoul average" not in html


def test_who_may_look_and_who_may_change(followed, as_role):
    officer = as_role(RoleCode.OFFICER)
    html = officer.get(URL).content.decode() + officer.get(f"{URL}e_tax/").content.decode()
    assert "2.6%" in html and "take-back" not in html and "지표 만들기" not in html
    for address in (f"{URL}new/", UPLOAD, PREVIEW, f"{URL}e_tax/edit/"):
        assert officer.get(address).status_code == 403
    assert officer.post(f"{URL}e_tax/values/", {}).status_code == 403
    assert officer.get(f"{URL}files/now.csv").status_code == 200
    assert as_role(RoleCode.DONG_STAFF).get(f"{URL}files/now.csv").status_code == 403
    assert officer.get(f"{URL}nothing/").status_code in (403, 404)


def test_other_systems_read_them(followed):
    answer = system(ApiScope.DASHBOARDS_READ).get(API, as_of="2013-09-26").json()
    tax = next(one for one in answer if one["code"] == "e_tax")
    assert (tax["now"]["value"], tax["now"]["as_of"], tax["unit"], tax["target"]) == (
        10.0,
        "2013-09-26",
        "%",
        50.0,
    )
    assert tax["peers"] == [
        {
            "name": "서울시 평균", "name_en": "Average of Seoul", "value": 2.6, "period_on": "2013-09-26",
            "source": "아시아경제 2013-09-26", "difference": 7.4,
        }
    ]  # fmt: skip
    assert [(one["peer"], one["value"]) for one in tax["values"]] == [("", 10.0), ("서울시 평균", 2.6)]
    assert tax["change"] is None


def test_what_was_done_with_a_value_is_said_as_it_is(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)

    def said(value: str) -> str:
        entered = {"period_on": "2012. 6. 30.", "value": value, "source": "세무과"}
        return " ".join(admin.post(f"{URL}e_tax/values/", entered, follow=True).content.decode().split())

    first, again, corrected = said("3"), said("3"), said("4")
    assert "값을 입력했습니다." in first and "그 기간에 있던 값" not in first
    assert "같은 값이 이미 있어 그대로 두었습니다." in again
    assert "값을 고쳤습니다. 그 기간에 있던 값은 고치기 전 값으로 남습니다." in corrected


def test_values_of_two_days_are_not_compared_in_silence(followed, as_role):
    admin, words = as_role(RoleCode.ADMINISTRATOR), "비교 대상은 2013. 9. 26.의 값입니다."
    assert words not in admin.get(URL).content.decode()
    enter(date(2013, 12, 31), "8")
    assert f"우리 구는 2013. 12. 31., {words}" in admin.get(URL).content.decode()
    table = b"".join(admin.get(f"{URL}files/now.csv")).decode("utf-8-sig")
    assert "서울시 평균 2.6 (2013. 9. 26.)" in table
