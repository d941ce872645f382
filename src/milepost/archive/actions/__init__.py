"""What takes a workspace away, brings one from a file, and ends one for good."""
