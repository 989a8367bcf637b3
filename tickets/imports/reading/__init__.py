"""What is found in a file of cases, whatever kind of file it is."""
