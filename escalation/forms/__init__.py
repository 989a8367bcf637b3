"""Forms of escalation, one module for each noun."""
