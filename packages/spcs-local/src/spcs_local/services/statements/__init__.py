"""What statements about services do."""
