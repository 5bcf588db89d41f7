"""What the loop does: from what is wanted to what runs."""
