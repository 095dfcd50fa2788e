"""Articles as any page shows them, and the searcher of this process."""
