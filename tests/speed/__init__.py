"""Time and memory of the search, beside other engines in the same run."""
