"""What can be mended in a file, tried on a copy first and proved afterwards by the check that found it.

Above health, which says what is wrong, and migrations, whose engine carries a change out: restore point, rehearsal, one
transaction, records.
"""
