"""What the catalog knows of services: rows and reads of them."""
