"""The command: a function a verb in the file of its kind, what they share in reading, printing and options."""
