"""Campaign content for one recipient: templates are cut into segments once, merging is a join.

Placeholders: {이름} the person's name, {동} their dong, {수신설정} the link to stop or change messages, and
{설문}, in an invitation, the link to the poll.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices.channels.base import Outgoing
from notices.channels.letter import Blanked, Letter
from notices.domain import opt_out_token, useful_link
from notices.domain.poll import first_question, poll_link
from notices.domain.reply import reply_link
from notices.domain.response_links import ResponseLinks
from notices.enums import CampaignKind
from notices.models import Campaign
from notices.validators import alimtalk, sms_text
from notices.validators.links import LINK
from notices.validators.placeholders import BRACED, DONG, NAME, POLL, PREFERENCES, unknown

_BLANK_LINES = re.compile(r"(?:<br>\n){2,}")
_PROMOTIONAL_MARK = "(광고) "
_FIRST_QUESTION = "question"
"""The blank in the page of an invitation where the first question stands, to be answered with one tap."""
_SAY, _USEFUL = "say", "useful"
"""The blanks of the footer for what a reader can tell the office: anything, or whether it was of use."""
_LINKS = frozenset({PREFERENCES, POLL, _SAY, _USEFUL})
_OWN = (_FIRST_QUESTION, _SAY, _USEFUL)
_TITLE = "title "
"""Before the name of a blank in the title of a page, where a link is no link."""


@dataclass(slots=True)
class Recipient:
    """One person as a message sees them. `address` is a phone (digits) or an email; None in a preview."""

    name: str
    dong_name: str
    person_id: int
    address: str | None = None


@dataclass(frozen=True, slots=True)
class EmailContent:
    """`asked` is the question whose choices the HTML part offers beneath the text."""

    subject: str
    text: str
    html: str
    asked: first_question.Asked | None = None


class Template:
    """Text with placeholders, cut once. Raises ValidationError naming a placeholder that does not exist.

    `literal` is applied to the fixed pieces, `value` to what is filled in; `also` are names that are no
    placeholders.
    """

    def __init__(
        self,
        text: str,
        literal: Callable[[str], str] = str,
        value: Callable[[str, str], str] = lambda _name, filled: filled,
        also: tuple[str, ...] = (),
    ):
        for name in set(unknown(text)) - set(also):
            raise ValidationError(
                _(
                    "‘{%(name)s}’은(는) 쓸 수 없는 자리표시입니다. "
                    "{이름}, {동}, {수신설정}, {설문}만 쓸 수 있습니다."
                ),
                code="unknown_placeholder",
                params={"name": name},
            )
        pieces = BRACED.split(text)
        self._value = value
        self.names = tuple(pieces[1::2])
        self._pieces = [literal(piece) for piece in pieces[::2]]

    @property
    def blanked(self) -> Blanked:
        return Blanked(self._pieces, self.names)

    def fill(self, values: dict[str, str]) -> str:
        if not self.names:
            return self._pieces[0]
        parts = [self._pieces[0]]
        for name, piece in zip(self.names, self._pieces[1:], strict=True):
            parts += (self._value(name, values[name]), piece)
        return "".join(parts)


class CompiledContent:
    """The content of a campaign, ready to be merged for any number of recipients."""

    def __init__(self, campaign: Campaign):
        self._campaign_id = campaign.pk or 0
        self._stoppable = campaign.kind != CampaignKind.STATUTORY
        mark = _PROMOTIONAL_MARK if campaign.kind == CampaignKind.PROMOTIONAL else ""
        self._poll_id = campaign.poll_id
        self._asked = first_question.asked(campaign.poll) if campaign.poll else None
        self._question = first_question.markup(self._asked) if self._asked else None
        body = campaign.email_body.replace("\r\n", "\n").strip()
        footer = self._footer(campaign)
        self._subject = Template(mark + campaign.email_subject)
        self._text = Template(body + footer, also=_OWN)
        asked = f"\n\n{{{_FIRST_QUESTION}}}" if self._question else ""
        self._html = Template(body + asked + footer, literal=_html_literal, value=_html_value, also=_OWN)
        self._sms = Template(mark + campaign.sms_body.replace("\r\n", "\n").strip())
        self._sms_subject = campaign.title
        self._alimtalk = campaign.alimtalk_template
        self._alimtalk_values = campaign.alimtalk_values
        title = Template(mark + campaign.email_subject, literal=escape).blanked
        self._title_names = title.names
        self._responses = ResponseLinks(campaign.email_body) if campaign.tracks_responses else None
        page = self._html.blanked
        self._letter = Letter(
            subject=self._subject.blanked,
            text=self._text.blanked,
            html=Blanked([_PAGE_HEAD], ())
            .then(Blanked(title.pieces, [_TITLE + name for name in title.names]))
            .then(Blanked([_PAGE_BODY], ()))
            .then(self._responses.blank(page) if self._responses else page)
            .then(Blanked([_PAGE_END], ())),
        )

    def _footer(self, campaign: Campaign) -> str:
        """Who sends it, where to ask and to answer, and how to stop it: in every mail (network act, article
        50(4)).

        Korean as the mail itself, in a preview read in English too.
        """
        office = campaign.district.office
        asked_at = f" | 문의 {office.phone}" if office.phone else ""
        lines = [f"{office.korean_name} 전자소통{asked_at}"]
        if campaign.kind != CampaignKind.POLL:
            lines.append(f"이 소식이 도움이 되었나요? {{{_USEFUL}}}")
        lines.append(f"의견 보내기: {{{_SAY}}}")
        if self._stoppable and f"{{{PREFERENCES}}}" not in campaign.email_body:
            lines.append(f"이 소식을 그만 받거나 바꾸려면: {{{PREFERENCES}}}")
        return "\n\n---\n" + "\n".join(lines)

    def email(self, recipient: Recipient) -> EmailContent:
        values = self._values(recipient, Channel.EMAIL)
        return self._email(values)

    def sms(self, recipient: Recipient) -> str:
        """The text as the phone shows it: a character no phone has is shown as □."""
        return sms_text.printable(self._sms.fill(self._values(recipient, Channel.SMS)))

    def alimtalk(self, recipient: Recipient) -> str:
        """The template with the values of one recipient. Raises KeyError for a variable without a value."""
        values = self._alimtalk_values | self._values(recipient, Channel.ALIMTALK)
        return alimtalk.filled(self._alimtalk.body, values)

    def outgoing(self, channel: str, recipient: Recipient, reference: str) -> Outgoing:
        """The message for a channel (`enrollment.enums.Channel`)."""
        values = self._values(recipient, channel)
        if channel == "alimtalk":
            return self._alimtalk_of(recipient, reference, values)
        if channel == "sms":
            text = sms_text.printable(self._sms.fill(values))
            return Outgoing(reference, recipient.address, self._sms_subject, text)
        marked_up = {name: _html_value(name, value) for name, value in values.items()}
        if self._question:
            marked_up[_FIRST_QUESTION] = self._question.at(values[POLL])
        for name in self._title_names:
            marked_up[_TITLE + name] = html.escape(values[name])
        if self._responses:
            marked_up |= self._responses.values(reference)
        return Outgoing(
            reference,
            recipient.address,
            subject="",
            text="",
            unsubscribe_url=opt_out_token.one_click_url(values[PREFERENCES]) if self._stoppable else "",
            written=self._letter.write(values, marked_up),
            takes_replies=True,
        )

    def _alimtalk_of(self, recipient: Recipient, reference: str, values: dict[str, str]) -> Outgoing:
        known = self._alimtalk_values | values
        return Outgoing(
            reference,
            recipient.address,
            subject="",
            text=alimtalk.filled(self._alimtalk.body, known),
            template=self._alimtalk.code,
            variables={name: known[name] for name in alimtalk.variables(self._alimtalk)},
        )

    def _email(self, values: dict[str, str]) -> EmailContent:
        subject = self._subject.fill(values)
        asked = {_FIRST_QUESTION: self._question.at(values[POLL])} if self._question else {}
        page = html_page(subject, self._html.fill(values | asked))
        return EmailContent(subject, self._text.fill(values), page, self._asked)

    def _values(self, recipient: Recipient, channel: str) -> dict[str, str]:
        link = opt_out_token.url(recipient.person_id, self._campaign_id)
        asked = poll_link.url(self._poll_id, recipient.person_id, channel) if self._poll_id else ""
        values = {NAME: recipient.name, DONG: recipient.dong_name, PREFERENCES: link, POLL: asked}
        return values | self._answering(recipient) if channel == Channel.EMAIL else values

    def _answering(self, recipient: Recipient) -> dict[str, str]:
        """One seal for both addresses: a million mails have them."""
        word = reply_link.make(Campaign, self._campaign_id, recipient.person_id)
        return {_SAY: reply_link.address_of(word), _USEFUL: useful_link.address_of(word)}


def compile_content(campaign: Campaign) -> CompiledContent:
    """Cut the campaign's texts into segments.

    Raises ValidationError (code ``unknown_placeholder``) naming a placeholder that does not exist.
    """
    return CompiledContent(campaign)


def html_of(subject: str, text: str) -> str:
    """An accessible HTML page with the same words as a plain text."""
    return html_page(subject, _html_literal(text))


def html_page(subject: str, paragraphs: str) -> str:
    """`paragraphs` is HTML made by this module; `subject` is text."""
    return f"{_PAGE_HEAD}{escape(subject)}{_PAGE_BODY}{paragraphs}{_PAGE_END}"


_PAGE_HEAD = '<!doctype html>\n<html lang="ko">\n<head>\n<meta charset="utf-8">\n' \
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>'  # fmt: skip
_PAGE_BODY = (
    '</title>\n</head>\n<body style="margin:0;padding:24px;background:#ffffff;color:#1e2124;'
    "font-family:'Pretendard GOV','Malgun Gothic','Apple SD Gothic Neo',sans-serif;"
    'font-size:17px;line-height:1.6">\n<div role="article" style="max-width:640px;margin:0 auto">\n<p>'
)
_PAGE_END = "</p>\n</div>\n</body>\n</html>\n"


def _html_literal(text: str) -> str:
    parts, end = [], 0
    for match in LINK.finditer(text):
        parts += (_html_lines(text[end : match.start()]), _anchor(match[0]))
        end = match.end()
    return "".join((*parts, _html_lines(text[end:])))


def _html_lines(text: str) -> str:
    """Blank lines part paragraphs; a line of three hyphens between them is a rule."""
    lines = escape(text).replace("\n\n---\n", "</p><hr><p>").replace("\n", "<br>\n")
    return _BLANK_LINES.sub("</p>\n<p>", lines)


def _html_value(name: str, filled: str) -> str:
    if name == _FIRST_QUESTION:
        return filled  # markup of our own
    return _anchor(filled) if name in _LINKS and filled else html.escape(filled)


def _anchor(link: str) -> str:
    safe = html.escape(link)
    return f'<a href="{safe}" style="color:#0b50d0">{safe}</a>'
