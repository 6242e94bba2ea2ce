"""One file with what is needed to help somebody from afar, and nothing private.

    prepared = prepare(hive, …)                    # core.supporting.bundling: gathers and masks, writes nothing
    for part in prepared.parts: show(part.text)    # what is shown is, byte for byte, what will be written
    write(prepared, chosen, path)                  # writing: the chosen parts and a manifest, in one zip
    opened = open_bundle(path)                     # core.supporting.bundled: checked, and read back

What goes in is decided by what is left out: nothing that a row holds is carried over, except where it can be read as a
number, a time, or a name that the program knows. What is left as text (messages of checks, SQL, the log) is masked on
top of that by `masking.Masking`.
"""
