"""The receipt (접수증) an applicant gets at once, by text message and, when there is one, by email.

It is Korean whatever the language of the page: the page may be the desk's, the message is the applicant's.
"""

from enrollment.enums import Channel, ContactKind
from enrollment.models import Application
from notices.domain import outbox
from notices.queries import subscriptions


def send(application: Application) -> None:
    """Tell the applicant the receipt number (enforcement decree of the e-government act, article 22)."""
    contacts = subscriptions.open_contacts(application.person)
    text = f"[성동구] 전자행정서비스 신청이 접수되었습니다. 접수번호 {application.receipt_no}"
    if mobile := contacts.get(ContactKind.MOBILE):
        outbox.post(
            purpose="intake_receipt", channel=Channel.SMS, address=mobile.value, subject="", text=text
        )
    if email := contacts.get(ContactKind.EMAIL):
        outbox.post(
            purpose="intake_receipt",
            channel=Channel.EMAIL,
            address=email.value,
            subject="[성동구] 전자행정서비스 신청 접수 안내",
            text=_receipt_mail(application),
        )


def _receipt_mail(application: Application) -> str:
    return (
        f"전자행정서비스 신청이 접수되었습니다.\n\n접수번호: {application.receipt_no}\n\n"
        "신청한 서비스와 소식은 선택한 방법으로 보내 드립니다.\n"
        "받을 소식은 소통 누리집의 ‘내 정보’에서 언제든지 바꿀 수 있습니다.\n"
        "궁금한 점은 가까운 동 주민센터에 물어봐 주세요."
    )
