"""How values look on the page: icons, money, phone numbers, moments."""
