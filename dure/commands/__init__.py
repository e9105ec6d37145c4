"""The verbs of the command line, by what they are about; `dure.cli` lists and loads them."""
