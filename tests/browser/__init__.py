"""The site in a real browser: what its pages hold for people, with and without script."""
