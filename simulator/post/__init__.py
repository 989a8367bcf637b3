"""The town writes mail: as a person does, and as the machines between two people do."""
