"""The two base images of the stack: the official ones where an image registry answers, else made from packages."""
