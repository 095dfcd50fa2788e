"""Files that customers send: checked, kept, downloaded."""
