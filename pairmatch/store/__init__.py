"""The runs there are: an index of run folders that can be made anew, tags, and finding one."""
