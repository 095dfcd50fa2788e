"""An afternoon of a team with a folder of Markdown: brought over, built, served, asked, every page read."""
