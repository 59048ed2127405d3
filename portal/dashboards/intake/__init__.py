"""`/dashboard/intake/`: how and when applications come in, and where they stop."""
