"""After a change of keys every encrypted value is written anew, wherever it lies, and nothing is lost."""

import io
import json
import uuid

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrollment.domain import scan, scan_pages
from enrollment.models import ContactPoint, Dong, Person
from enrollment.queries.claim import born_on
from notices.domain.poll import box, closing
from notices.domain.reply import attachment
from notices.gateways.mail_parts import File
from notices.models import AddressedNotice, DirectMessage, Receipt
from portal.accounts.enums import RoleCode
from portal.accounts.models import SignInHandle
from portal.accounts.residents import find_by_contact, resident_account
from portal.common import rotation
from portal.common.rotation import encrypted_fields
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.notices import notice_of
from tests.factories.polls import ANSWERS, answer, invite, poll_of
from tests.factories.replies import said
from tests.factories.scans import png

pytestmark = pytest.mark.django_db

OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)
SECRET = "SOTONGDEMOSOTONGDEMOSOTONGDEMOSO"


@pytest.fixture
def keys(settings):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    settings.BLIND_INDEX_KEY = b"i" * 32
    return settings


@pytest.fixture
def person(keys) -> Person:
    person = enroll(name="홍길동", mobile="01000001111", email="gildong@example.kr").application.person
    person.user = resident_account(contacts={"mobile": "01000001111"}, name="홍길동")
    person.save()
    return person


def run(*options: str) -> str:
    out = io.StringIO()
    call_command("rotate_encryption", *options, stdout=out)
    return out.getvalue()


def rotated(keys) -> None:
    keys.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    run()
    keys.FIELD_ENCRYPTION_KEYS = [NEW]


def test_the_old_key_may_go_afterwards(keys, person):
    messages = DirectMessage.objects.count()
    rotated(keys)
    assert Person.objects.get(pk=person.pk).birth_date == person.birth_date
    assert {point.value for point in person.contacts.all()} == {"01000001111", "gildong@example.kr"}
    assert SignInHandle.objects.get().value == "01000001111"
    assert len([message.text for message in DirectMessage.objects.all() if message.text]) == messages > 0
    assert find_by_contact("mobile", "01000001111") == person.user


def test_nothing_but_the_wrapping_changes(keys, person):
    before = Person.objects.filter(pk=person.pk).values("updated_at", "birth_index", "name").get()
    rotated(keys)
    assert Person.objects.filter(pk=person.pk).values("updated_at", "birth_index", "name").get() == before


def test_every_encrypted_column_is_looked_at(keys):
    named = {
        f"{model.__name__}.{field.name}" for model, fields in encrypted_fields().items() for field in fields
    }
    assert {
        "Person.birth_date",
        "ContactPoint.value",
        "WaitingApplication.payload",
        "Receipt.payload",
        "AddressedNotice.document",
        "NoticeEvent.sealed",
        "NoticeRequest.text",
        "SealedBallot.sealed",
        "Ballot.answers",
        "Reply.contact",
        "ReplyMessage.body",
        "ReplyAttachment.name",
    } <= named
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'bytea'"
        )
        in_database = {row[0] for row in cursor.fetchall()}
    ours = {
        f"{model._meta.db_table}.{field.column}"
        for model, fields in encrypted_fields().items()
        for field in fields
    }
    # The Ministry's file of household counts holds nobody's data and is not encrypted.
    assert in_database - ours <= {"enrollment_householdcountupload.data"}


def test_append_only_receipts_are_written_anew_and_stay_append_only(keys):
    receipt = Receipt.objects.create(
        provider="solapi", event_id="1", reference="d1", status_code="4000", payload='{"to": "01000001111"}'
    )
    rotated(keys)
    assert Receipt.objects.get(pk=receipt.pk).payload == '{"to": "01000001111"}'
    with pytest.raises(Exception, match="append-only"):
        Receipt.objects.update(payload="")


def test_secrets_of_the_second_factor_and_scans_too(keys):
    clerk = staff(RoleCode.DONG_STAFF, "1120000000/1120056000", email="clerk@example.kr")
    TOTP.activate(clerk, SECRET)
    codes = RecoveryCodes.activate(clerk).get_unused_codes()
    kept = scan.take_in(
        upload=SimpleUploadedFile("form.png", png()), submission_key=uuid.uuid4(),
        dong=Dong.objects.get(code="1120056000"), by=clerk,
    )  # fmt: skip
    page = scan_pages.read(kept, 1)
    keys.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    assert rotation.waiting()["outside of the tables"] == 3
    rotated(keys)
    rows = {row.type: row for row in clerk.authenticator_set.all()}
    assert TOTP(rows["totp"]).validate_code("000000") is False
    assert RecoveryCodes(rows["recovery_codes"]).get_unused_codes() == codes
    assert scan_pages.read(kept, 1) == page


