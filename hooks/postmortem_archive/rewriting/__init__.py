"""Front matter written anew where something is to change, and left as it is, to the byte, everywhere else."""
