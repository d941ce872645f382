"""Questions about the work."""
