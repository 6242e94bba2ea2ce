"""The demo install: an invented Hive database, made through the migrations and filled with believable content.

`making.make_demo` makes a file of any size and lineage, `install.demo_install` the one that `--demo` opens. The content
comes from a seed alone: the same seed gives the same rows, on every machine and in every process.
"""
