"""What the archive knows as a whole and no single postmortem says: what came back, and what was left undone."""
