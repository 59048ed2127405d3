"""The administration in a real browser: the house's look, its words, without scripts of Django's admin."""

import re

import pytest
from django.contrib import admin as django_admin
from django.urls import reverse
from playwright.sync_api import expect

from enrollment.models import District, Dong, Tong
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.second_factor import mark_passed
from tests.factories.accounts import staff
from tests.factories.rates import small_programme

FOREIGN = re.compile(r"\b(Note|Add|Change|Search|Filter|Delete|History|Home|Save|True|False|None)\b|액션")
HANGUL = re.compile("[가-힣]")
PLACEHOLDER = re.compile(r"#\{\w+\}")


@pytest.fixture
def administrator(sign_in, client):
    user = staff(RoleCode.ADMINISTRATOR, name="가상관리")
    sign_in(user)
    session = client.session
    mark_passed(session, user)
    session.save()
    return user


@pytest.fixture
def filled(transactional_db):
    small_programme()
    Tong.objects.create(dong=Dong.objects.first(), number=1, valid_from="2012-01-01")


def addresses() -> list[str]:
    """Every page of the administration: lists, empty forms, a record and its history of each kind."""
    found = [reverse("admin:index"), reverse("admin:app_list", args=["accounts"])]
    found.append(reverse("admin:app_list", args=["enrollment"]))
    for model, page in django_admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{name}_changelist"))
        if model._meta.model_name != "target":
            found.append(reverse(f"{name}_add"))
        if record := model.objects.filter(**({"email__isnull": False} if model is User else {})).first():
            found += [reverse(f"{name}_{kind}", args=[record.pk]) for kind in ("change", "history")]
        assert page
    return found


def test_every_page_is_accessible_and_korean(page, axe, administrator, filled):
    for address in addresses():
        page.goto(page.base + address)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("header.site-header")).to_have_count(1)
        shown = page.locator("main").inner_text()
        assert not FOREIGN.search(shown), f"{address}: {FOREIGN.search(shown)}"
        axe(page, widths=(1280, 360))


def test_every_page_speaks_english_when_english_is_chosen(page, context, administrator, filled):
    context.add_cookies([{"name": "django_language", "value": "en", "url": page.base}])
    for address in addresses():
        page.goto(page.base + address)
        words = [*page.locator("h1, h2").all_inner_texts()] if address.endswith(("/add/", "/admin/")) else []
        words += page.locator("main :is(label, legend, thead, .krds-btn, .form-hint)").all_inner_texts()
        # What is typed as it stands, such as #{이름}, is no text to translate.
        assert [text for text in words if HANGUL.search(PLACEHOLDER.sub("", text))] == [], address


def test_a_refused_form_leads_to_its_fields_and_keeps_what_was_typed(page, axe, administrator):
    page.goto(page.base + reverse("admin:accounts_roleassignment_add"))
    page.fill("#id_area_path", "1120000000/9999999999")
    page.click("button[name=_save]")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_area_path")).to_have_value("1120000000/9999999999")
    axe(page, widths=(1280, 360))


def test_the_telephone_of_the_office_is_kept_here(page, administrator, filled):
    page.goto(page.base + reverse("admin:enrollment_district_change", args=["1120000000"]))
    page.fill("#id_phone", "02-000-0000")
    page.click("button[name=_save]")
    expect(page.locator("main")).to_contain_text("저장했습니다")
    page.goto(f"{page.base}/help/")
    expect(page.locator("footer")).to_contain_text("02-000-0000")
    assert District.objects.get(code="1120000000").phone == "02-000-0000"


def test_an_action_without_rows_does_nothing_and_says_so(page, administrator):
    page.goto(page.base + reverse("admin:accounts_user_changelist"))
    page.click("button[name=index]")
    expect(page.locator("main")).to_contain_text("하지 않았습니다")
