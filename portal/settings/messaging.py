"""Rules of the wire that do not depend on the machine."""

from datetime import date, time

from portal.settings import env

# Limits of Korean carriers: SMS 90 bytes, LMS 2,000 bytes, subject 40 bytes, counted in CP949.
SMS_MAX_BYTES = 90
LMS_MAX_BYTES = 2000
LMS_SUBJECT_MAX_BYTES = 40

# Recipients in a chunk at most (a mail chunk is one window), and how long its worker may be silent before it
# counts as dead.
DISPATCH_CHUNK_SIZE = 1000
DISPATCH_LEASE_SECONDS = 120
# A text whose worker died, and that the gateway does not know so long after it was claimed, is sent again.
# Longer than a lease, a window and the waits for its answers (30 seconds each) together.
DISPATCH_UNKNOWN_SECONDS = 240
# Mails claimed and sent in one go: at most so many are in doubt when a worker dies. What is not sent after so
# many seconds goes back: a pause or a cancellation is heeded between two windows.
EMAIL_WINDOW_SIZE = 100
EMAIL_WINDOW_SECONDS = 1.2
# Begins no request for texts after so long: a window and one last answer stay well below the lease.
TEXT_WINDOW_SECONDS = 1.2
# One bell keeps a worker busy for so long, and at most so many are rung at once: more workers than that find
# their chunks when the sweeper rings.
DISPATCH_SHIFT_SECONDS = 10
DISPATCH_BELLS = 64
# Waits after the first, second, ... refusal for now; the row fails with the last. Greylisting servers want
# five minutes; `away` is for a provider nobody answers at, `account` for one that refuses our account or
# sender.
DISPATCH_RETRY_SECONDS = [60, 300, 900, 3600, 3 * 3600]
DISPATCH_GREYLIST_SECONDS = 330
DISPATCH_AWAY_SECONDS = [15, 30, 60, 120, 300]
DISPATCH_ACCOUNT_SECONDS = 900
# Texts that are not statutory rest between these hours of the day (information network act, article 50(3)); a
# campaign rests or goes on at most so many seconds late.
QUIET_HOURS = (time(21), time(8))
CAMPAIGN_CLOCK_SECONDS = 5
# A planned campaign that could not begin on its day, and so many hours into the next, waits for a hand; a
# statutory notice begins late.
CAMPAIGN_DAY_OVER_HOURS = 12
# How long it is remembered whether a link of a campaign answered a worker (`LINK_PROBE` lets it ask).
LINK_PROBE_KEEP_SECONDS = 24 * 3600
# Advertising texts whose turn comes at night are looked at again after so long.
DISPATCH_QUIET_SECONDS = 300

# Messages a second that all workers together may give to a gateway; 0 is no limit. Without Redis each of so
# many workers keeps to its share.
GATEWAY_RATES = {
    "email": env.integer("EMAIL_MAX_PER_SECOND", 0),
    "sms": env.integer("SMS_MAX_PER_SECOND", 0),
    "alimtalk": env.integer("ALIMTALK_MAX_PER_SECOND", 0),
}
GATEWAY_RATE_WORKERS = 8

# A campaign pauses when of its latest results (and at least so many) more than this share were refused for
# good, or when for so long nobody took anything.
BREAKER_RESULTS = 500
BREAKER_LEAST = 50
BREAKER_SHARE = 0.3
BREAKER_STALLED_SECONDS = 600

DIRECT_MESSAGE_LEASE_SECONDS = 60
DIRECT_MESSAGE_RING_SECONDS = 20
DIRECT_MESSAGE_RETRY_SECONDS = [5, 20, 60, 300, 900, 3600]
# What is left of a message that is over (when, by which channel, what came of it) answers questions so long.
DIRECT_MESSAGE_KEEP_DAYS = 90

RECIPIENT_LIST_DAYS = 30
"""So long an uploaded list of people is kept."""

NOTICE_ROLL_DAYS = 30
"""So long after its last change the roll of a round that was cancelled or never sent is erased."""

# So many mails in a row that a mailbox could not take, the first and the last so many days apart: it counts
# as gone.
SOFT_BOUNCES_IN_A_ROW = 3
SOFT_BOUNCES_DAYS = 7

# A campaign that falls back to texts ends at the earliest so long after its last message by this channel: a
# failure told later than that falls back no more.
FALL_BACK_WAIT_SECONDS = {"alimtalk": 600, "email": 3600}

# A receipt that fits no message yet is looked at again after these, then no more.
RECEIPT_RETRY_SECONDS = [5, 15, 60, 300, 1800, 3600, 6 * 3600, 24 * 3600]

# So long after its hand-over a carrier may still bring a text; then nobody asks for its receipt any more.
RECEIPTS_POLL_HOURS = {"SMS": 25, "LMS": 80, "alimtalk": 25}

# Opening a mail or following its links so soon after the hand-over is a scanner's doing. People are told from
# machines so long after, when all that came in the same second is there.
RESPONSE_MACHINE_SECONDS = 10
RESPONSE_JUDGED_AFTER_SECONDS = 2

# So many days after a campaign its figures are told for good: no receipt, opening or answer is waited for.
CAMPAIGN_FOLLOWED_DAYS = 90

# Assumptions, not contract prices: won per message from a day on, for the estimate an approver reads.
MESSAGE_PRICES = [{"from": date(2013, 1, 1), "SMS": 10, "LMS": 30, "alimtalk": 8, "email": 0}]

# Proves receipts in our own words at /receipts/signed/; without it nobody reports there.
RECEIPTS_WEBHOOK_SECRET = env.optional("RECEIPTS_WEBHOOK_SECRET")
if RECEIPTS_WEBHOOK_SECRET:
    RECEIPTS_WEBHOOK_SECRET = env.secret("RECEIPTS_WEBHOOK_SECRET", 32)
