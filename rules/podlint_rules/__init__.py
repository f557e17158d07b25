"""The built-in rules: one module a rule, named as the rule is."""
