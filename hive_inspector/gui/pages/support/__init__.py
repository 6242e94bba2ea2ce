"""Help from afar and afterwards: backups, what to send to whoever helps, two files compared, and who did what."""
