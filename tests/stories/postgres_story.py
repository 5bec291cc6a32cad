"""A house whose records are in PostgreSQL: the same registers with the same numbers as in a file, after a restart too, and never those of another house."""
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

import house

PASSWORD = "secret/of@the:story"


def programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


class Postgres:
    """A server of the story's own, reached by a socket in a folder of its own."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="biyun-postgres-"))
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None   # PostgreSQL refuses to run as root
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        (self.folder / "password").write_text(PASSWORD)
        (self.folder / "password").chmod(0o644)
        data = str(self.folder / "data")
        self.begin("initdb", "-D", data, "-U", "biyun", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--no-sync",
                   f"--pwfile={self.folder / 'password'}").wait()
        self.server = self.begin("postgres", "-D", data, "-k", str(self.folder), "-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off")
        house.eventually(lambda: self.server.poll() is not None or "ready" in self.pid_file(), what="PostgreSQL")
        assert self.server.poll() is None, (self.folder / "log").read_text()
        # As an operator keeps it: in a file that only he can read.
        self.passfile = self.folder / "pgpass"
        self.passfile.write_text("*:*:*:biyun:" + PASSWORD.replace(":", "\\:") + "\n")
        self.passfile.chmod(0o600)

    def begin(self, program, *words):
        switch = ["--reuid", str(self.user.pw_uid), "--regid", str(self.user.pw_gid), "--clear-groups"] if self.user else []
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(["setpriv", "--pdeathsig", "QUIT", *switch, str(programs() / program), *words],
                                    stdout=log, stderr=log, cwd=self.folder)

    def pid_file(self):
        try:
            return (self.folder / "data" / "postmaster.pid").read_text()
        except OSError:
            return ""

    def address(self, name, password=""):
        return f"postgresql://biyun{password}@/{name}?host={self.folder}"

    def tool(self, program, *words):
        done = subprocess.run([str(programs() / program), "-h", str(self.folder), "-U", "biyun", *words], capture_output=True, text=True,
                              env={**os.environ, "PGPASSFILE": str(self.passfile)}, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self):
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def as_demo(server, role="administrator"):
    line = next(line for line in server.said if line.startswith("demonstration account:") and line.endswith(f"({role})"))
    login, password = re.search(r": (\S+) / (\S+)", line).groups()
    return house.Person(server, login, password)


def totals(person):
    return {item["id"]: (item["total"], item["overdue"]) for item in person.get("/registers")["items"]}


@unittest.skipUnless(programs(), "PostgreSQL is not installed")
class InPostgres(house.Story):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.stop)
        os.environ["PGPASSFILE"] = str(cls.postgres.passfile)
        cls.addClassCleanup(os.environ.pop, "PGPASSFILE")

    def database(self, name):
        self.postgres.tool("createdb", "-T", "template0", "-E", "UTF8", "--lc-collate=C", name)
        return "--records", self.postgres.address(name)

    def test_the_same_house_in_a_file_and_in_postgres(self):
        records = self.database("demo")
        server = self.server("--demo", *records)
        person = as_demo(server)
        in_postgres = totals(person)
        self.assertGreater(len(in_postgres), 80)
        status, made = person.ask("POST", "/registers/facility/records", FACILITY)
        self.assertEqual(201, status, made)
        points = len(person.get("/points")["items"])
        self.assertEqual(0, server.stop())
        self.assertFalse((self.data / "records.sqlite").exists())
        self.assertNotIn(PASSWORD, "\n".join(server.said))

        server.start()
        person = as_demo(server)
        again = person.get(f"/registers/facility/records/{made['id']}")
        self.assertEqual((1, FACILITY["values"]["name"]), (again["version"], again["values"]["name"]))
        self.assertEqual(in_postgres["facility"][0] + 1, totals(person)["facility"][0])
        self.assertEqual(points, len(person.get("/points")["items"]))
        self.assertEqual(0, server.stop())
        self.assertRegex(house.run("verify", "--data", str(self.data), *records, check=0).stdout, r"records: \d+ in \d+ registers(.|\n)*unbroken")

        beside = self.server("--demo", data=self.folder / "in-a-file")
        self.assertEqual(in_postgres, totals(as_demo(beside)))
        self.assertEqual(0, beside.stop())


    def refused(self, *words):
        done = house.run(*words, check=3)
        self.assertEqual(1, len(done.stderr.splitlines()), done.stderr)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        self.assertNotIn("secret", done.stdout + done.stderr)
        return done.stderr

    def serve_refused(self, data, *words):
        return self.refused("serve", "--data", str(data), "--http", "127.0.0.1:0", "--hj212", "127.0.0.1:0", *words)

    def test_records_and_folder_belong_together_and_are_kept_together(self):
        records = self.database("kept")
        server = self.server(*records)
        person = house.administrator(server)
        house.register(person, "STORY000000000000000031", "STORY-31")
        logger = house.Logger(server)
        logger.send(house.upload("STORY000000000000000031", "20260601000000001", "20260601000000"))
        self.assertEqual(1, len(logger.answers(1)))
        status, made = person.ask("POST", "/registers/facility/records", FACILITY)
        self.assertEqual(201, status, made)
        self.assertEqual(0, server.stop())

        self.assertIn("name it with --records", self.serve_refused(self.data))
        self.assertIn("another data folder", self.serve_refused(self.folder / "other", *records))
        again = self.database("again")
        self.assertIn("pg_restore", self.serve_refused(self.data, *again))

        said = house.run("backup", "--data", str(self.data), *records, str(self.folder / "copy"), check=0).stdout
        self.assertIn("pg_dump", said)
        dump = self.postgres.folder / "dump"
        self.postgres.tool("pg_dump", "--format=custom", "--file", str(dump), "kept")
        self.postgres.tool("pg_restore", "--dbname", "again", str(dump))
        restored = self.folder / "restored"
        self.assertRegex(house.run("restore", "--data", str(restored), *again, str(self.folder / "copy"), check=0).stdout, r"records: 1 in (.|\n)*unbroken")
        self.assertIn("not looked at", house.run("verify", "--data", str(self.folder / "copy"), check=0).stderr)
        server = self.server(*again, data=restored)
        person = house.Person(server, "admin", "a-long-new-password-1")
        self.assertEqual(made["values"], person.get(f"/registers/facility/records/{made['id']}")["values"])
        self.assertEqual(["STORY-31"], [point["code"] for point in person.get("/points")["items"]])
        self.assertEqual(0, server.stop())

    def test_an_address_that_is_wrong_never_shows_its_password(self):
        for password in (":secret", ":secret%2Fwrong", ":secret/wrong", ":secret@wrong", ":" + PASSWORD, ":secret%zz"):
            with self.subTest(password):
                self.assertIn("PostgreSQL", self.serve_refused(self.folder / "never", "--records", self.postgres.address("postgres", password)))


FACILITY = {"values": {"code": "YZ-F-9001", "name": "故事工厂（虚构）", "kind": "industry", "sector": "2663", "address": "某路 1 号（虚构）", "township": "140215100"}}

if __name__ == "__main__":
    house.unittest.main()
