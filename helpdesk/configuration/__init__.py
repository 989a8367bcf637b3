"""The settings as a whole: their menu, their search, the help that is served, and the checklist of the first day."""
