"""How good the search is, measured on judged queries: the project's own with floors, public ones with targets."""
