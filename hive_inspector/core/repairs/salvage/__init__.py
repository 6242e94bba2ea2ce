"""Salvage: what can be had of a damaged file, page by page, in a new one; the damaged file is left as it is.

Reading: a private copy of the file (and of its log), so that no lock of anybody is dropped and nothing can be written
to it. Every table is walked from its root; pages that no tree reaches any more, because what stood above them is gone,
are given to the table that misses them, by their rowids and by what their rows look like. Indexes are made anew.
"""
