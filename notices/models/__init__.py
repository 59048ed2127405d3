from notices.models.alimtalk import AlimtalkTemplate
from notices.models.audience import RecipientList, RecipientListRow, SavedAudience
from notices.models.ballot import (
    AnsweredMark,
    Ballot,
    BallotSigner,
    PollInvitation,
    SealedBallot,
    TurnoutGroup,
    TurnoutHour,
)
from notices.models.calendar import ElectionPeriod, Holiday
from notices.models.campaign import Campaign
from notices.models.cleanup import CleanupStep
from notices.models.delivery import Chunk, Delivery, DirectMessage, Receipt, ReceiptInbox
from notices.models.notice import AddressedNotice, NoticeMessage, NoticeRequest
from notices.models.notice_evidence import (
    DestroyedEvidence,
    EvidenceAnchor,
    NoticeCertificate,
    NoticeEvent,
)
from notices.models.notice_kind import NoticeKind, NoticeTerms
from notices.models.notice_round import NoticeRound
from notices.models.poll import Poll
from notices.models.poll_sample import PollSample, SampleStratum
from notices.models.receipt_poll import ReceiptPoll
from notices.models.reply import Reply, ReplyAttachment, ReplyEvent, ReplyMessage
from notices.models.reply_desk import ReplyDesk, ReplyTemplate
from notices.models.response import MessageResponse
from notices.models.savings import SavingsAssumption
from notices.models.subscription import Subscription
from notices.models.summary import (
    CampaignFigure,
    CampaignTold,
    NoticeDay,
    NoticeDongMonth,
    NoticeRoundDay,
    ReachedPerson,
)
from notices.models.useful import UsefulMark

__all__ = [
    "AddressedNotice",
    "AlimtalkTemplate",
    "AnsweredMark",
    "Ballot",
    "BallotSigner",
    "Campaign",
    "CampaignFigure",
    "CampaignTold",
    "Chunk",
    "CleanupStep",
    "Delivery",
    "DestroyedEvidence",
    "DirectMessage",
    "ElectionPeriod",
    "EvidenceAnchor",
    "Holiday",
    "MessageResponse",
    "NoticeCertificate",
    "NoticeDay",
    "NoticeDongMonth",
    "NoticeEvent",
    "NoticeKind",
    "NoticeMessage",
    "NoticeRequest",
    "NoticeRound",
    "NoticeRoundDay",
    "NoticeTerms",
    "Poll",
    "PollInvitation",
    "PollSample",
    "ReachedPerson",
    "Receipt",
    "ReceiptInbox",
    "ReceiptPoll",
    "RecipientList",
    "RecipientListRow",
    "Reply",
    "ReplyAttachment",
    "ReplyDesk",
    "ReplyEvent",
    "ReplyMessage",
    "ReplyTemplate",
    "SampleStratum",
    "SavedAudience",
    "SavingsAssumption",
    "SealedBallot",
    "Subscription",
    "TurnoutGroup",
    "TurnoutHour",
    "UsefulMark",
]
