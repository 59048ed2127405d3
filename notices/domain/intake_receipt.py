"""The receipt (접수증) an applicant gets at once, by text message and, when there is one, by email.

It is Korean whatever the language of the page: the page may be the desk's, the message is the applicant's.
"""

from django.conf import settings
from django.utils import translation

from enrollment.application_form import ApplicationForm
from enrollment.domain import receipt_link
from enrollment.enums import Channel, ContactKind, RejectReason
from enrollment.models import Application, ContactPoint, WaitingApplication
from notices.domain import outbox
from notices.queries import subscriptions
from portal.common.office import Office, office

SUBJECT = "전자행정서비스 신청 접수 안내"


def send(application: Application) -> None:
    """Tell the applicant the receipt number (enforcement decree of the e-government act, article 22)."""
    contacts = subscriptions.open_contacts(application.person)
    sender = office()
    text = receipt_text(application, sender)
    if mobile := contacts.get(ContactKind.MOBILE):
        outbox.post(
            purpose="intake_receipt", channel=Channel.SMS, address=mobile.value, subject="", text=text
        )
    if email := contacts.get(ContactKind.EMAIL):
        outbox.post(
            purpose="intake_receipt",
            channel=Channel.EMAIL,
            address=email.value,
            subject=f"{sender.tag} {SUBJECT}",
            text=_receipt_mail(application),
        )


def send_many(application_ids: list[int]) -> None:
    """The same to many applicants of paper forms, a few a second."""
    found = Application.objects.filter(pk__in=application_ids).defer("guardian_name", "guardian_phone")
    contacts = ContactPoint.objects.filter(
        person__in=[application.person_id for application in found], ended_at=None
    )
    by_person: dict[int, dict[str, str]] = {}
    for person_id, kind, value in contacts.values_list("person_id", "kind", "value"):
        by_person.setdefault(person_id, {})[kind] = value
    sender, postings = office(), []
    for application in sorted(found, key=lambda application: application.pk):
        reached = by_person.get(application.person_id, {})
        if mobile := reached.get(ContactKind.MOBILE):
            postings.append(outbox.Posting(Channel.SMS.value, mobile, "", receipt_text(application, sender)))
        if email := reached.get(ContactKind.EMAIL):
            subject = f"{sender.tag} {SUBJECT}"
            postings.append(outbox.Posting(Channel.EMAIL.value, email, subject, _receipt_mail(application)))
    outbox.post_many(postings, purpose="intake_receipt")


def receipt_text(application: Application, sender: Office) -> str:
    """One text of 90 bytes online. Of a paper form a long one: who did not apply must learn how to say so.

    A bare link would look like fraud, so the sentence and the office's number stay around it.
    """
    text = f"{sender.tag} {_received(application)} 접수번호 {application.receipt_no}"
    if not receipt_link.has_link(application):
        return text
    return (
        f"{text}\n신청한 적이 없으면 여기서 알려 주세요.\n{receipt_link.url(application)}\n"
        f"{_asked_at(sender)}"
    )


def _received(application: Application) -> str:
    """Of a child's paper form nothing has started yet."""
    if application.waits_for_guardian:
        return "전자행정서비스 신청서를 받았습니다. 법정대리인이 확인하면 시작합니다."
    return "전자행정서비스 신청이 접수되었습니다."


def _asked_at(sender: Office) -> str:
    return f"문의 {sender.phone or f'{sender.korean_name}청'}"


def send_waiting(waiting: WaitingApplication, form: ApplicationForm) -> None:
    """Tell the applicant that it was received and is looked at. Nothing of another household is told."""
    _tell(
        form,
        subject="전자행정서비스 신청 확인 중",
        short=f"신청서를 받아 확인하고 있습니다. 접수번호 {waiting.receipt_no}",
        more="같은 세대의 신청이 있는지 동 주민센터에서 확인하고 있습니다.\n결과는 다시 알려 드립니다.",
        not_mine=receipt_link.url(waiting) if receipt_link.has_link(waiting) else "",
    )


def send_refused(waiting: WaitingApplication, form: ApplicationForm) -> None:
    """Tell the applicant that it was not accepted, and why."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = str(RejectReason(waiting.reject_reason).label)
    _tell(
        form,
        subject="전자행정서비스 신청을 접수하지 않음",
        short=f"신청을 접수하지 않았습니다. 접수번호 {waiting.receipt_no}",
        more=f"사유: {reason}\n궁금한 점은 가까운 동 주민센터에 물어봐 주세요.",
    )


def send_expired(waiting: WaitingApplication, form: ApplicationForm) -> None:
    """Tell the applicant that it was closed because it could not be confirmed in time."""
    _tell(
        form,
        subject="전자행정서비스 신청을 마치지 못함",
        short=f"확인을 마치지 못해 신청을 닫았습니다. 접수번호 {waiting.receipt_no}",
        more="신청 내용은 지웠습니다. 불편을 드려 죄송합니다.\n"
        "다시 신청하거나 가까운 동 주민센터에 물어봐 주세요.",
    )


def _tell(form: ApplicationForm, *, subject: str, short: str, more: str, not_mine: str = "") -> None:
    """`not_mine`: the address at which the receiver says that they never applied."""
    sender = office()
    tag, text, mail = sender.tag, short, f"{short}\n\n{more}"
    if not_mine:
        text = f"{short}\n신청한 적이 없으면 여기서 알려 주세요.\n{not_mine}\n{_asked_at(sender)}"
        mail = f"{mail}\n\n신청한 적이 없으면 아래 주소에서 알려 주세요.\n{not_mine}"
    if form.mobile:
        outbox.post(
            purpose="intake_receipt",
            channel=Channel.SMS,
            address=form.mobile,
            subject="",
            text=f"{tag} {text}",
        )
    if form.email:
        outbox.post(
            purpose="intake_receipt",
            channel=Channel.EMAIL,
            address=form.email,
            subject=f"{tag} {subject}",
            text=mail,
        )


def _receipt_mail(application: Application) -> str:
    not_mine = ""
    if receipt_link.has_link(application):
        not_mine = (
            "신청한 적이 없으면 아래 주소에서 알려 주세요. 신청을 바로 취소합니다.\n"
            f"{receipt_link.url(application)}\n\n"
        )
    return (
        f"{_received(application)}\n\n접수번호: {application.receipt_no}\n\n{not_mine}"
        "신청한 서비스와 소식은 선택한 방법으로 보내 드립니다.\n"
        "받을 소식은 소통 누리집의 ‘내 정보’에서 언제든지 바꿀 수 있습니다.\n"
        "궁금한 점은 가까운 동 주민센터에 물어봐 주세요."
    )
