"""The words that lead to a notice: a mail, a text message, an AlimTalk. None of them is the notice itself."""

from dataclasses import dataclass
from datetime import timedelta

from enrollment.enums import Channel
from notices.domain.notice import document
from notices.models import AddressedNotice
from notices.notice_terms import Rung
from notices.notice_words import day_text, shared_words, sms_of
from notices.validators import alimtalk


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    text: str


def words_of(notice: AddressedNotice, rung: Rung) -> Words:
    """What goes out at this rung. A text message names no person, whatever its telephone shows to whom.

    Raises KeyError for a word in braces that stands for nothing, which no published terms hold.
    """
    if rung.channel == Channel.EMAIL:
        return _mail(notice, is_reminder=rung.is_reminder)
    shared = _shared(notice)
    if rung.channel == Channel.ALIMTALK:
        return Words("", alimtalk.filled(notice.round.terms.alimtalk_template.body, shared))
    tag = notice.round.district.office.tag
    return Words("", sms_of(notice.round.terms.text, shared, tag=tag, is_reminder=rung.is_reminder))


def variables_of(notice: AddressedNotice) -> dict[str, str]:
    """What an AlimTalk of this notice fills its template with."""
    shared = _shared(notice)
    return {name: shared[name] for name in alimtalk.variables(notice.round.terms.alimtalk_template)}


def _shared(notice: AddressedNotice) -> dict[str, str]:
    round = notice.round
    return shared_words(
        round.terms, event_on=round.event_on, address=document.address_of(notice), values=round.values
    )


def _mail(notice: AddressedNotice, *, is_reminder: bool) -> Words:
    round, content = notice.round, document.content_of(notice)
    terms, office = round.terms, round.district.office
    again = "아직 열람하지 않으셔서 다시 알려 드립니다.\n\n" if is_reminder else ""
    attached = "같은 통지서를 PDF 파일로 붙였습니다.\n\n" if terms.attaches_pdf else ""
    last_day = day_text(round.paper_on - timedelta(days=1))
    text = (
        f"{content['to']} 님\n\n{again}"
        f"‘{content['title']}’ 문서가 도착했습니다.\n"
        "아래 주소에서 생년월일이나 인증번호로 본인임을 확인하면 볼 수 있습니다.\n\n"
        f"{document.address_of(notice)}\n\n{attached}"
        f"{last_day}까지 열람하지 않으시면 종이 통지서를 직접 전해 드립니다.\n\n"
        f"근거: {terms.legal_basis}\n문의: {terms.contact_office} {terms.contact_phone}\n\n"
        f"---\n{office.korean_name} 전자소통"
    )
    mark = "(재안내) " if is_reminder else ""
    return Words(f"{office.tag} {mark}{content['title']}", text)
