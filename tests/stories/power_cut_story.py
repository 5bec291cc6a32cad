"""Nothing that was acknowledged is lost, however often the server is killed."""
import random
import threading
import time

import house

MN = "STORY000000000000000001"
KILLS = 10


class Sender(threading.Thread):
    """A logger that sends as fast as it is answered, on one connection, until told to stop or hung up on."""

    def __init__(self, server, first):
        super().__init__(daemon=True)
        self.server, self.number = server, first
        self.acknowledged = set()
        self.over = False

    def run(self):
        try:
            logger = house.Logger(self.server)
            logger.socket.settimeout(2)
            window = []
            while not self.over:
                while len(window) < 64:
                    self.number += 1
                    window.append(self.number)
                    logger.send(house.upload(MN, self.qn(self.number), self.data_time(self.number), 30 + self.number % 7))
                for segment in logger.answers(1, 1):
                    if "CN=9014" in segment:
                        self.acknowledged.add(segment.split("QN=")[1][:17])
                window = [number for number in window if self.qn(number) not in self.acknowledged]
        except OSError:
            pass   # the server was killed: that is the story

    @staticmethod
    def data_time(number):
        return time.strftime("%Y%m%d%H%M%S", time.gmtime(1_790_000_000 + number))

    @classmethod
    def qn(cls, number):
        return cls.data_time(number) + "%03d" % (number % 1000)


class PowerCut(house.Story):
    def test_ten_kills_under_load_lose_nothing_that_was_acknowledged(self):
        dice = random.Random(7)
        server = self.server()
        person = house.administrator(server)
        point = house.register(person, MN, "STORY-1")
        acknowledged, number = set(), 0
        for _ in range(KILLS):
            sender = Sender(server, number)
            sender.start()
            house.eventually(lambda: len(sender.acknowledged) > 200, what="two hundred acknowledgements")
            time.sleep(dice.uniform(0.02, 0.3))
            server.kill()
            sender.over = True
            sender.join(5)
            acknowledged |= sender.acknowledged
            number = sender.number
            server.start()
        person = house.Person(server, "admin", "a-long-new-password-1")
        house.eventually(lambda: person.get("/system")["observations"]["behind"] == 0, what="the observations caught up")
        self.assertGreater(len(acknowledged), 200 * KILLS)
        self.assertEqual([], sorted(acknowledged - self.kept_frames(person, point))[:10])
        self.assertEqual([], sorted({qn[:14] for qn in acknowledged} - self.kept_values(person, point))[:10])
        self.assertEqual(0, server.stop())
        verified = house.run("verify", "--data", str(self.data), check=0)
        self.assertIn("unbroken", verified.stdout)
        rebuilt = house.run("rebuild", "--data", str(self.data), check=0)
        self.assertIn("the same", rebuilt.stdout)

    def kept_frames(self, person, point):
        """QNs of the raw frames that the house shows."""
        answer, table = person.raw("GET", f"/points/{point}/frames.csv?from=2020-01-01T00:00:00%2B08:00")
        self.assertEqual(200, answer.status)
        return {part[:17] for part in table.decode("utf-8-sig").split("QN=")[1:]}

    def kept_values(self, person, point):
        """Measured times of the values that the house shows."""
        answer, table = person.raw("GET", f"/points/{point}/chart.csv?factor=w01018&kind=realtime&from=2020-01-01T00:00:00%2B08:00&to=2030-01-01T00:00:00%2B08:00")
        self.assertEqual(200, answer.status)
        return {line[:19].replace("-", "").replace(":", "").replace("T", "") for line in table.decode("utf-8-sig").splitlines()[1:]}


if __name__ == "__main__":
    house.unittest.main()
