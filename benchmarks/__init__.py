"""What pairmatch is measured against, how it grows with its input, and the page that says so."""
