"""Tables and stores, on every database that is at hand."""
