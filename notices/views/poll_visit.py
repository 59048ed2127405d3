"""Somebody who comes to answer a poll: by an invitation, or to the page that is open to everybody."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Person
from notices.domain import opt_out_token
from notices.domain.poll import poll_link, sealed
from notices.domain.poll.poll_link import BadSeal, PollLink
from notices.enums.poll import PollState, Route
from notices.models import Poll, PollInvitation
from notices.poll_form import Form
from notices.queries.poll_marks import has_answered
from portal.common.crypto import blind_index

_HIDDEN = (PollState.DRAFT, PollState.IN_REVIEW)
_QR = "qr"


@dataclass(frozen=True, slots=True)
class Visit:
    """`cookie`: where this browser keeps the word of its ballot, and on which paths."""

    poll: Poll
    route: Route
    page_url: str
    done_url: str
    cookie: str
    cookie_path: str
    invitation: PollInvitation | None = None
    is_preview: bool = False

    @property
    def form(self) -> Form:
        return Form.from_json(self.poll.form)

    @property
    def is_open(self) -> bool:
        return self.poll.state == PollState.OPEN and self.poll.closes_at > timezone.now()

    @property
    def change_url(self) -> str:
        return f"{self.page_url}{'&' if '?' in self.page_url else '?'}change=1"

    @property
    def stop_url(self) -> str:
        """Where an invited person stops being asked; a short text has room for one address alone."""
        if self.invitation is None:
            return ""
        return reverse("opt_out", args=[opt_out_token.make(self.invitation.person_id, 0)])

    def word(self, request) -> str:
        """The word this browser keeps; empty when it keeps none."""
        word = request.COOKIES.get(self.cookie, "")
        return word if sealed.is_word(word) else ""

    def own_word(self, request) -> str:
        """The word, if a ballot was given with it."""
        word = self.word(request)
        return word if word and sealed.is_known(self.poll, word) else ""

    def has_answered(self, request) -> bool:
        """By this browser, or by this invitation from wherever."""
        if self.own_word(request):
            return True
        return self.invitation is not None and has_answered(self.poll.pk, self.invitation.person_id)

    def keep_word(self, response, word: str) -> None:
        """Not in the session: that is on the server."""
        left = self.poll.closes_at - timezone.now()
        response.set_cookie(
            self.cookie,
            word,
            max_age=max(int(left.total_seconds()), 0),
            path=self.cookie_path,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def invited(token: str) -> Visit | None:
    """None for an address that leads to no poll, or whose invitation is there no more."""
    try:
        link = poll_link.read(token)
    except BadSeal:
        return None
    poll = _poll(pk=link.poll_id)
    invitation = _invitation(link) if poll and not link.is_preview else None
    if poll is None or (invitation is None and not link.is_preview and poll.state == PollState.OPEN):
        return None
    return Visit(
        poll=poll,
        route=link.route,
        page_url=reverse("poll_page", args=[token]),
        done_url=reverse("poll_done", args=[token]),
        # The same for every channel of one person, another for each person of a shared computer.
        cookie=_cookie(f"{link.poll_id}/{invitation.person_id if invitation else 0}"),
        cookie_path="/p/",
        invitation=invitation,
        is_preview=link.is_preview,
    )


def uninvited(slug: str, via: str) -> Visit | None:
    """None for a poll that is not open to everybody."""
    poll = _poll(slug=slug, takes_web=True)
    if poll is None:
        return None
    route, query = (Route.QR, f"?via={_QR}") if via == _QR else (Route.WEB, "")
    page = reverse("poll_open", args=[slug])
    return Visit(
        poll=poll,
        route=route,
        page_url=f"{page}{query}",
        done_url=f"{reverse('poll_open_done', args=[slug])}{query}",
        cookie=_cookie(slug),
        cookie_path=page,
    )


def _poll(**which) -> Poll | None:
    return Poll.objects.filter(**which).exclude(state__in=_HIDDEN).select_related("district").first()


def _invitation(link: PollLink) -> PollInvitation | None:
    """Also of somebody whose record was joined with another since the message went out."""
    person_id = link.person_id
    while person_id:
        found = PollInvitation.objects.filter(poll=link.poll_id, person=person_id).first()
        if found is not None:
            return found
        person_id = Person.objects.filter(pk=person_id).values_list("merged_into", flat=True).first()
    return None


def _cookie(of: str) -> str:
    return f"poll_{blind_index('poll.cookie', of)[:16]}"
