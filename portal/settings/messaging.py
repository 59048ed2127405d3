"""Rules of the wire that do not depend on the machine."""

# DOMAIN rule: SMS 90 bytes, LMS 2,000 bytes, subject 40 bytes, counted in CP949.
SMS_MAX_BYTES = 90
LMS_MAX_BYTES = 2000
LMS_SUBJECT_MAX_BYTES = 40

DISPATCH_CHUNK_SIZE = 500
DISPATCH_LEASE_SECONDS = 120
DIRECT_MESSAGE_LEASE_SECONDS = 60
