"""Files: of a kind that is accepted, by ending and by content, under names of ours."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import stat
import struct
import time
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from tests.webapp.files.test_photos import EXIF, jpeg, segment, tiff
from webapp import i18n
from webapp.database.attachment_quota import FREE_DISK_BYTES, NoRoom
from webapp.files import attachments
from webapp.files.attachments import (
    NAME_LETTERS,
    AttachmentLimits,
    RefusedFiles,
    check,
    clean_name,
    discard,
    put_away,
    sweep,
)
from webapp.files.kinds import KINDS

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01" + bytes(40)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
GIF = b"GIF89a\x01\0\x01\0\0\0\0;"
WEBP = b"RIFF\x1c\0\0\0WEBPVP8 \x10\0\0\0" + bytes(16)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(20)
PAGE = b"<!doctype html><html><script>alert(1)</script></html>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(60)


def archive(*members: tuple[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in members:
            file.writestr(name, text)
    return content.getvalue()


DOCX = archive(("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>"))
XLSX = archive(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>"))
ODT = archive(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>"))
ODS = archive(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>"))


def file(name: str, content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


@pytest.fixture(autouse=True)
def request_in_english() -> Iterator[None]:
    app = Flask(__name__)
    i18n.init_app(app)
    with app.test_request_context("/en/contact"):
        yield


ACCEPTED = [
    ("a.png", PNG, "image/png"),
    ("a.PNG", PNG, "image/png"),
    ("a.jpg", JPEG, "image/jpeg"),
    ("a.jpeg", JPEG, "image/jpeg"),
    ("a.gif", GIF, "image/gif"),
    ("a.webp", WEBP, "image/webp"),
    ("a.heic", HEIC, "image/heic"),
    ("a.heif", HEIC, "image/heic"),
    ("a.pdf", PDF, "application/pdf"),
    ("a.txt", "Účet č. 1\nžiadosť".encode(), "text/plain"),
    ("a.txt", b"BM: see the log", "text/plain"),
    ("a.txt", "contraseña".encode("cp1252"), "text/plain"),
    ("a.txt", "Účet č. 1\r\n\tžiadosť 🙂".encode("utf-16"), "text/plain"),
    ("a.log", codecs.BOM_UTF16_BE + ("Účet č. 1\n" * 150_000).encode("utf-16-be"), "text/plain"),
    ("a.csv", "suma;dátum\n1,50;30. 11.".encode("utf-16"), "text/csv"),
    ("a.log", b"\x1b[31merror\x1b[0m at <module>\n", "text/plain"),
    ("a.csv", b"day;amount\r\n1;2\r\n", "text/csv"),
    ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("a.odt", ODT, "application/vnd.oasis.opendocument.text"),
    ("a.ods", ODS, "application/vnd.oasis.opendocument.spreadsheet"),
]


@pytest.mark.parametrize(
    ("name", "content", "media_type"), ACCEPTED, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(ACCEPTED)]
)
def test_a_file_that_is_what_it_says_is_accepted(name: str, content: bytes, media_type: str) -> None:
    (upload,) = check([file(name, content)])
    assert (upload.name, upload.media_type, upload.size_bytes) == (name, media_type, len(content))


def test_every_kind_is_shown_to_be_accepted() -> None:
    assert {Path(name).suffix.lower() for name, _, _ in ACCEPTED} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", PAGE),
        ("a.png", DRAWING),
        ("a.png", PDF),
        ("a.png", PAGE + PNG),
        ("a.png", PAGE + b"IEND\xaeB`\x82"),
        ("a.jpg", PNG),
        ("a.jpg", PROGRAM),
        ("a.gif", b"GIF"),
        ("a.pdf", PROGRAM),
        ("a.pdf", PAGE + PDF),
        ("a.pdf", DOCX + PDF),
        ("a.txt", PAGE),
        ("a.txt", DRAWING),
        ("a.txt", PROGRAM),
        ("a.txt", PAGE.decode().encode("utf-16")),
        ("a.txt", "one\0two".encode("utf-16")),
        ("a.txt", "half a letter".encode("utf-16")[:-1]),
        ("a.txt", codecs.BOM_UTF16_LE + b"\x00\xd8a\0"),
        ("a.txt", "four bytes a letter".encode("utf-32")),
        ("a.txt", PNG),
        ("a.csv", b"a\0b"),
        ("a.docx", archive(("[Content_Types].xml", "<x/>"), ("evil.exe", "MZ"))),
        ("a.docx", archive(("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", ""))),
        ("a.docx", b"PK\x03\x04" + bytes(100)),
        ("a.docx", PROGRAM + DOCX),
        ("a.odt", ODS.replace(b"spreadsheet", b"spreadshoot")),
        ("a.odt", PROGRAM[:30] + ODT[30:]),
        ("a.xlsx", DOCX),
        ("a.webp", b"RIFF\x10\0\0\0AVI LIST" + bytes(20)),
        ("a.heic", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + bytes(20)),
    ],
)
def test_a_file_that_is_something_else_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(RefusedFiles, match=f"The contents of “{name}” do not match its file type."):
        check([file(name, content)])


@pytest.mark.parametrize(
    "name",
    [
        "a.exe",
        "a.html",
        "a.svg",
        "a.xml",
        "a.js",
        "a.php",
        "a.docm",
        "a.zip",
        "a.eml",
        "a",
        ".png",
        "a.png.html",
        "photo\u202egnp.exe",
        "a.png\0.exe",
        "a.png;.html",
        "a.png::$DATA",
    ],
)
def test_a_file_of_another_ending_is_refused(name: str) -> None:
    with pytest.raises(RefusedFiles, match=r"We cannot accept .* Send a file of one of these types: PDF, PNG, JPG"):
        check([file(name, PNG)])


def test_an_archive_with_a_huge_directory_is_refused_at_once() -> None:
    member = b"PK\x01\x02" + bytes(24) + b"\x01" + bytes(17) + b"a"
    directory = member * 200_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 4, 0)
    started_s = time.process_time()
    with pytest.raises(RefusedFiles, match=r"do not match its file type."):
        check([file("a.docx", b"PK\x03\x04" + directory + end)])
    assert time.process_time() - started_s < 0.2


def test_the_directory_of_an_archive_may_be_as_large_as_a_megabyte() -> None:
    def members(count: int) -> bytes:
        return archive(("word/document.xml", ""), *((f"{number:0900}", "") for number in range(count)))

    check([file("a.docx", members(1_000))])
    with pytest.raises(RefusedFiles, match=r"do not match its file type."):
        check([file("a.docx", members(1_200))])


def test_an_archive_with_a_wide_directory_is_refused_too() -> None:
    directory = b"PK\x01\x02" * 300_000
    wide_end = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(directory), 4)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 4 + len(directory), 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    with pytest.raises(RefusedFiles, match=r"do not match its file type."):
        check([file("a.docx", b"PK\x03\x04" + directory + wide_end + locator + end)])


def test_a_picture_is_kept_without_where_it_was_taken() -> None:
    content = jpeg(segment(0xE1, EXIF + tiff(6, "Secret street 1")))
    (upload,) = check([file("a.jpg", content)])
    upload.content.seek(0)
    kept = upload.content.read()
    assert b"Secret street 1" not in kept
    assert (upload.size_bytes, upload.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())


def test_an_image_that_is_also_a_script_is_kept_as_an_image() -> None:
    (upload,) = check([file("a.gif", b"GIF89a/*" + bytes(20) + b"*/=alert(1);")])
    assert upload.media_type == "image/gif"  # it is only ever sent as a download


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(RefusedFiles, match=r"“a.png” is empty."):
        check([file("a.png", b"")])


def test_a_field_without_a_file_is_nothing() -> None:
    assert check([file("", b"")]) == ()


def test_a_file_that_is_too_large_is_refused() -> None:
    limits = AttachmentLimits(file_bytes=1024 * 1024)
    check([file("a.txt", b"x" * 1024 * 1024)], limits)
    with pytest.raises(RefusedFiles, match=r"“a.txt” is larger than 1 MB."):
        check([file("a.txt", b"x" * (1024 * 1024 + 1))], limits)


def test_files_that_are_too_large_together_are_refused() -> None:
    limits = AttachmentLimits(together_bytes=2 * 1024 * 1024)
    half = b"x" * 1024 * 1024
    check([file("a.txt", half), file("b.txt", half)], limits)
    with pytest.raises(RefusedFiles, match=r"The files are larger than 2 MB in total. Send fewer of them."):
        check([file("a.txt", half), file("b.txt", half), file("c.txt", b"x")], limits)


def test_too_many_files_are_refused() -> None:
    with pytest.raises(RefusedFiles, match=r"You chose 6 files. Send at most 5 files."):
        check([file(f"{number}.png", PNG) for number in range(6)])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\x.png", "x.png"),
        ("/etc/x.png", "x.png"),
        ("C:\\fakepath\\snímka obrazovky.png", "snímka obrazovky.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\r\nContent-Type: text/html\r\n.png", "html.png"),
        ("x\0.png", "x.png"),
        ("CON.png", "_CON.png"),
        ("com1.tar.png", "_com1.tar.png"),
        ("...", "file"),
        (" . ", "file"),
        ('a"b<c>.png', "a_b_c_.png"),
        ("n\u0303.png", "ñ.png"),
    ],
)
def test_a_name_is_cleaned(name: str, kept: str) -> None:
    assert clean_name(name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("ľ" * 300 + ".png") == "ľ" * (NAME_LETTERS - 4) + ".png"
    assert len(clean_name("x." + "y" * 300)) <= NAME_LETTERS + 4


@given(st.text(st.characters(codec=None)))
def test_no_name_leads_out_of_a_folder(name: str) -> None:
    cleaned = clean_name(name)
    assert cleaned
    assert cleaned not in (".", "..")
    assert not set(cleaned) & set('/\\\0\r\n:<>|?*"')
    assert len(cleaned) <= NAME_LETTERS + 5
    cleaned.encode()


def test_files_are_put_away_under_random_names(tmp_path: Path) -> None:
    first, second = put_away(check([file("a.png", PNG), file("a.png", PNG)]), tmp_path / "attachments")
    assert first.stored_name != second.stored_name
    assert (first.original_name, first.size_bytes, first.sha256) == ("a.png", len(PNG), second.sha256)
    path = tmp_path / "attachments" / first.stored_name
    assert path.read_bytes() == PNG
    assert path.suffix == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list((tmp_path / "attachments" / "incoming").iterdir()) == []


def test_without_files_nothing_is_made(tmp_path: Path) -> None:
    assert put_away((), tmp_path / "attachments") == ()
    assert list(tmp_path.iterdir()) == []


def test_files_that_would_fill_the_disk_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = check([file("a.png", PNG)])
    spare = len(PNG)
    disk = "webapp.files.attachments.shutil.disk_usage"
    monkeypatch.setattr(disk, lambda _: SimpleNamespace(free=FREE_DISK_BYTES + spare))
    assert len(put_away(uploads, tmp_path)) == 1
    spare -= 1
    with pytest.raises(NoRoom, match=r"1023 MB would be left free on its disk. Make room until there are 1024 MB."):
        put_away(uploads, tmp_path)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_full_disk_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def fill_up(content: object, path: Path) -> None:
        path.write_bytes(b"half")
        written.append(path)
        if len(written) == 2:
            raise OSError("no space left on device")

    monkeypatch.setattr(attachments, "write_durably", fill_up)
    with pytest.raises(OSError, match=r"no space left"):
        put_away(check([file("a.png", PNG), file("b.png", PNG)]), tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_files_are_discarded(tmp_path: Path) -> None:
    kept = put_away(check([file("a.png", PNG)]), tmp_path)
    discard(kept, tmp_path)
    discard(kept, tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_sweep_removes_what_a_crash_left(tmp_path: Path) -> None:
    used, left, young = (each.stored_name for each in put_away(check([file(f"{n}.png", PNG) for n in "abc"]), tmp_path))
    (tmp_path / "incoming" / "half").write_bytes(b"half")
    now_s = 2_000_000_000
    for path in (tmp_path / used, tmp_path / left, tmp_path / "incoming" / "half"):
        os.utime(path, (now_s - 7200, now_s - 7200))
    os.utime(tmp_path / young, (now_s - 60, now_s - 60))
    asked: list[Collection[str]] = []

    def in_use(names: Collection[str]) -> Collection[str]:
        asked.append(set(names))
        return {used}

    assert sweep(tmp_path, in_use, now_s) == 2
    assert asked == [{used, left}]
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {used, young}


def test_a_sweep_of_nothing_removes_nothing(tmp_path: Path) -> None:
    assert sweep(tmp_path / "none", lambda names: ()) == 0
