"""Very many made-up informations, for looking at the product when it is full (`manage.py make_load`)."""
