"""What a planned model would score, and which runs would tell most."""
