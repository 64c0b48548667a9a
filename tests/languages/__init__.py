"""Nothing of any host is left in English: every text is read in a language of other letters."""
