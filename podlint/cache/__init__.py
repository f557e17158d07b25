"""What earlier runs have found, kept by the contents of files.

A result is kept before anything is suppressed, and under all that it follows from: the bytes of the
file, its path, the rules and their options, what they judge by, the code that runs, and what was asked
of the Project with the answers. Nothing of this is imported by a run that keeps nothing.
"""
