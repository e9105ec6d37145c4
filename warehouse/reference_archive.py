"""Reference data as one text, which the ledger keeps when an area table is adopted.

`dure.adopting` records what `packed` returns; a publication is rebuilt from `unpacked`, whatever
has become of the folder `reference/` since.
"""

import json
import shutil
import zlib
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from warehouse.reference import reference_files


class ArchiveError(Exception):
    """The archive is not what its digest says."""


def packed(reference: Path) -> str:
    """The files of a folder as one text: about a tenth of their size."""
    files = {name: content.decode() for name, content in reference_files(reference).items()}
    stated = json.dumps(files, ensure_ascii=False).encode()
    return b64encode(zlib.compress(stated, 9)).decode()


def unpacked(content: str, digest: str, present: Path, folder: Path) -> Path:
    """Lay the files of an archive into a folder; raises ArchiveError for others than `digest` says.

    Files that came to the reference data later are those at `present`: the loading code of today
    reads them, and no definition of the archive's time does.
    """
    files: dict[str, str] = json.loads(zlib.decompress(b64decode(content)))
    found = sha256(b"".join(text.encode() for text in files.values())).hexdigest()
    if found != digest:
        msg = f"the archived reference data have the digest {found}, not {digest}"
        raise ArchiveError(msg)
    shutil.copytree(present, folder, dirs_exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return folder
