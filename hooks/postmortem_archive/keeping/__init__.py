"""What a build keeps for the next one, and how it uses every core: nothing here knows postmortems."""
