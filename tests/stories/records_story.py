"""Records after bad luck: what was acknowledged is there with its version and its line in the journal, what was not is not there by half."""
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import threading
import urllib.parse

import house

# A register of the bureau's own, kept in the data folder.
DEFINITION = """id: story_sign
title: { zh: 标识牌（虚构）, en: Signs (invented) }
group: sources
serves: []
sources: []
keeper: [air]
key: [code]
name: name
geometry: { shape: point }
fields:
  - { id: code, type: text, title: { zh: 编号, en: Code }, required: true, unique: true, max: 20 }
  - { id: name, type: text, title: { zh: 名称, en: Name }, required: true, max: 200 }
  - { id: height, type: decimal, digits: 1, unit: m, title: { zh: 高度, en: Height } }
  - { id: paper, type: attachment, count: 3, title: { zh: 文件, en: Papers } }
"""
NAME = "路口标识（虚构）"
PASSWORD = "a-long-new-password-1"
RECORDS = "/registers/story_sign/records"


def draft(code, **more):
    return {"values": {"code": code, "name": NAME, "height": "2.5", **more}, "geometry": {"type": "Point", "coordinates": [113.6, 40.0]}}


class Registers(house.Story):
    def define(self, text=DEFINITION, data=None):
        folder = (data or self.data) / "catalog" / "registers"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "story_sign.yaml").write_text(text)

    def begin(self, data=None):
        self.define(data=data)
        server = self.server(data=data)
        return server, house.administrator(server)

    def add(self, person, code, **more):
        status, made = person.ask("POST", RECORDS, draft(code, **more))
        self.assertEqual(201, status, made)
        return made

    def all_of(self, person):
        """Every record, page by page."""
        found = []
        while True:
            page = person.get(f"{RECORDS}?limit=500&skip={len(found)}")["items"]
            found += page
            if not page:
                return {record["values"]["code"]: record for record in found}

    def told(self, data=None):
        """Of every record of the file: its id, version, versions kept, and lines of the journal that tell of it."""
        with contextlib.closing(sqlite3.connect((data or self.data) / "records.sqlite")) as records:
            return records.execute(
                "SELECT f_code, version, (SELECT count(*) FROM registry_version v WHERE v.register = 'story_sign' AND v.record = r.id), "
                "(SELECT count(*) FROM trail t WHERE t.subject = 'story_sign/' || r.id) FROM rec_story_sign r ORDER BY id").fetchall()

    def upload(self, person, name, content, more=""):
        import http.client
        connection = http.client.HTTPConnection("127.0.0.1", person.server.http_port, timeout=30)
        connection.request("POST", "/api/v1/files?name=" + urllib.parse.quote(name) + more, content,
                           {"Cookie": person.cookie, "X-CSRF-Token": person.csrf, "Content-Type": "application/octet-stream"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text)


class PowerCuts(Registers):
    ROWS = 20_000

    def test_whoever_was_told_201_finds_the_record_after_a_power_cut(self):
        server, person = self.begin()
        acknowledged, waiting = {}, {}

        def client(letter):
            mine = house.Person(server, "admin", PASSWORD)
            for number in range(100_000):
                code = f"{letter}-{number:05}"
                key = f"story-{code}"
                waiting[letter] = code, key
                try:
                    answer, text = mine.raw("POST", RECORDS, draft(code), {"Idempotency-Key": key})
                except OSError:
                    return
                if answer.status != 201:
                    return
                acknowledged[code] = json.loads(text)["id"]

        clients = [threading.Thread(target=client, args=(letter,)) for letter in "AB"]
        for one in clients:
            one.start()
        house.eventually(lambda: len(acknowledged) >= 150, 60, "150 acknowledged records")
        server.kill()
        for one in clients:
            one.join()
        self.assertTrue({code[0] for code in acknowledged} == {"A", "B"})

        house.run("verify", "--data", str(self.data), check=0)
        server.start()
        person = house.Person(server, "admin", PASSWORD)
        found = self.all_of(person)
        for code, record in acknowledged.items():
            self.assertEqual((record, 1, NAME), (found[code]["id"], found[code]["version"], found[code]["values"]["name"]))
        self.assertLessEqual(set(found) - set(acknowledged), {code for code, _ in waiting.values()}, "at most what was under way came in unheard")
        for code, key in waiting.values():   # the clients ask again, as they must
            answer, text = person.raw("POST", RECORDS, draft(code), {"Idempotency-Key": key})
            self.assertEqual(201, answer.status, text)
        found = self.all_of(person)
        self.assertEqual(len(found), len(set(acknowledged) | {code for code, _ in waiting.values()}), "no double")
        self.assertEqual(0, server.stop())
        for line in self.told():
            self.assertEqual((1, 1, 1), line[1:], line)
        house.run("verify", "--data", str(self.data), check=0)

    def test_a_power_cut_in_the_middle_of_an_import_takes_nothing_and_others_wait_for_a_whole_one(self):
        server, person = self.begin()
        point = house.register(person, "STORY000000000000000032", "STORY-32")
        sheet = "编号,名称,高度\n" + "".join(f"S-{number:05},{NAME}{number},{number % 90 / 10}\n" for number in range(self.ROWS))
        status, kept = self.upload(person, "sheet.csv", sheet.encode(), "&for=import")
        self.assertEqual(201, status, kept)

        def begin_import():
            status, begun = person.ask("POST", "/registers/story_sign/imports", {"file": kept["digest"]})
            self.assertEqual(202, status, begun)
            return begun["job"]

        def look():
            return person.get(f"/jobs/{job}")

        job = begin_import()
        house.eventually(lambda: look()["done"] > 0, 60, "the beginning of the import")
        server.kill()
        house.run("verify", "--data", str(self.data), check=0)
        taken = len(self.told())
        self.assertIn(taken, (0, self.ROWS), "all, where the machine was quicker than the cut, or nothing")
        server.start()
        person = house.Person(server, "admin", PASSWORD)

        status, kept = self.upload(person, "sheet.csv", sheet.encode(), "&for=import")
        self.assertEqual(201, status, kept)
        job = begin_import()
        house.eventually(lambda: look()["done"] > 0, 60, "the beginning of the import")
        status, answer = person.ask("PUT", "/loggers/STORY000000000000000033", {"point": point, "password": "123456", "edition": "2017",
                                                                                    "rtd_interval_s": 30})
        self.assertEqual(200, status, answer)   # another room's change, on a connection of its own
        end = house.eventually(lambda: look()["state"] not in ("waiting", "running") and look(), 60, "the import")
        self.assertEqual(("done", self.ROWS - taken, taken), (end["state"], end["result"]["created"], end["result"]["same"]), end["state"])
        self.add(person, "Z-1")
        self.assertEqual(0, server.stop())
        lines = self.told()
        self.assertEqual(self.ROWS + 1, len(lines))
        self.assertEqual({(1, 1)}, {line[1:3] for line in lines})
        house.run("verify", "--data", str(self.data), check=0)

    @house.unittest.skipUnless(os.geteuid() == 0, "only the superuser can mount a small disk")
    def test_a_full_disk_refuses_and_the_server_goes_on(self):
        small = self.folder / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(small)], capture_output=True).returncode:
            self.skipTest("no small disk can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(small)])
        data = small / "data"
        server, person = self.begin(data)
        self.add(person, "A-1")
        filler = small / "filler"
        with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(os.urandom(1 << 16))
        taken, refused = ["A-1"], None
        for number in range(2, 400):
            status, answer = person.ask("POST", RECORDS, draft(f"A-{number}", name="长" * 200))
            if status != 201:
                refused = status, answer
                break
            taken.append(f"A-{number}")
        self.assertEqual(503, refused[0], refused)
        self.assertEqual("unavailable", refused[1]["code"])
        house.eventually(lambda: any("the disk is full" in line for line in server.said), what="the cause in the log")
        self.assertIn(self.upload(person, "a.pdf", b"%PDF-1.4\n" + os.urandom(1 << 18))[0], (500, 503))
        self.assertEqual(taken, list(self.all_of(person)), "reading goes on")
        filler.unlink()
        self.add(person, "Z-1")
        status, kept = self.upload(person, "a.pdf", b"%PDF-1.4\n" + os.urandom(1 << 18))
        self.assertEqual(201, status, kept)
        self.add(person, "Z-2", paper=[kept["value"]])
        self.assertEqual(0, server.stop())
        self.assertEqual(taken + ["Z-1", "Z-2"], [line[0] for line in self.told(data)])
        house.run("verify", "--data", str(data), check=0)


class Copies(Registers):
    PAPER = b"%PDF-1.4\n1 0 obj << >> endobj\n"

    def setUp(self):
        super().setUp()
        self.copy, self.new = self.folder / "copy", self.folder / "new"

    def with_paper(self):
        server, person = self.begin()
        status, kept = self.upload(person, "许可.pdf", self.PAPER)
        self.assertEqual(201, status, kept)
        made = self.add(person, "A-1", paper=[kept["value"]])
        return server, person, made

    def verify(self, folder, code, *words):
        said = house.run("verify", "--data", str(folder), check=code).stdout
        for word in words:
            self.assertIn(word, said)

    def test_definitions_records_and_papers_come_back_from_a_backup(self):
        server, person, made = self.with_paper()
        person.ask("POST", RECORDS, draft("A-2"))
        self.assertEqual(0, server.stop())
        house.run("backup", "--data", str(self.data), str(self.copy), check=0)
        named = {file["path"] for file in json.loads((self.copy / "manifest.json").read_text())["files"]}
        digest = hashlib.sha256(self.PAPER).hexdigest()
        self.assertLessEqual({"catalog/registers/story_sign.yaml", f"files/{digest[:2]}/{digest[2:]}", "records.sqlite"}, named)
        self.verify(self.copy, 0, "records: 2 in ", "2 versions", "1 attachments", "unbroken")
        house.run("restore", "--data", str(self.new), str(self.copy), check=0)
        server = self.server(data=self.new)
        person = house.Person(server, "admin", PASSWORD)
        self.assertEqual(made["values"], person.get(f"{RECORDS}/{made['id']}")["values"])
        answer, content = person.raw("GET", f"/files/{digest}")
        self.assertEqual((200, self.PAPER), (answer.status, content))
        self.add(person, "A-3")
        self.assertEqual(0, server.stop())

    def test_what_is_lost_or_changed_is_named(self):
        server, _, _ = self.with_paper()
        self.assertEqual(0, server.stop())
        digest = hashlib.sha256(self.PAPER).hexdigest()

        def paper(folder):
            return folder / "files" / digest[:2] / digest[2:]

        def change_paper(folder):
            paper(folder).chmod(0o600)
            paper(folder).write_bytes(self.PAPER + b" ")

        def sql(text):
            def harm(folder):
                with contextlib.closing(sqlite3.connect(folder / "records.sqlite")) as records:
                    records.execute(text)
                    records.commit()
            return harm

        for harm, word in ((lambda folder: paper(folder).unlink(), digest), (change_paper, digest[2:]), (lambda folder: shutil.rmtree(folder / "files"), digest),
                           (lambda folder: (folder / "catalog/registers/story_sign.yaml").unlink(), "definition is gone"),
                           (lambda folder: (folder / "catalog/registers/story_sign.yaml").write_text("id: ["), "story_sign.yaml"),
                           (sql("UPDATE registry_version SET version = 2 WHERE register = 'story_sign'"), "story_sign/1"),
                           (sql("DELETE FROM rec_story_sign"), "story_sign/1"), (sql("ALTER TABLE rec_story_sign DROP COLUMN f_height"), "height")):
            with self.subTest(word):
                harmed = self.folder / "harmed"
                shutil.copytree(self.data, harmed)
                harm(harmed)
                self.verify(harmed, 1, "BROKEN", word)
                shutil.rmtree(harmed)
        self.verify(self.data, 0, "unbroken")


class Definitions(Registers):
    def preview(self, code=0):
        """What a start would do to the register, asked beside a running server."""
        lines = house.run("registers", "--json", "--data", str(self.data), check=code).stdout.splitlines()
        return next(line for line in map(json.loads, lines) if line["register"] == "story_sign")

    def test_a_definition_grows_and_never_loses_what_was_entered(self):
        server, person = self.begin()
        self.add(person, "A-1")
        self.assertEqual([], self.preview()["steps"])
        self.define(DEFINITION + "  - { id: lit, type: yes_no, title: { zh: 照明, en: Lit } }\n")
        self.assertEqual(["add field lit"], self.preview()["steps"])
        self.assertEqual(0, server.stop())
        server.start()
        person = house.Person(server, "admin", PASSWORD)
        self.add(person, "A-2", lit=True)

        without = "".join(line for line in DEFINITION.splitlines(True) if "height" not in line)
        self.define(without)
        dropped = self.preview(1)
        self.assertIn("2 records hold a value", dropped["refused"][0])
        self.assertEqual(0, server.stop())
        said = house.run("serve", "--data", str(self.data), "--http", "127.0.0.1:0", "--hj212", "127.0.0.1:0", check=3).stderr
        self.assertIn("'height' was dropped", said)
        self.assertIn("retired: true", said)

        self.define(DEFINITION.replace("id: height,", "id: height, retired: true,") + "  - { id: lit, type: yes_no, title: { zh: 照明, en: Lit } }\n")
        server.start()
        person = house.Person(server, "admin", PASSWORD)
        self.assertEqual({"A-1", "A-2"}, set(self.all_of(person)))
        status, answer = person.ask("POST", RECORDS, draft("A-3"))
        self.assertEqual((400, "height"), (status, answer["where"]))
        self.assertEqual(0, server.stop())

    def test_a_file_that_is_wrong_is_refused_by_line(self):
        self.define(DEFINITION.replace("type: decimal", "type: heigth"))
        said = house.run("serve", "--data", str(self.data), "--http", "127.0.0.1:0", "--hj212", "127.0.0.1:0", check=3).stderr
        self.assertRegex(said, r"story_sign\.yaml:13.*heigth")
        self.assertRegex(house.run("registers", "--data", str(self.data), check=3).stderr, r"story_sign\.yaml:13.*heigth")


if __name__ == "__main__":
    house.unittest.main()
