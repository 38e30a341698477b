"""The golden baseline: what a reference run gives, byte for byte, until somebody changes it on purpose."""
