"""What every provider plugin needs: the protocol, its values, its life."""
