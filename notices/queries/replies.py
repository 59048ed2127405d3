"""What people say to the office, as the office works through it, as they see it themselves, and in public."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils import timezone

from enrollment.enums import ContactKind, ContactState
from enrollment.models import ContactPoint, District, Person
from notices.enums.reply import OPEN_REPLY_STATES, CloseReason
from notices.models import Reply, ReplyDesk, ReplyMessage, ReplyTemplate
from notices.queries import my
from portal.accounts.access import areas, may
from portal.accounts.enums import Permission
from portal.accounts.models import RoleAssignment, User
from portal.common import masking

OPEN, DONE = "open", "done"
MINE, DESK, ALL = "mine", "desk", "all"
LIMITED = "limited"
_FIRST_WORDS = 60
_LOOKED_AT = 400
"""So much of a message is masked for its first words: a hidden word may be shorter than itself."""


def managed_districts(user) -> list[str]:
    """Districts in which the user assigns opinions and keeps the desks."""
    return [area for area in areas(user, Permission.MANAGE_REPLIES) if "/" not in area]


def district_of(user) -> District | None:
    return District.objects.filter(code__in=managed_districts(user)).order_by("code").first()


def visible_to(user) -> QuerySet[Reply]:
    """Opinions the user may read: those of their desks, and all of a district where they assign."""
    districts = {area.split("/")[0] for area in areas(user, Permission.HANDLE_REPLIES)}
    of_my_desks = Q(desk__members=user.pk, district__in=districts)
    rows = Reply.objects.filter(of_my_desks | Q(district__in=managed_districts(user)))
    return rows.select_related("desk", "topic", "assigned_to", "district").distinct()


def narrowed(
    rows: QuerySet[Reply],
    user,
    *,
    whose: str = ALL,
    state: str = OPEN,
    topic: str = "",
    desk: str = "",
    route: str = "",
    only: str = "",
) -> QuerySet[Reply]:
    """Open ones by the day they are due, those that want no answer last; ended ones newest first.

    `only`: overdue, unassigned, proposal, public, limited (ended ones whatever `state` says).
    """
    state = DONE if only == LIMITED else state
    if whose == MINE:
        rows = rows.filter(assigned_to=user)
    elif whose == DESK:
        rows = rows.filter(desk__in=ReplyDesk.objects.filter(members=user))
    is_open = Q(state__in=OPEN_REPLY_STATES)
    rows = rows.exclude(is_open) if state == DONE else rows.filter(is_open)
    wanted = {"topic__code": topic, "desk": desk, "route": route}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    match only:
        case "overdue":
            rows = rows.filter(is_open, wants_answer=True, due_on__lt=timezone.localdate())
        case "unassigned":
            rows = rows.filter(desk=None)
        case "proposal":
            rows = rows.filter(is_proposal=True)
        case "public":
            rows = rows.filter(published_at__isnull=False)
        case "limited":
            rows = rows.filter(close_reason=CloseReason.LIMITED)
    return (
        rows.order_by("-ended_at", "-id") if state == DONE else rows.order_by("-wants_answer", "due_on", "id")
    )


def limited_lately(user) -> int:
    """Opinions of the last week that were ended because so many came from one sender."""
    rows = visible_to(user).filter(received_at__gt=timezone.now() - timedelta(days=7))
    return rows.filter(close_reason=CloseReason.LIMITED).count()


def with_first_message(rows: QuerySet[Reply]) -> QuerySet[Reply]:
    """Each with `said`: what the resident wrote, oldest first."""
    said = ReplyMessage.objects.filter(is_from_office=False).order_by("id")
    return rows.prefetch_related(Prefetch("messages", said, to_attr="said"))


def first_words(reply: Reply) -> str:
    """The masked beginning of what was said, for a list; empty once it is erased."""
    body = " ".join(reply.said[0].body[: 10 * _LOOKED_AT].split()) if reply.said else ""
    if len(body) > _LOOKED_AT:
        body = body[:_LOOKED_AT].rpartition(" ")[0] or body[:_LOOKED_AT]
    # Masked before it is cut: half a number would not be known as one.
    masked = masking.text(body)
    return masked if len(masked) <= _FIRST_WORDS else f"{masked[:_FIRST_WORDS].rstrip()}…"


def waiting(user) -> dict | None:
    """How many wait for an answer of the user's desks, or for a desk to be given to, and the first day one is
    due; None when none does."""
    mine = Q(desk__in=ReplyDesk.objects.filter(members=user)) | Q(desk=None)
    rows = narrowed(visible_to(user), user).filter(mine, wants_answer=True)
    found = rows.order_by().aggregate(count=Count("id", distinct=True), due_on=Min("due_on"))
    return found if found["count"] else None


def own(user) -> QuerySet[Reply]:
    """What the people of an account have said, newest first; nothing of what was erased."""
    rows = Reply.objects.filter(person__in=my.people_of(user), erased_at=None)
    return rows.select_related("topic").prefetch_related("messages").order_by("-id")


def public_proposals(district: str) -> QuerySet[Reply]:
    """Proposals anybody may read, newest first. Only the published words may be shown."""
    return (
        Reply.objects.filter(district=district, published_at__isnull=False)
        .select_related("topic")
        .order_by("-published_at", "-id")
    )


def contacts_of(person: Person) -> dict[str, ContactPoint]:
    """The contacts in use by kind, email first."""
    points = ContactPoint.objects.filter(person=person, ended_at=None, state=ContactState.ACTIVE)
    found = {point.kind: point for point in points}
    return {kind: found[kind] for kind in (ContactKind.EMAIL, ContactKind.MOBILE) if kind in found}


def desks_of(districts: Iterable[str]) -> QuerySet[ReplyDesk]:
    """Desks with `waiting`: how many opinions each has to answer."""
    is_open = Q(replies__state__in=OPEN_REPLY_STATES)
    rows = ReplyDesk.objects.filter(district__in=districts).prefetch_related("topics", "members")
    return rows.annotate(waiting=Count("replies", filter=is_open)).order_by("-is_open", "name")


def answering_staff(district: District) -> QuerySet[User]:
    """Who may answer today, over the district or a dong of it."""
    today = timezone.localdate()
    held = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today),
        Q(area_path=district.pk) | Q(area_path__startswith=f"{district.pk}/"),
        starts_on__lte=today,
        role__permissions__contains=[Permission.HANDLE_REPLIES],
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


def desks_to_give_to(user, reply: Reply) -> QuerySet[ReplyDesk]:
    """Where the user may give it: anywhere for whoever assigns, else among the people of its own desk."""
    desks = ReplyDesk.objects.filter(district=reply.district_id, is_open=True)
    return desks if may(user, Permission.MANAGE_REPLIES, reply) else desks.filter(pk=reply.desk_id)


def templates_for(reply: Reply) -> QuerySet[ReplyTemplate]:
    """Ready answers of its desk and of all."""
    own = Q(desk=None) | Q(desk=reply.desk_id) if reply.desk_id else Q(desk=None)
    return ReplyTemplate.objects.filter(own).order_by("title")
