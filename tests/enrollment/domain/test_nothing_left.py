"""After the retention period no value that tells who somebody was is left in any table or file."""

import io
import json
import uuid
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from enrollment.application_form import Guardian
from enrollment.domain import guardian, scan
from enrollment.domain.contact import change_contact
from enrollment.domain.double_entry import draw
from enrollment.domain.leave import leave_household
from enrollment.domain.match import Match, Verdict
from enrollment.domain.move import move_within
from enrollment.domain.proof import Proof
from enrollment.domain.waiting import put_aside
from enrollment.enums import (
    ApplicationMethod,
    ConsentPurpose,
    ContactKind,
    EndReason,
    IntakePlace,
    Relation,
)
from enrollment.models import (
    Application,
    Change,
    ClaimInvitation,
    Consent,
    Dong,
    FormScan,
    Person,
    WaitingApplication,
)
from enrollment.tasks import destroy_due as task
from notices.domain import outbox, outbox_repair, outbox_results, useful
from notices.domain.notice import certificate, evidence, request
from notices.domain.poll import closing
from notices.domain.reply import attachment, reply_link
from notices.domain.reply.reply import Contact
from notices.enums.notice import EventKind
from notices.gateways.mail_parts import File
from notices.models import (
    Ballot,
    BallotSigner,
    Campaign,
    DirectMessage,
    NoticeRound,
    PollInvitation,
    Receipt,
    Reply,
    ReplyMessage,
)
from notices.tasks import destroy_evidence, forget_answers
from portal.accounts.enums import RoleCode
from portal.accounts.residents import resident_account
from portal.common.models import AccessLog, DestructionLog
from portal.common.rotation import encrypted_fields
from tests.enrollment.domain.test_move import home
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA
from tests.factories.enrollment import application_form, enroll, intake
from tests.factories.notices import notice_of, round_of
from tests.factories.polls import answer, invite, poll_of
from tests.factories.replies import said
from tests.factories.scans import png
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

NAME, GUARDIAN = "뷁똠방", "뷁펲시"
MOBILE, OLD_MOBILE, GUARDIAN_MOBILE = "01000007771", "01000007772", "01000007773"
EMAIL, DETAIL, NOTE = "ttombang@example.kr", "77동 7777호", "뷁똠방 여권 확인"
TRACES = (
    NAME, GUARDIAN, MOBILE, OLD_MOBILE, GUARDIAN_MOBILE, "010-0000-7771", EMAIL, "ttombang", DETAIL,
    "7777호", "77-7777", "2013-07-07",
)  # fmt: skip
EVIDENCE = {"notices_addressednotice", "notices_noticeevent"}
REPLIES = {"notices_reply", "notices_replymessage"}
PAPER = Proof(method=ApplicationMethod.PAPER, form_no="L-7", note=NOTE)


def leftovers() -> dict[str, list[str]]:
    """Every table and column in which one of the traces stands, encrypted columns in plain."""
    encrypted = {model._meta.db_table: (model, fields) for model, fields in encrypted_fields().items()}
    found: dict[str, list[str]] = {}
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            texts = [row[0] for row in cursor.fetchall()]
        if table in encrypted:
            model, fields = encrypted[table]
            plain = model._base_manager.values_list(*(field.name for field in fields))
            texts += [str(value) for row in plain for value in row]
        if traces := {trace for text in texts for trace in TRACES if trace in text}:
            found[table] = sorted(traces)
    return found


def files() -> list[str]:
    def walk(folder: str) -> list[str]:
        folders, names = default_storage.listdir(folder) if default_storage.exists(folder) else ([], [])
        return [f"{folder}/{name}" for name in names] + [p for f in folders for p in walk(f"{folder}/{f}")]

    return [*walk("scans"), *walk("replies")]


def written_by_hand() -> list[str]:
    answers = [json.loads(ballot.answers) for ballot in Ballot.objects.all()]
    return [given["q2"] for given in answers if "q2" in given]


def invited_and_signed(person: Person) -> tuple[int, int]:
    signers = BallotSigner.objects.filter(invitation__person=person)
    return PollInvitation.objects.filter(person=person).count(), signers.count()


@pytest.fixture
def clerk():
    return staff(RoleCode.DONG_STAFF, OWN_AREA, email="clerk@example.kr")


