"""What changed in the articles, and how it gets into the index."""
