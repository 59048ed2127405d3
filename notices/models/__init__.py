from notices.models.alimtalk import AlimtalkTemplate
from notices.models.audience import RecipientList, RecipientListRow, SavedAudience
from notices.models.calendar import ElectionPeriod, Holiday
from notices.models.campaign import Campaign
from notices.models.cleanup import CleanupStep
from notices.models.delivery import Chunk, Delivery, DirectMessage, Receipt, ReceiptInbox
from notices.models.receipt_poll import ReceiptPoll
from notices.models.response import MessageResponse
from notices.models.subscription import Subscription

__all__ = [
    "AlimtalkTemplate",
    "Campaign",
    "Chunk",
    "CleanupStep",
    "Delivery",
    "DirectMessage",
    "ElectionPeriod",
    "Holiday",
    "MessageResponse",
    "Receipt",
    "ReceiptInbox",
    "ReceiptPoll",
    "RecipientList",
    "RecipientListRow",
    "SavedAudience",
    "Subscription",
]
