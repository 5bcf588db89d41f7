"""A stand-in for the docker provider plugin: builds images and pushes them."""
