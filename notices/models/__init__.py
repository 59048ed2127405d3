from notices.models.campaign import Campaign
from notices.models.cleanup import CleanupStep
from notices.models.delivery import Chunk, Delivery, DirectMessage, Receipt, ReceiptInbox
from notices.models.receipt_poll import ReceiptPoll
from notices.models.response import MessageResponse
from notices.models.subscription import Subscription

__all__ = [
    "Campaign",
    "Chunk",
    "CleanupStep",
    "Delivery",
    "DirectMessage",
    "MessageResponse",
    "Receipt",
    "ReceiptInbox",
    "ReceiptPoll",
    "Subscription",
]
