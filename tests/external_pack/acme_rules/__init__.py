"""The house rules of Acme: one rule a module."""
