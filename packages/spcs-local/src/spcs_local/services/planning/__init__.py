"""What is planned for an instance: the containers, files and networks that it is made from."""
