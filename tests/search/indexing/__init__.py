"""How the index follows the files."""
