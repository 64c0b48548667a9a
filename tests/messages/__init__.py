"""The texts and their catalogue."""
