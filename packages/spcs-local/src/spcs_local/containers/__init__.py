"""What runs the services' containers: one narrow port, two adapters."""
