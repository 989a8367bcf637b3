"""Opening hours: when it is open, the week and the special days that people set, and their forms."""
