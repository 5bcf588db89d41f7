"""What the controller does: from what is wanted to what runs."""