def test_ballots_in_the_box_and_counted_ones_too(keys, settings, monkeypatch):
    """Their rows have random names and no numbers: none may be passed over."""
    monkeypatch.setattr(rotation, "STEP", 2)
    settings.POLL_BOX_SIZE = 5
    poll = poll_of()
    for _one in range(5):
        answer(poll)
    box.mix(poll)
    for _one in range(3):
        answer(poll)
    keys.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    waiting = rotation.waiting()
    assert (waiting["notices_ballot"], waiting["notices_sealedballot"]) == (5, 3)
    rotated(keys)
    assert rotation.waiting() == {}
    assert [ballot.answers for ballot in box.ballots(poll)] == [ANSWERS] * 5
    assert box.mix(poll) == 0 and closing.close(poll=poll, by=staff(RoleCode.APPROVER))
    assert len(list(box.ballots(poll))) == 8


def test_what_people_said_and_their_files_too(keys, settings, tmp_path):
    private = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": private}
    reply = said("가로등이 어두워요", attachments=attachment.keep([File("사진.png", png())]))
    keys.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    assert rotation.waiting()["outside of the tables"] == 1
    rotated(keys)
    message = reply.messages.get()
    assert message.body == "가로등이 어두워요"
    file = message.attachments.get()
    assert (file.name, attachment.read(file)) == ("사진.png", png())


def test_no_new_index_key_while_answers_are_known_by_the_former_one(keys):
    poll = poll_of()
    answer(poll, invite(poll))
    keys.BLIND_INDEX_KEY = b"j" * 32
    with pytest.raises(CommandError, match="1 answers to open polls"):
        run("--indexes")
    closing.close(poll=poll, by=staff(RoleCode.APPROVER))
    assert "written anew" in run("--indexes")


def test_stopped_halfway_it_goes_on_and_finds_no_row_twice(keys, person, monkeypatch):
    for _more in range(4):
        enroll()
    monkeypatch.setattr(rotation, "STEP", 2)
    keys.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    left = rotation.waiting()["enrollment_contactpoint"]

    class Killed(Exception):
        pass

    def kill(table: str, done: int) -> None:
        if table == "enrollment_contactpoint":
            raise Killed

    with pytest.raises(Killed):
        rotation.rotate(kill)
    assert rotation.waiting()["enrollment_contactpoint"] == left - 2
    steps = []
    rotation.rotate(lambda table, done: steps.append((table, done)))
    assert [done for table, done in steps if table == "enrollment_contactpoint"][-1] == left - 2
    assert rotation.waiting() == {}
    with CaptureQueriesContext(connection) as queries:
        assert rotation.rotate(lambda table, done: None) == 0
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]


def test_the_check_says_what_is_left(keys, person):
    assert "Everything is encrypted" in run("--check")
    keys.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match="are left"):
        run("--check")
    run()
    assert "Everything is encrypted" in run("--check")


def test_a_key_taken_out_too_early_is_named_without_any_value(keys, person):
    keys.FIELD_ENCRYPTION_KEYS = [NEW]
    with pytest.raises(CommandError, match="Put the key back") as refused:
        run()
    assert "0100000" not in str(refused.value)


def test_what_was_said_of_a_child_keeps_twins_apart_under_a_new_index_key(keys):
    values = {"child": "가나다"}
    written = json.dumps(values, ensure_ascii=False)
    notice = notice_of(values=written, subject=AddressedNotice.subject_of(values))
    without = notice_of(notice.round)
    keys.BLIND_INDEX_KEY = b"j" * 32
    run("--indexes")
    after = AddressedNotice.objects.get(pk=notice.pk).subject
    assert after == AddressedNotice.subject_of(values) != notice.subject
    assert AddressedNotice.objects.get(pk=without.pk).subject == ""


def test_a_new_index_key_finds_people_again(keys, person):
    person.contacts.filter(kind="email").update(value="", index="", ended_at=timezone.now())
    keys.BLIND_INDEX_KEY = b"j" * 32
    assert find_by_contact("mobile", "01000001111") is None
    out = run("--indexes")
    assert find_by_contact("mobile", "01000001111") == person.user
    assert born_on(Person.objects.all(), person.birth_date).get() == person
    assert set(
        ContactPoint.objects.filter(value__isnull=False, kind="email").values_list("index", flat=True)
    ) == {""}
    assert "3 written anew" in out and "0 written anew" in run("--indexes")
