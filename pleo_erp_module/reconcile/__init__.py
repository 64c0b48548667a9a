"""The pure decisions: what has to change in Pleo, what must wait for a person, what a selection means. No I/O, no clock."""
