"""Signals of the lowest layer, heard by the apps above."""

from django.dispatch import Signal

direct_message_requested = Signal()
"""One message to one person now (a sign-in code, an intake receipt).

Sent inside the caller's transaction with keyword arguments:
`channel` ("sms" | "email"), `address` (digits or email), `purpose` (short code, e.g. "sign_in_code"),
`subject`, `text`, `html` (may be empty), `expires_at` (datetime or None: never sent after it).
The receiver writes an encrypted outbox row and rings the `personal` queue after commit.
"""

encrypted_elsewhere = Signal()
"""`rotate` (bool): whoever keeps encrypted values outside of model fields answers how many of them another
key than the current one wrote, having written them anew when `rotate`."""

digests_without_value = Signal()
"""Whoever needs keyed digests of what is stored nowhere answers how many: they cannot be made anew with
another key of the indexes."""
