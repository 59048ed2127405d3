from notices.models.campaign import Campaign
from notices.models.delivery import Chunk, Delivery, DirectMessage, Receipt, ReceiptInbox
from notices.models.subscription import Subscription

__all__ = ["Campaign", "Chunk", "Delivery", "DirectMessage", "Receipt", "ReceiptInbox", "Subscription"]
