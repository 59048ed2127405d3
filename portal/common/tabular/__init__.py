"""Tables as files: reading what offices upload, writing what they download."""
