"""Each part of a bundle: what the features know of a file, without what its rows hold.

Every function of a part takes the `Subject` and returns the fields of `core.supporting.bundled.OpenedBundle` that it
fills.
"""
