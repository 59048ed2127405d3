"""Campaigns as officers and approvers look at them."""

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from enrollment.enums import ContactKind
from enrollment.models import Application, ContactPoint, District, Person
from notices.enums import ARRIVED_STATES, CampaignState
from notices.models import Campaign, CampaignFigure, Delivery
from notices.queries.cancelled import in_state
from portal.accounts.access import areas
from portal.accounts.enums import Permission
from portal.common import phone


def visible_to(user, permission: Permission = Permission.VIEW_DELIVERIES):
    """Campaigns of the districts over which `user` holds `permission`."""
    districts = [area for area in areas(user, permission) if "/" not in area]
    rows = Campaign.objects.filter(district__in=districts)
    return rows.select_related("topic", "drafted_by", "approved_by", "resend_of")


def with_totals(rows):
    """Campaigns with `messages` (연인원) and `arrived` of each.

    As counted for good, once no receipt can come or the recipients were forgotten; else counted now.
    """
    sent = Delivery.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    total = sent.annotate(total=Count("id")).values("total")
    arrived = sent.filter(state__in=ARRIVED_STATES).annotate(total=Count("id")).values("total")
    kept = CampaignFigure.objects.filter(
        Q(campaign__told__is_final=True) | Q(campaign__recipients_forgotten_at__isnull=False),
        campaign=OuterRef("pk"),
    )
    kept = kept.order_by().values("campaign").annotate(total=Sum("deliveries", output_field=IntegerField()))
    return rows.annotate(
        messages=Coalesce(Subquery(kept.values("total")), Subquery(total), 0),
        arrived=Coalesce(
            Subquery(kept.filter(state__in=ARRIVED_STATES).values("total")), Subquery(arrived), 0
        ),
    )


def district_of(user, permission: Permission) -> District | None:
    """The district for which `user` drafts, None when the role is over a smaller area only."""
    districts = sorted(area for area in areas(user, permission) if "/" not in area)
    return District.objects.filter(code__in=districts).order_by("code").first()


def waiting_for(user) -> dict:
    """What waits for this user, oldest first: drafts, reviews to decide, own reviews, what is approved and
    has not begun, what goes out."""
    visible = visible_to(user).order_by("id")
    in_review = visible.filter(state=CampaignState.IN_REVIEW)
    to_approve = visible_to(user, Permission.APPROVE_CAMPAIGN).order_by("id")
    return {
        "drafts": visible.filter(state=CampaignState.DRAFT, drafted_by=user),
        "to_approve": to_approve.filter(state=CampaignState.IN_REVIEW)
        .exclude(drafted_by=user)
        .exclude(approved_by=user),
        "submitted": in_review.filter(drafted_by=user),
        "planned": visible.filter(state__in=[CampaignState.APPROVED, CampaignState.SCHEDULED]),
        "sending": visible.filter(state__in=[CampaignState.SENDING, CampaignState.PAUSED]),
    }


def deliveries(campaign: Campaign, *, state: str = "", channel: str = "", dong: str = "", find: str = ""):
    """Deliveries of a campaign with person and contact, in the order they were written.

    `dong` is where the person lives now; `find` a receipt number of the person, or a phone or email in use or
    written to.
    """
    rows = Delivery.objects.filter(campaign=campaign).select_related("person", "contact").order_by("id")
    if state:
        rows = in_state(rows, state)
    if channel:
        rows = rows.filter(channel=channel)
    if dong:
        rows = rows.filter(person__household__dong=dong)
    if find:
        rows = rows.filter(person__in=_people_found(find))
    return rows


def _people_found(text: str) -> set[int]:
    """Ids of people with a receipt number or contact; the two records of joined people both."""
    by_receipt = Application.objects.filter(receipt_no=text).values_list("person_id", flat=True)
    indexes = [ContactPoint.index_of(ContactKind.EMAIL, text.lower())]
    try:
        indexes.append(ContactPoint.index_of(ContactKind.MOBILE, phone.normalise(text)))
    except phone.PhoneError:
        pass  # then it is a receipt number or an email
    by_contact = ContactPoint.objects.filter(index__in=indexes).values_list("person_id", flat=True)
    found = {*by_receipt, *by_contact} - {None}
    joined = Person.objects.filter(pk__in=found).exclude(merged_into=None)
    kept = {*found, *joined.values_list("merged_into_id", flat=True)}
    return kept | set(Person.objects.filter(merged_into__in=kept).values_list("pk", flat=True))


def received_by(person, limit: int = 10):
    """The last messages a person was sent, newest first."""
    rows = Delivery.objects.filter(person=person, handed_over_at__isnull=False)
    return rows.select_related("campaign__topic").order_by("-handed_over_at")[:limit]
