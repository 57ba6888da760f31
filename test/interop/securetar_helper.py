"""What Home Assistant does with archives, done with the package it uses for that: securetar.

    securetar_helper.py open ARCHIVE FOLDER              unpack every inner tar twice, prints what was found
    securetar_helper.py check ARCHIVE                    is the key right? one answer for each inner tar
    securetar_helper.py make ARCHIVE FOLDER VERSION      an archive of a configuration, laid out as Core's; VERSION 0 is plain

The key is read from stdin; an empty line is no key. Output is one JSON document.
"""

import io
import json
import pathlib
import sys
import tarfile

import securetar

# Newer Pythons refuse links that lead out of the folder; what a configuration has must come out as it went in.
tarfile.TarFile.extraction_filter = staticmethod(lambda member, _path: member)


def inner_tars(archive):
    return [member for member in archive.tar if ".tar" in member.name]


def plain_text(archive, member, key):
    """The inner tar as it was before encryption, still compressed."""
    if key is None:
        return archive.tar.extractfile(member).read()
    with archive.extract_tar(member) as stream:
        pieces = []
        while piece := stream.read(1 << 20):
            pieces.append(piece)
        return b"".join(pieces)


def open_archive(path, target, key):
    found = {"members": []}
    with securetar.SecureTarArchive(path, "r", password=key) as archive:
        found["metadata"] = json.load(archive.tar.extractfile("./backup.json"))
        for member in inner_tars(archive):
            part = member.name.split(".")[0]
            # As Home Assistant does: r:gz for a plain member, r|gz for an encrypted one ..
            with securetar.SecureTarFile(fileobj=archive.tar.extractfile(member), gzip=True, password=key) as tar:
                tar.extractall(target / "as-usual" / part)
            # .. and each the other way.
            mode = "r|gz" if key is None else "r:gz"
            with tarfile.open(fileobj=io.BytesIO(plain_text(archive, member, key)), mode=mode) as tar:
                tar.extractall(target / "other-mode" / part)
            found["members"].append({"name": member.name, "version": version_of(archive, member) if key else 0})
    return found


def version_of(archive, member):
    return securetar.SecureTarHeader.from_bytes(archive.tar.extractfile(member)).version


def check(path, key):
    with securetar.SecureTarArchive(path, "r", password=key) as archive:
        return {member.name: archive.validate_password(member) for member in inner_tars(archive)}


def make(path, source, version, key):
    metadata = {
        "slug": f"f00d000{version}",
        "version": 2,
        "name": f"Made by securetar {version}",
        "date": "2026-11-02T04:45:12.345678+01:00",
        "type": "partial",
        "compressed": True,
        "protected": key is not None,
        "homeassistant": {"version": "2026.11.0", "exclude_database": False},
        "extra": {"instance_id": "0123456789abcdef0123456789abcdef", "with_automatic_settings": False},
    }
    raw = json.dumps(metadata).encode()
    info = tarfile.TarInfo("./backup.json")
    info.size = len(raw)
    with securetar.SecureTarArchive(path, "w", password=key, create_version=version or None) as archive:
        archive.tar.addfile(info, io.BytesIO(raw))
        with archive.create_tar("homeassistant.tar.gz", gzip=True) as inner:
            securetar.atomic_contents_add(inner, source, file_filter=lambda _: False, arcname="data")
    return metadata


def main():
    verb, path, *rest = sys.argv[1:]
    key = sys.stdin.readline().rstrip("\n") or None
    archive = pathlib.Path(path)
    if verb == "open":
        answer = open_archive(archive, pathlib.Path(rest[0]), key)
    elif verb == "check":
        answer = check(archive, key)
    else:
        answer = make(archive, pathlib.Path(rest[0]), int(rest[1]), key)
    print(json.dumps(answer))


main()
