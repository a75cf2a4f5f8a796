"""Finding incidents: which are like this one."""
