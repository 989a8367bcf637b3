"""The house rules as data and functions. Each rule takes a source tree and answers its breaches as sentences."""
