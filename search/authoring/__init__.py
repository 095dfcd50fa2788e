"""What writers begin with: a new site, the skeleton of an article, questions drafted for those that have none."""
