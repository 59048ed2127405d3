"""What of notices leaves the portal on paper."""
