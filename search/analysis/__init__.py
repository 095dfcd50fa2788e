"""From text to terms, the same for articles and queries."""
