"""Where things stand on the site, for those who read about them elsewhere."""

from __future__ import annotations

from postmortem_archive.settings import Settings


def address_of(settings: Settings, below: str) -> str:
    """The address of what stands at `below` under the site's root; relative to that root where there is no `site_url`."""
    return f"{settings.site_url.rstrip('/')}/{below}" if settings.site_url else below
