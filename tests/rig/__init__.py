"""What holds the tests: strictness, databases, the browser."""
