"""What a design choice is worth, and on what evidence."""
