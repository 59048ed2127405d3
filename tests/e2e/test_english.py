"""Whoever chose English reads English: every page of every role, but for what people wrote or are called."""

import pytest
from django.conf import settings as project_settings
from django.contrib import admin
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from enrollment.models import District, Dong, Person, Service, Topic
from enrollment.views.desk.home import QUEUES
from notices.domain import life as campaigns
from notices.domain import opt_out_token, preview
from notices.enums.poll import PollState
from notices.models import Campaign, DirectMessage, ElectionPeriod, Holiday
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from tests.architecture.test_english import korean
from tests.e2e.korean_text import KoreanText, korean_of, plain_addresses
from tests.enrollment.online import Walk, mailbox
from tests.factories.accounts import DISTRICT, staff
from tests.factories.desk import OWN_AREA, tong_leader
from tests.factories.enrollment import enroll
from tests.factories.polls import poll_of
from tests.factories.rates import small_programme
from tests.notices.campaigns import in_review
from tests.portal.local.test_outbox_pages import keep_mail, keep_sms

pytestmark = pytest.mark.django_db

ROLES = {
    RoleCode.TONG_LEADER: f"{OWN_AREA}/5",
    RoleCode.DONG_STAFF: OWN_AREA,
    RoleCode.OFFICER: DISTRICT,
    RoleCode.APPROVER: DISTRICT,
    RoleCode.ADMINISTRATOR: DISTRICT,
    RoleCode.PRIVACY_OFFICER: DISTRICT,
}


@pytest.fixture
def reader(client):
    client.cookies[project_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def household(settings, tmp_path):
    """A household, a campaign that waits for approval, a tong leader, figures, mail: something on every page.

    Names are in Latin letters: a name in an English sentence is no foreign language (WCAG 3.1.2).
    """
    settings.OUTBOX_DIR = tmp_path
    keep_mail(tmp_path, "resident@example.kr")
    keep_sms(tmp_path, "01000000001")
    small_programme()
    tong_leader(name="Leader")
    accepted = enroll(name="Resident", tong_number=5, ban=3)
    in_review(staff(RoleCode.OFFICER, name="Officer"), title="Shoe market")
    return accepted.application.household


def test_pages_for_everybody(reader, household):
    assert korean_of(reader, plain_addresses()) == []


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_role(reader, household, role):
    reader.force_login(staff(role, ROLES[role], name="Reader"))
    assert korean_of(reader, plain_addresses()) == []


def test_pages_of_a_resident(reader, household):
    person = Person.objects.get(household=household)
    person.user = User.objects.create_user()
    person.save()
    reader.force_login(person.user)
    token = opt_out_token.make(person.pk, Campaign.objects.get().pk)
    addresses = [
        *plain_addresses(),
        reverse("my_topics", args=[person.pk]),
        reverse("opt_out", args=[token]),
        reverse("opt_out", args=["unknown"]),
    ]
    assert korean_of(reader, addresses) == []


def test_the_desk(reader, household):
    reader.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA, name="Reader"))
    reader.post(reverse("desk_entry"), {})
    found = reader.post(reverse("desk_households"), {"name": "Resident"})
    addresses = [found.url, reverse("desk_household", args=[household.pk])]
    addresses += [reverse("desk_waiting", args=[kind]) for kind in QUEUES]
    assert korean_of(reader, addresses, but={"가*다"}) == []


def test_a_campaign_in_every_state(reader, household):
    campaign = Campaign.objects.get()
    sample = preview.token(campaign, Person.objects.get(household=household))
    pages = ["", "edit/", "test-send/", "review/", "cancel/", "deliveries/", "progress/"]
    pages.append(f"preview/?sample={sample}")
    addresses = [f"/office/campaigns/{campaign.pk}/{page}" for page in pages]
    approver = staff(RoleCode.APPROVER, name="Reader")
    for user in (campaign.drafted_by, approver):
        reader.force_login(user)
        assert korean_of(reader, addresses) == []
    campaigns.approve(campaign=campaign, seen_hash=campaigns.content_hash(campaign), by=approver)
    for user in (campaign.drafted_by, approver):
        reader.force_login(user)
        assert korean_of(reader, addresses) == []


UNSIGNED = (PollState.DRAFT, PollState.IN_REVIEW, PollState.CANCELLED)
POLL_PAGES = {
    PollState.DRAFT: ["edit/", "questions/", "questions/new/?kind=scale", "questions/q2/", "sections/s1/"],
    PollState.IN_REVIEW: ["preview/?lang=en", "review/"],
    PollState.APPROVED: ["cancel/"],
    PollState.OPEN: ["close/"],
    PollState.CLOSED: ["publish/"],
    PollState.CANCELLED: [],
}


