"""Reading kinds of notices and their terms."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from notices.models import NoticeKind, NoticeTerms


def all_kinds() -> QuerySet[NoticeKind]:
    """Every kind with its service; `kind.versions` holds its terms, the newest first."""
    terms = NoticeTerms.objects.order_by("-version").select_related("alimtalk_template", "created_by")
    return (
        NoticeKind.objects.select_related("service")
        .prefetch_related(Prefetch("terms", terms, to_attr="versions"))
        .order_by("-is_active", "id")
    )


def in_use() -> QuerySet[NoticeKind]:
    """Kinds a round can be made of: in use, with terms."""
    return all_kinds().filter(Exists(NoticeTerms.objects.filter(kind=OuterRef("pk"))), is_active=True)


def latest_terms(kind: NoticeKind) -> NoticeTerms | None:
    """The terms a new round of the kind gets; None when none were published."""
    return kind.terms.order_by("-version").first()
