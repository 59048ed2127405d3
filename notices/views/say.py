"""`/say/`: say something to the office, freely or about a campaign, notice or poll by its link.

A link names who got it without a word of them on the page: an answer may go to their contact on file, and
nothing they said can be read here.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.models import ContactPoint, Person
from notices.domain.reply import from_site, reply_link
from notices.domain.reply import reply as replies
from notices.domain.reply.reply import Contact
from notices.enums.reply import ReplyRoute
from notices.forms.say import NONE, TYPED, MoreForm, SayForm
from notices.models import AddressedNotice, Campaign, Poll, Reply
from notices.queries import my
from notices.queries import replies as found
from portal.accounts.access import public
from portal.accounts.limits import Limit, spend
from portal.common.access import client_ip
from portal.common.private_page import private
from portal.common.refused import KEY, recall, remember

DONE_KEY = "said"
PER_ORIGIN = (Limit(60, 60), Limit(600, 60 * 60))
"""Of what comes without a personal link. Wide, as thousands share an address of a carrier."""
PER_LINK = (Limit(20, 60 * 60),)


@dataclass(frozen=True, slots=True)
class Source:
    """What is answered, and whose opinion it is: who got the link; with `is_holder` it is their account."""

    subject: Campaign | AddressedNotice | Poll | None = None
    person: Person | None = None
    is_holder: bool = False
    contacts: dict[str, ContactPoint] = field(default_factory=dict)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def say(request):
    """Without a link. Of a signed-in account the opinion is its holder's: who came first of its people."""
    if request.method == "POST" and _too_many_from_here(request):
        return _too_often(request, SayForm)
    person = my.people_of(request.user).first() if request.user.is_authenticated else None
    return _page(request, _source(request, None, person))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def say_link(request, token: str):
    """By the link in a message or on a page."""
    try:
        link = reply_link.read(token)
    except reply_link.BadSeal:
        return private(render(request, "say/unknown.html", status=404))
    if not link.subject_id:
        return private(render(request, "say/preview.html"))
    subject = _subject(link)
    if subject is None:
        return private(render(request, "say/unknown.html", status=404))
    is_thread = isinstance(subject, Reply)
    if request.method == "POST":
        is_own = is_thread or link.person_id  # others share the link with everybody
        if not spend("say_link", token, *PER_LINK) if is_own else _too_many_from_here(request):
            return private(_too_often(request, MoreForm if is_thread else SayForm))
    if is_thread:
        return private(_more(request, subject))
    return private(_page(request, _source(request, subject, _person(link.person_id))))


def _too_many_from_here(request) -> bool:
    return not spend("say_origin", client_ip(request) or "unknown", *PER_ORIGIN)


def _too_often(request, form: type[MoreForm]):
    """What was typed waits on the page; files are not looked at any more."""
    remember(request, form(request.POST))
    request.session[KEY] = {**request.session[KEY], "errors": {}}  # nothing was wrong with it
    return render(request, "say/too_often.html", status=429)


def _subject(link: reply_link.Link):
    """None when it is not kept any more."""
    kept = {AddressedNotice: {"erased_at": None}, Reply: {"erased_at": None}}.get(link.model, {})
    return link.model.objects.filter(pk=link.subject_id, **kept).first()


def _person(person_id: int) -> Person | None:
    """Who got the link; of records that were joined the one in use."""
    person = Person.objects.filter(pk=person_id).select_related("merged_into").first()
    while person is not None and person.merged_into_id:
        person = person.merged_into
    return person if person is not None and person.erased_at is None else None


def _source(request, subject, person: Person | None) -> Source:
    if person is None:
        return Source(subject)
    user = request.user
    is_holder = user.is_authenticated and my.people_of(user).filter(pk=person.pk).exists()
    return Source(subject, person, is_holder, found.contacts_of(person))


def _page(request, source: Source):
    make = partial(
        SayForm, kinds=tuple(source.contacts), asks_topic=source.subject is None or _is_notice(source)
    )
    if request.method != "POST":
        return render(request, "say/say.html", {"form": recall(request, make), "source": source})
    form = make(request.POST, request.FILES)
    if not form.is_valid():
        remember(request, form)
        return redirect(request.path)
    return _receive(request, source, form)


def _is_notice(source: Source) -> bool:
    return isinstance(source.subject, AddressedNotice)


def _receive(request, source: Source, form: SayForm):
    data = form.cleaned_data
    contact = _answer_to(source, data)
    # Who wants the answer elsewhere than on file has not shown to be the one who got the link.
    is_proven = source.is_holder or data["answer_to"] != TYPED
    try:
        reply = from_site.take_in(
            files=data["files"],
            body=data["body"],
            subject_of=source.subject,
            person=source.person if is_proven else None,
            contact=contact,
            topic=form.chosen_topic(),
            wants_answer=contact is not None,
            is_proposal=data["is_proposal"],
            submission_key=data["key"],
            # Nobody's name beside an opinion that names nobody, though they be signed in.
            by=request.user if source.is_holder else None,
        )
    except ValidationError as error:
        form.add_error("body", error)
        remember(request, form)
        return redirect(request.path)
    return _done(request, reply)


def _answer_to(source: Source, data: dict) -> Contact | None:
    if data["answer_to"] in (NONE, TYPED):
        return data["answer"]
    point = source.contacts[data["answer_to"]]
    return Contact(point.kind, point.value)


def _more(request, reply: Reply):
    """The link of a thread: go on in it. What was said before is not shown."""
    context = {"number": reply.number, "has_page": reply.person_id is not None}
    if request.method != "POST":
        return render(request, "say/more.html", {"form": recall(request, MoreForm), **context})
    form = MoreForm(request.POST)
    if form.is_valid():
        replies.add(
            reply=reply,
            body=form.cleaned_data["body"],
            route=ReplyRoute.WEB,
            key=form.cleaned_data["key"].hex,
        )
        reply.refresh_from_db(fields=["due_on"])
        return _done(request, reply, added=True)
    remember(request, form)
    return redirect(request.path)


def _done(request, reply: Reply, *, added: bool = False):
    request.session[DONE_KEY] = {
        "number": reply.number,
        "due_on": reply.due_on.isoformat() if reply.wants_answer else "",
        "added": added,
    }
    return redirect("say_done")


@never_cache
@require_safe
@public
def done(request):
    """Thanks, the number, and until when an answer comes."""
    said = request.session.get(DONE_KEY)
    if not said:
        return redirect("say")
    title = _("덧붙인 글을 받았습니다") if said["added"] else _("의견을 받았습니다")
    due_on = date.fromisoformat(said["due_on"]) if said["due_on"] else None
    return render(request, "say/done.html", {"number": said["number"], "due_on": due_on, "title": title})
