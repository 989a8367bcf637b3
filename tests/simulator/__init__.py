"""The pretend town, tested alone: against toy desks of a few lines."""
