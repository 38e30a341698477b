"""What posts alone tell, of a run or of a real log: one compiled pass over the table of posts."""
