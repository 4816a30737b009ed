"""Reading scenarios from files and writing plans to them."""
