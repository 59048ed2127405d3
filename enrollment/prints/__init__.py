"""What leaves the portal on paper."""
