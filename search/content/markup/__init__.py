"""What writers of other systems write, and how it is laid out: blocks as CommonMark has them, callouts, leftovers."""
