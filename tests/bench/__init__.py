"""Speed against the budgets, through real servers: `make bench`, or `python -m tests.bench --sizes 10000`."""
