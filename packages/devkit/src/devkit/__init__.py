"""Gets the engine, the plugins and Docker."""
