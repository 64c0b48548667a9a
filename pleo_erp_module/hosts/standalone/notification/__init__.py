"""Notifies people about each new reason once, by mail and webhook; a message that could not be delivered is retried."""