@pytest.fixture
def left(clerk, settings, tmp_path) -> Person:
    """Somebody who used everything that keeps personal data, and left."""
    settings.DOUBLE_ENTRY_SHARE = 100
    private = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": private}
    key = uuid.uuid4()
    scan.take_in(
        upload=SimpleUploadedFile("form.png", png()), submission_key=key,
        dong=Dong.objects.get(code="1120056000"), by=clerk,
    )  # fmt: skip
    person = enroll(
        by=clerk, name=NAME, head_name=NAME, birth_date=date(2013, 7, 7), address_detail=DETAIL,
        mobile=OLD_MOBILE, email=EMAIL,
        guardian=Guardian(name=GUARDIAN, phone=GUARDIAN_MOBILE, relation="parent"),
        intake_changes={
            "method": ApplicationMethod.PAPER, "place": IntakePlace.DONG_CENTRE, "form_no": "P-7",
            "guardian_confirmed": True, "submission_key": key,
        },
    ).application.person  # fmt: skip
    application = person.applications.get()
    assert FormScan.objects.get().application == application
    guardian.confirm(application=application, agreed=ConsentPurpose.values, evidence={})
    draw_again(application)
    person.user = resident_account(contacts={"email": EMAIL}, name=NAME)
    person.save()
    change_contact(person=person, kind="mobile", value=MOBILE, proof=PAPER, by=clerk)
    ClaimInvitation.objects.create(
        person=person, code_hash="7" * 64, mobile=MOBILE, document="passport",
        sent_at=timezone.now(), sent_by=clerk, expires_at=timezone.now(),
    )  # fmt: skip
    AccessLog.objects.create(
        user=clerk, action="unmask", page="desk_household_unmask", subject_type="household",
        subject_ids=[person.household_id], subject_count=1, reason=f"{NAME} 님 전화 문의",
    )  # fmt: skip
    message = DirectMessage.objects.filter(channel="sms").first()
    Receipt.objects.create(
        provider="solapi", event_id="7", reference=outbox.reference_of(message.pk), status_code="4000",
        payload=f'{{"to": "{MOBILE}"}}',
    )  # fmt: skip
    join_another_home(person, clerk)
    person.refresh_from_db()
    serve(person)
    ask(person, clerk)
    write(person, clerk)
    leave_household(
        household=person.household, reason=EndReason.MOVED_OUT, on=timezone.localdate(), proof=PAPER, by=clerk
    )
    return person


def serve(person: Person) -> None:
    """An addressed notice: posted, asked about, certified. And a row of a roll nothing was sent from."""
    notice = notice_of(round_of(), person, address=DETAIL, state="serving", roll=json.dumps({"name": NAME}))
    evidence.record(notice, EventKind.MATCHED, sealed={"name": NAME, "birth_date": date(2013, 7, 7)})
    evidence.record(notice, EventKind.DOCUMENT, hash=notice.document_hash)
    evidence.record(notice, EventKind.POSTED, sealed={"address": EMAIL})
    request.ask(notice=notice, kind="deferral", text=f"{NAME} 출장", proven=True)
    certificate.issue(notice=notice, reason=f"{NAME} 이의신청", by=staff(RoleCode.OFFICER))
    notice_of(round_of(state="draft"), person, roll=json.dumps({"name": NAME}, ensure_ascii=False))


def ask(person: Person, clerk) -> None:
    """Two polls that are over, one of them signed, and a mail that was of use."""
    for is_anonymous in (True, False):
        poll = poll_of(is_anonymous=is_anonymous)
        answer(poll, invite(poll, person), answers={"q1": "poor", "q2": f"저는 {NAME}입니다"})
        closing.close(poll=poll, by=staff(RoleCode.APPROVER))
    useful.say(useful.reader(reply_link.make(Campaign, approved_campaign().pk, person.pk)), True)


def write(person: Person, clerk) -> None:
    """Something said with a file and answered, and something that still waits for an answer."""
    own = {"person": person, "contact": Contact(ContactKind.EMAIL, EMAIL)}
    content = File(f"{NAME}.png", png())
    with_file = {"attachments": attachment.keep([content])}
    done = said(f"{NAME}입니다. {DETAIL}로 와 주세요", **own, **with_file)
    ReplyMessage.objects.create(
        reply=done, is_from_office=True, body=f"{NAME} 님께", at=timezone.now(), by=clerk
    )
    Reply.objects.filter(pk=done.pk).update(state="answered", ended_at=timezone.now())
    AccessLog.objects.create(
        user=clerk, action="unmask", page="office_reply", subject_type="reply",
        subject_ids=[done.pk], subject_count=1, reason=f"{NAME} 님 답변",
    )  # fmt: skip
    said(f"{NAME}입니다. 아직 답이 없습니다", **own)


