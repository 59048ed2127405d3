"""The life of a campaign: draft, review, approval by somebody else, waiting, sending, and the ways out.

Every step takes the row lock first, so that two people pressing at the same moment meet one after the
other and the second is told what happened.
"""

from notices.domain.life.approval import approve
from notices.domain.life.clock import keep_hours, start_due
from notices.domain.life.redrafting import may_be_redrafted, redraft, redrafted_as
from notices.domain.life.resending import is_over, resend, resendable, segment_for
from notices.domain.life.sending import cancel, pause, resume, start
from notices.domain.life.steps import (
    EDITABLE,
    REVIEWABLE,
    UNDER_WAY,
    WAITING,
    OwnDraft,
    may_start,
    may_steer,
    wrote,
)
from notices.domain.life.writing import (
    Content,
    assembled,
    content_hash,
    draft,
    edit,
    return_to_draft,
    submit,
    version,
)

__all__ = [
    "EDITABLE",
    "REVIEWABLE",
    "UNDER_WAY",
    "WAITING",
    "Content",
    "OwnDraft",
    "approve",
    "assembled",
    "cancel",
    "content_hash",
    "draft",
    "edit",
    "is_over",
    "keep_hours",
    "may_be_redrafted",
    "may_start",
    "may_steer",
    "pause",
    "redraft",
    "redrafted_as",
    "resend",
    "resendable",
    "resume",
    "return_to_draft",
    "segment_for",
    "start",
    "start_due",
    "submit",
    "version",
    "wrote",
]
