"""Cases in tables of separated values (CSV), as each helpdesk exports them."""
