"""Forms of calls, one module for each noun."""
