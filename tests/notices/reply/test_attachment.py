import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.urls import reverse

from notices.domain.reply import attachment, mail_in
from notices.enums.reply import Refusal
from notices.gateways import reply_address
from notices.models import Reply, ReplyMessage
from portal.accounts.enums import RoleCode
from portal.common import crypto
from portal.common.file_kinds import PDF
from portal.common.models import AccessLog
from tests.factories import documents, scans
from tests.factories.accounts import staff
from tests.factories.replies import desk_of, said
from tests.notices import answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.REPLY_ADDRESS = "reply@bounces.example.kr"


def sent(*files: tuple[str, bytes], text: str = answers.WORDS) -> ReplyMessage:
    """What a mail with these files became."""
    mail_in.take(answers.answer(reply_address.address("d1"), text, files=files))
    return ReplyMessage.objects.get()


def test_files_are_kept_encrypted_and_come_out_as_they_came():
    content = scans.jpeg()
    kept = sent(("가로등.jpg", content)).attachments.get()
    assert (kept.name, kept.content_type, kept.size, kept.refusal) == (
        "가로등.jpg",
        "image/jpeg",
        len(content),
        "",
    )
    assert attachment.read(kept) == content
    with default_storage.open(kept.stored_as) as file:
        blob = file.read()
    assert content not in blob and b"JFIF" not in blob
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM notices_replyattachment")
        assert "가로등".encode() not in bytes(cursor.fetchone()[0])


def test_what_is_refused_is_told_in_the_thread(settings):
    settings.REPLY_ATTACHMENT_MAX_BYTES = 60_000
    files = [
        ("run.exe", b"MZ"), ("big.jpg", b"\xff\xd8\xff" + bytes(60_000)), ("no.png", b"\x89PNG\r\n\x1a\n"),
        ("act.docx", documents.docx(**{"word/vbaProject.bin": "x"})), ("good.hwp", documents.hwp()),
    ]  # fmt: skip
    message = sent(*files)
    assert [(file.name, file.refusal) for file in message.attachments.all()] == [
        ("run.exe", Refusal.KIND), ("big.jpg", Refusal.SIZE), ("no.png", Refusal.DAMAGED),
        ("act.docx", Refusal.MACROS), ("good.hwp", ""),
    ]  # fmt: skip
    assert [file.stored_as is None for file in message.attachments.all()] == [True] * 4 + [False]


def test_more_files_than_a_letter_has_are_named_and_not_taken(settings):
    settings.REPLY_ATTACHMENTS_MOST = 1
    message = sent(("a.pdf", scans.pdf()), ("b.pdf", scans.pdf()))
    assert [file.refusal for file in message.attachments.all()] == ["", Refusal.TOO_MANY]


def test_files_alone_are_an_opinion_too():
    assert sent(("a.pdf", scans.pdf()), text="").body == "(글 없이 파일만 왔습니다.)"


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("../../etc/passwd", "passwd.pdf"), ("C:\\a\\계획.pdf", "계획.pdf"), ("x.pdf.exe", "x.pdf.exe.pdf"),
        ("", "이름 없는 파일.pdf"), ("a\u202efdp.exe", "a fdp.exe.pdf"),
        ("a" * 300 + ".PDF", "a" * 100 + ".PDF"),
        ('a"b\r\nc.pdf', "a b c.pdf"), ("...", "이름 없는 파일.pdf"),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_name_hides_nothing(name, saved_as):
    assert attachment.safe_name(name, PDF) == saved_as


def test_no_file_stays_behind_when_the_message_cannot_be_written():
    before = files_in_storage()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notices_replyevent ADD CONSTRAINT none_more CHECK (id < 0) NOT VALID")
    with pytest.raises(IntegrityError, match="none_more"):
        sent(("a.pdf", scans.pdf()))
    assert files_in_storage() == before


def files_in_storage() -> int:
    folders, files = default_storage.listdir("replies") if default_storage.exists("replies") else ([], [])
    return len(files) + sum(len(default_storage.listdir(f"replies/{name}")[1]) for name in folders)


def test_a_new_key_takes_the_files_along(settings):
    content = scans.pdf()
    kept = sent(("a.pdf", content)).attachments.get()
    settings.FIELD_ENCRYPTION_KEYS = [("t3", bytes(range(128, 160))), *settings.FIELD_ENCRYPTION_KEYS]
    assert attachment.rotate_files(rotate=False) == 1
    assert attachment.rotate_files(rotate=True) == 1
    assert attachment.rotate_files(rotate=False) == 0
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    assert attachment.read(kept) == content


def test_a_file_put_in_the_place_of_another_is_not_read():
    one, other = sent(("a.pdf", scans.pdf()), ("b.png", scans.png())).attachments.all()
    path = default_storage.path
    with open(path(one.stored_as), "rb") as source, open(path(other.stored_as), "wb") as target:
        target.write(source.read())
    with pytest.raises(crypto.DecryptionFailed):
        attachment.read(other)


def test_a_file_opens_for_those_who_see_its_opinion_and_nobody_else(client):
    kept, refused = sent(("가로등.pdf", scans.pdf()), ("run.exe", b"MZ")).attachments.all()
    reply, other = kept.message.reply, said()
    page = "office_reply_file"
    mine, elsewhere = staff(RoleCode.DONG_STAFF), staff(RoleCode.DONG_STAFF)
    Reply.objects.filter(pk=reply.pk).update(desk=desk_of(members=[mine]))
    desk_of("culture", members=[elsewhere])
    client.force_login(elsewhere)
    assert client.get(reverse(page, args=[reply.pk, kept.pk])).status_code == 404
    client.force_login(mine)
    answered = client.get(reverse(page, args=[reply.pk, kept.pk]))
    assert answered.status_code == 200 and answered.content.startswith(b"%PDF-")
    assert answered["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (answered["X-Content-Type-Options"], answered["Content-Type"]) == ("nosniff", "application/pdf")
    assert AccessLog.objects.latest("id").subject_ids == [reply.pk]
    for args in ([other.pk, kept.pk], [reply.pk, refused.pk], [reply.pk, kept.pk + 1000]):
        assert client.get(reverse(page, args=args)).status_code == 404
