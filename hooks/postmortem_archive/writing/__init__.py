"""What a new postmortem begins with: templates, the answers that fill them, and a timeline drafted from a chat or alerts."""
