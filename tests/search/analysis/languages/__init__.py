"""One file a language, examples only."""
