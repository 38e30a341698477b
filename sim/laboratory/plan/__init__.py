"""What a study asks: its file, read and checked whole; what varies, the design, who is to run it."""
