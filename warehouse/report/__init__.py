"""The report: one HTML page that a mayor can read, from indicators to print, without a network.

`figures` reads what the indicators answer, `charts` draws it, `words` says it in two languages,
`page` puts it together; `dure.measuring` wires them on a home's snapshot.
"""
