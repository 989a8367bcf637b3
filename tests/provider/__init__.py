"""What the provider would refuse, read off its own library: every document and every request is held against it."""
