"""What the page of one opinion shows: thread, who wrote as far as may be seen, forms, history."""

from datetime import date
from functools import partial

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.enums import ContactKind
from enrollment.forms.household_search import UnmaskForm
from enrollment.models import ContactPoint
from enrollment.veil import Veil
from notices.domain.reply import answer, assign, tell
from notices.enums.reply import OPEN_REPLY_STATES, CloseReason, ReplyStep
from notices.forms.replies import AnswerForm, AssignForm, CloseForm, ExtendForm, PublishForm
from notices.models import Reply, ReplyDesk, ReplyEvent, ReplyTemplate
from notices.queries import replies as found
from notices.queries.notice_requests import days_left
from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.accounts.models import User
from portal.common.refused import recall
from portal.common.templatetags.korean import kdate
from portal.common.written_number import number_of


def page_context(request, reply: Reply, veil: Veil, unmask_form: UnmaskForm) -> dict:
    is_open = reply.state in OPEN_REPLY_STATES
    thread = list(reply.messages.select_related("by", "sent_as").prefetch_related("attachments"))
    return {
        "path": [{"label": _("의견"), "url": reverse("office_replies")}, {"label": reply.number}],
        "reply": reply,
        "thread": thread,
        "about": _about(reply),
        "lifted": veil.lifted,
        "name": veil.name(reply.person.name) if reply.person and reply.person.name else "",
        "contact": _contact(reply, veil),
        "left": days_left([reply.due_on])[reply.due_on],
        "channel": tell.channel_of(reply),
        "can_be_read": answer.can_be_read(reply),
        "is_open": is_open,
        "may_take": reply.desk is not None and reply.desk.members.filter(pk=request.user.pk).exists(),
        "was_extended": assign.was_extended(reply),
        "templates": list(found.templates_for(reply)),
        "events": _events(reply),
        "may_manage": may(request.user, Permission.MANAGE_REPLIES, reply),
        "may_unmask": may(request.user, Permission.UNMASK),
        "unmask_form": unmask_form,
        **_forms(request, reply, is_open),
    }


def _forms(request, reply: Reply, is_open: bool) -> dict:
    desks = found.desks_to_give_to(request.user, reply)
    makes = {
        "answer": partial(AnswerForm, initial={"body": _chosen_template(request, reply)}),
        "assign": partial(
            AssignForm, desks=desks, initial={"desk": reply.desk_id, "assignee": reply.assigned_to_id}
        ),
        "extend": partial(ExtendForm, auto_id="extend_%s"),
        "close": partial(CloseForm, auto_id="close_%s"),
        "publish": partial(PublishForm, auto_id="publish_%s", initial=PublishForm.initial_of(reply)),
    }
    refused = request.session.pop("reply_refused", "")
    made: dict[str, forms.Form] = {
        name: recall(request, make) if name == refused else make() for name, make in makes.items()
    }
    return {
        **{f"{name}_form": form for name, form in made.items()},
        "refused_form": made.get(refused),
        "gives": bool(desks) and is_open,
    }


def _chosen_template(request, reply: Reply) -> str:
    """The ready answer picked by `?template=`, as a beginning."""
    chosen = number_of(request.GET.get("template", ""))
    template = found.templates_for(reply).filter(pk=chosen).first()
    return template.body if isinstance(template, ReplyTemplate) else ""


def _about(reply: Reply) -> dict | None:
    """What is answered, with a link for those who may look there."""
    if reply.campaign_id:
        return {"label": _("소식"), "title": reply.campaign.title}
    if reply.poll_id:
        return {"label": _("설문"), "title": reply.poll.title}
    if reply.notice_id:
        return {"label": _("통지"), "title": reply.notice.round.title}
    return None


def _contact(reply: Reply, veil: Veil) -> str:
    if not reply.contact:
        return ""
    return veil.contact(ContactPoint(kind=ContactKind(reply.contact_kind), value=reply.contact))


def _events(reply: Reply) -> list[dict]:
    """For `components/timeline.html`, oldest first."""
    rows = list(reply.events.select_related("by"))
    desks = {desk.pk: desk.name for desk in ReplyDesk.objects.filter(district=reply.district_id)}
    people = User.objects.in_bulk([row.detail["assignee"] for row in rows if "assignee" in row.detail])
    return [
        {
            "label": row.get_step_display(),
            "when": row.at,
            "by": row.by.name if row.by and row.step not in (ReplyStep.RECEIVED, ReplyStep.ADDED) else "",
            "text": _text(row, desks, people),
            "state": "done",
        }
        for row in rows
    ]


def _text(row: ReplyEvent, desks: dict[int, str], people: dict[int, User]) -> str:
    match row.step:
        case ReplyStep.ASSIGNED if "desk" not in row.detail:
            return _("부서를 다시 정하도록 돌려보냈습니다.")
        case ReplyStep.ASSIGNED:
            desk = desks.get(row.detail["desk"], "")
            person = people.get(row.detail.get("assignee"))
            return f"{desk}, {person.name}" if person else desk
        case ReplyStep.EXTENDED:
            return _("%(day)s까지") % {"day": kdate(date.fromisoformat(row.detail["until"]))}
        case ReplyStep.CLOSED:
            return str(CloseReason(row.detail["reason"]).label)
    return ""
