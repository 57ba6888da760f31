"""Makes and restores a backup with the real securetar, in the ways of Home Assistant.

  securetar_way.py create CONFIG ARCHIVE KEY              as the Supervisor and Core make it
  securetar_way.py restore-direct ARCHIVE FOLDER KEY      the fewest copies that securetar allows
  securetar_way.py restore-supervisor ARCHIVE FOLDER KEY  outer tar to disk, inner tar to disk, then a copy to its place
  securetar_way.py list ARCHIVE KEY
  securetar_way.py one ARCHIVE KEY PATH FOLDER

SECURETAR_ZLIB=isal maps zlib to ISA-L with the levels that the Supervisor's zlib-fast maps; stock is Core in a container.
KEY `-`: not encrypted.
"""
import io, json, os, re, shutil, sys, tarfile, tempfile, time, types
from pathlib import Path


def use_isal():
    from isal import igzip, isal_zlib

    def mapped(level):
        if level == -1:
            return isal_zlib.Z_DEFAULT_COMPRESSION
        return next(fast for limit, fast in ((1, 0), (3, 1), (6, 2), (9, 3)) if level <= limit)

    class GzipFile(igzip.IGzipFile):
        def __init__(self, filename=None, mode=None, compresslevel=6, fileobj=None, mtime=None):
            super().__init__(filename, mode, mapped(compresslevel), fileobj, mtime)

    fast_zlib = types.ModuleType('zlib')
    fast_zlib.__dict__.update({name: getattr(isal_zlib, name) for name in dir(isal_zlib) if name[0] != '_'})
    fast_zlib.compressobj = lambda level=-1, *rest, **named: isal_zlib.compressobj(mapped(level), *rest, **named)
    fast_gzip = types.ModuleType('gzip')
    fast_gzip.__dict__.update({name: getattr(igzip, name) for name in dir(igzip) if name[0] != '_'})
    fast_gzip.GzipFile = GzipFile
    sys.modules['zlib'], sys.modules['gzip'] = fast_zlib, fast_gzip


if os.environ.get('SECURETAR_ZLIB') == 'isal':
    use_isal()

from securetar import SecureTarArchive, SecureTarFile, atomic_contents_add

BUFFER = 4 * 2**20
MEMBER = 'homeassistant.tar.gz'
LEFT_OUT = re.compile(
    r'data/(?:(?:.*/)?__pycache__/[^/]*|(?:.*/)?\.DS_Store|[^/]*\.db-shm|[^/]*\.log(?:\.[^/]*)?|OZW_Log\.txt'
    r'|(?:tmp_)?backups/[^/]*\.tar|tts/[^/]*|\.cache/[^/]*)'
)


def opened(archive, mode, key):
    return SecureTarArchive(Path(archive), mode, bufsize=BUFFER, password=None if key == '-' else key)


def create(config, archive, key):
    Path(archive).unlink(missing_ok=True)
    metadata = {
        'slug': '0123abcd', 'version': 2, 'name': 'bench', 'date': '2026-11-20T15:05:00+00:00', 'type': 'partial',
        'protected': key != '-', 'compressed': True, 'folders': [], 'addons': [], 'repositories': [], 'extra': {},
        'homeassistant': {'version': '2026.11.0', 'exclude_database': False},
    }
    with opened(archive, 'w', key) as outer:
        with outer.create_tar(f'./{MEMBER}', gzip=True) as inner:
            atomic_contents_add(
                inner, Path(config), file_filter=lambda path: LEFT_OUT.fullmatch(str(path)) is not None, arcname='data'
            )
        content = json.dumps(metadata).encode()
        info = tarfile.TarInfo('./backup.json')
        info.size, info.mtime = len(content), int(time.time())
        outer.tar.addfile(info, io.BytesIO(content))


def entries(archive, key):
    with opened(archive, 'r', key) as outer:
        member = next(each for each in outer.tar if each.name.removeprefix('./') == MEMBER)
        if key == '-':
            with tarfile.open(fileobj=outer.tar.extractfile(member), mode='r:gz') as inner:
                yield inner
        else:
            with outer.extract_tar(member) as plain, tarfile.open(fileobj=plain, mode='r|gz', bufsize=BUFFER) as inner:
                yield inner


def restore_direct(archive, folder, key):
    for inner in entries(archive, key):
        inner.extractall(folder, filter='tar')


def restore_supervisor(archive, folder, key):
    near = str(Path(folder).parent)
    with tempfile.TemporaryDirectory(dir=near) as first, tempfile.TemporaryDirectory(dir=near) as second:
        with tarfile.open(archive, 'r:') as outer:
            outer.extractall(first, filter='tar')
        member = next(Path(first).glob(MEMBER))
        with SecureTarFile(member, gzip=True, bufsize=BUFFER, password=None if key == '-' else key) as inner:
            inner.extractall(second, filter='tar')
        shutil.copytree(Path(second, 'data'), folder, symlinks=True, dirs_exist_ok=True)


def list_names(archive, key):
    for inner in entries(archive, key):
        print(sum(1 for _ in inner))


def one(archive, key, path, folder):
    for inner in entries(archive, key):
        for entry in inner:
            if entry.name == path:
                inner.extract(entry, folder, filter='tar')
                return


commands = {
    'create': create, 'restore-direct': restore_direct, 'restore-supervisor': restore_supervisor,
    'list': list_names, 'one': one,
}
commands[sys.argv[1]](*sys.argv[2:])
