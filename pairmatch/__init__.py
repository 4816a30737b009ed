"""pairmatch plans how the schools of a rich region help those of a poor one."""
