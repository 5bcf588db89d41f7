"""Stand-ins for the plugins that no package registry holds."""