def draw_again(application: Application) -> None:
    form = application_form(name=NAME, mobile=OLD_MOBILE, address_detail=DETAIL)
    assert draw(application, form=form, intake=intake(is_typed=True)) is not None


def join_another_home(person: Person, clerk) -> None:
    """Leaves behind a closed record with the old address."""
    enroll(
        name="홍새집", head_name=NAME, relation=Relation.OTHER, dong=home().dong,
        road_address=home().road_address, address_detail=home().address_detail,
    )  # fmt: skip
    to = home(head_name=NAME)
    move_within(household=person.household, to=to, on=timezone.localdate(), proof=PAPER, by=clerk)


def waits(clerk) -> WaitingApplication:
    """An application of the same person that nobody decides."""
    form = application_form(
        name=NAME, head_name="홍딴집", relation=Relation.OTHER, birth_date=date(2013, 7, 7), mobile=MOBILE,
        email=EMAIL, address_detail=DETAIL, road_address="서울특별시 성동구 고산자로 99",
        guardian=Guardian(name=GUARDIAN, phone=GUARDIAN_MOBILE, relation="parent"),
    )  # fmt: skip
    return put_aside(form=form, intake=intake(), found=Match(Verdict.UNSURE), by=None, at=timezone.now())


def test_after_the_retention_period_no_trace_is_left_and_the_record_of_consent_stays(
    left, clerk, settings, django_capture_on_commit_callbacks
):
    waiting = waits(clerk)
    before = leftovers()
    assert {
        "enrollment_person", "enrollment_household", "enrollment_contactpoint", "enrollment_application",
        "enrollment_waitingapplication", "enrollment_doubleentry", "enrollment_claiminvitation",
        "enrollment_change", "accounts_signinhandle", "accounts_user", "common_accesslog", "notices_receipt",
        "notices_directmessage",
        *EVIDENCE, "notices_noticerequest", *REPLIES, "notices_replyattachment", "notices_ballot",
    } <= set(before)  # fmt: skip
    consents = Consent.objects.filter(person=left).count()
    assert len(files()) == 2
    assert invited_and_signed(left) == (2, 1)
    DirectMessage.objects.update(state="handed_over", **outbox_results.ERASED)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        with django_capture_on_commit_callbacks(execute=True):
            task()
        outbox_repair.blank_receipts()
        # What waits for an answer is kept until it has one, and nobody can tell whose an anonymous ballot is.
        kept = {"enrollment_waitingapplication", "notices_noticerequest", *EVIDENCE}
        assert set(leftovers()) == kept | REPLIES | {"notices_ballot"}
        assert Ballot.objects.count() == 2 and written_by_hand() == [f"저는 {NAME}입니다"]
        assert files() == [] and invited_and_signed(left) == (0, 0)
        Reply.objects.filter(erased_at=None).update(state="answered", ended_at=timezone.now())
        forget_answers()
        assert set(leftovers()) == kept | {"notices_ballot"}
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        task()
        waiting.refresh_from_db()
        assert (waiting.state, waiting.payload) == ("expired", None)
        DirectMessage.objects.update(state="handed_over", **outbox_results.ERASED)
    with time_machine.travel(timezone.now() + timedelta(days=settings.POLL_TEXT_RETENTION_DAYS + 1)):
        forget_answers()
    # The evidence of a notice outlives everything else of its person, and nothing outlives its period.
    assert set(leftovers()) == {"notices_noticerequest", *EVIDENCE}
    last = NoticeRound.objects.get(state="serving").keep_until
    with time_machine.travel(timezone.make_aware(datetime.combine(last, time(12)))):
        destroy_evidence()
    assert set(leftovers()) == {"notices_noticerequest", *EVIDENCE}
    with time_machine.travel(timezone.make_aware(datetime.combine(last + timedelta(days=1), time(12)))):
        destroy_evidence()
    assert leftovers() == {}
    assert files() == []
    call_command("check_evidence", stdout=io.StringIO())
    assert set(DestructionLog.objects.filter(what__startswith="notice").values_list("what", "amount")) == {
        ("notice", 1), ("notice_roll", 1),
    }  # fmt: skip
    destroyed = DestructionLog.objects.filter(what__in=["reply", "ballot_text"]).order_by("id")
    assert list(destroyed.values_list("what", "amount")) == [("reply", 1), ("reply", 1), ("ballot_text", 1)]
    assert Consent.objects.filter(person=left).count() == consents > 0
    assert Change.objects.filter(person=left).exists() and Person.objects.filter(pk=left.pk).exists()
    assert DestructionLog.objects.filter(what="waiting", amount=1).exists()
