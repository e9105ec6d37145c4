"""Publications: the figures of a framework, as files that anybody can rebuild byte for byte.

`figures` takes what the guard let pass, `files` writes it, `scratch` builds a warehouse from a log
alone, and `restating` splits what changed since by its causes.
"""
