"""Spreadsheets into the registers: read, map, check, show, write.

reading → headings → mapping (which column is which) → planning (what would happen
to every row) → preview → writing. Nothing here knows about requests.
"""
