"""收文: what others send to the bureau, from the receipt number to the result."""