@pytest.mark.parametrize("state", POLL_PAGES)
def test_a_poll_in_every_state(reader, state):
    officer = staff(RoleCode.OFFICER, name="Drafter")
    approver = staff(RoleCode.APPROVER, name="Approver")
    is_signed = {} if state in UNSIGNED else {"approved_by": approver}
    poll = poll_of(state=state, title="Survey", drafted_by=officer, **is_signed)
    addresses = ["/office/polls/", *(f"/office/polls/{poll.pk}/{page}" for page in ["", *POLL_PAGES[state]])]
    for user in (officer, approver):
        reader.force_login(user)
        assert korean_of(reader, addresses) == []


def test_applying_online(reader):
    steps = ("consents", "person", "contact", "mobile_code", "email_code", "household", "services", "check")
    with mailbox() as codes:
        walk = Walk(reader, codes)
        refused = [walk.start(), walk.post("enroll_consents"), walk.consents(), walk.post("enroll_person")]
        walk.person()
        refused += [walk.post("enroll_contact"), walk.contact(), walk.post("enroll_mobile_code")]
        walk.contact_and_codes()
        refused += [walk.post("enroll_household"), walk.household(), walk.post("enroll_services")]
        walk.services()
        refused.append(walk.post("enroll_check"))
        # A dong is explained by the legal dongs of Korean addresses, as they are written there.
        field = walk.get("enroll_household").context["form"].fields["dong"]
        with translation.override("en"):
            dongs = {str(label) for _code, label in field.choices}
        assert not any(korean(label.partition(" (")[0]) for label in dongs)
        assert korean_of(reader, [reverse(f"enroll_{step}") for step in steps], but=dongs) == []
        done = walk.submit()
    for page in refused:
        assert set(KoreanText(page.content.decode()).found) <= dongs
    assert "/enroll/done/" in done.url
    assert korean_of(reader, [done.url]) == []
    receipt = reader.get(f"{done.url}receipt/").content.decode()
    assert not korean(receipt), receipt


def test_messages_are_korean_but_mails_of_signing_in_are_in_the_readers_language(reader):
    with mailbox() as codes:
        walk = Walk(reader, codes)
        walk.until_check()
        walk.submit()
    texts = {
        (message.purpose, message.channel): message.text for message in DirectMessage.objects.order_by("pk")
    }
    assert texts.keys() == {
        ("verification_code", "sms"),
        ("verification_code", "email"),
        ("intake_receipt", "sms"),
        ("intake_receipt", "email"),
    }
    english = texts.pop(("verification_code", "email"))
    assert english.startswith("Security code: ") and not korean(english)
    assert [words for words in texts.values() if not korean(words)] == []


NAMED = (District, Dong, Service, Topic, Holiday, ElectionPeriod)


def test_the_administration(reader, household):
    reader.force_login(staff(RoleCode.ADMINISTRATOR, name="Reader", is_superuser=True))
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    # Reference data has a column for each of its two names.
    names = {row.name for model in NAMED for row in model.objects.all()}
    assert korean_of(reader, [reverse("admin:index"), *lists], but=names) == []


def test_longer_words_fit_on_phone_and_desk(page, sign_in, axe, household):
    page.context.add_cookies(
        [{"name": project_settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": page.base}]
    )
    pages = {
        None: ["/", "/enroll/", "/stats/", "/notices/kinds/"],
        RoleCode.DONG_STAFF: ["/desk/", "/desk/intake/new/"],
        RoleCode.TONG_LEADER: ["/tong/"],
        RoleCode.OFFICER: [
            "/office/",
            "/office/campaigns/new/",
            "/office/lists/",
            "/office/audiences/",
            "/office/polls/",
            "/office/polls/new/",
            "/dashboard/",
        ],
        RoleCode.ADMINISTRATOR: [
            "/office/kinds/",
            "/office/kinds/civil_defence/",
            "/office/kinds/civil_defence/edit/",
            "/office/kinds/civil_defence/terms/new/",
        ],
    }
    for role, addresses in pages.items():
        if role:
            sign_in(staff(role, ROLES[role], name="Reader"))
        for address in addresses:
            page.goto(page.base + address)
            expect(page.locator("html")).to_have_attribute("lang", "en")
            axe(page)
