"""A stack of an account as jobs of CI have it: a preview, an update that was approved, a look for drift."""
