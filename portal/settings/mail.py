"""What mail needs beyond a relay, each optional: where bounces come back to, and the key that signs."""

from portal.settings import env

# Without a domain of its own mail comes back to EMAIL_FROM, and nobody reads it.
BOUNCE_DOMAIN = env.host("BOUNCE_DOMAIN")
BOUNCE_MAILBOX_URL = env.optional("BOUNCE_MAILBOX_URL") and env.url("BOUNCE_MAILBOX_URL", "imap", "imaps")
BOUNCE_WEBHOOK_SECRET = env.optional("BOUNCE_WEBHOOK_SECRET") and env.secret("BOUNCE_WEBHOOK_SECRET", 32)
if (BOUNCE_MAILBOX_URL or BOUNCE_WEBHOOK_SECRET) and not BOUNCE_DOMAIN:
    raise env.MissingSetting("BOUNCE_DOMAIN")

# Where answers of readers go: to the bounce mailbox too, with what they answer behind a plus.
REPLY_ADDRESS = env.mailbox("REPLY_ADDRESS")
if REPLY_ADDRESS and not (BOUNCE_MAILBOX_URL or BOUNCE_WEBHOOK_SECRET):
    raise env.MissingSetting("BOUNCE_MAILBOX_URL")

# The private key that signs every mail (RFC 6376, RFC 8463), and the name under which its public half stands
# in the DNS of the sender's domain.
DKIM_KEY_FILE = env.optional("DKIM_KEY_FILE")
DKIM_SELECTOR = env.required("DKIM_SELECTOR") if DKIM_KEY_FILE else ""
