"""The explorer as a visitor meets it. Run by `Explorer/Tests/browser/run`."""

import struct
import tempfile
import time
import unittest
from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from visitor import TABS, Server, Visitor, downhill

# The module computes in Float with kernels of its own, the program with others: both are tested to stay within a few
# roundings (6e-8) of the same textbook. What the textbook computes in Double agrees to far more.
ROUNDING = 1e-5
# Milliseconds of a processor. A page that answers at once keeps its tasks below `SMOOTH`. Neighbours can slow a processor
# down to half, for minutes: twice as long fails, if it is so again.
SMOOTH = 50
FROZEN = 2 * SMOOTH


def setUpModule():
    global server, visitor, downloads
    downloads = tempfile.TemporaryDirectory()
    server = Server()
    visitor = Visitor(downloads.name)


def tearDownModule():
    visitor.quit()
    server.stop()
    downloads.cleanup()


class Visit(unittest.TestCase):
    """Each test opens the page again and must leave no error."""

    fragment = ""
    is_timed = True

    def setUp(self):
        visitor.size(1280, 800)
        visitor.open(server.url + self.fragment)

    def tearDown(self):
        longest = self.look_back()
        if not self.is_timed:
            return
        if longest >= SMOOTH:
            print(f"{self.id()}: the page worked {longest:.0f} ms without a pause")
        if longest >= FROZEN:
            self.setUp()
            getattr(self, self._testMethodName)()
            self.assertLess(self.look_back(), FROZEN, "the page froze twice, now for this many milliseconds")

    def look_back(self):
        """The milliseconds of the page's longest task since it was opened."""
        self.assertEqual(visitor.complaints(), [], "the console has something to say")
        longest = visitor.trace.longest()
        self.assertGreater(longest, 0, "no task was seen")
        return longest

    def assertNear(self, ours, theirs, path="document"):
        """Two JSON documents: the same members, and numbers that agree within rounding."""
        if isinstance(ours, dict) and isinstance(theirs, dict):
            self.assertEqual(ours.keys(), theirs.keys(), path)
            for key in ours:
                self.assertNear(ours[key], theirs[key], f"{path}.{key}")
        elif isinstance(ours, list) and isinstance(theirs, list):
            self.assertEqual(len(ours), len(theirs), path)
            for index, pair in enumerate(zip(ours, theirs)):
                self.assertNear(*pair, f"{path}[{index}]")
        elif isinstance(ours, float) or isinstance(theirs, float):
            self.assertLessEqual(abs(ours - theirs), ROUNDING * max(1, abs(theirs)), f"{path}: {ours} and {theirs}")
        else:
            self.assertEqual(ours, theirs, path)

    def save(self):
        """Saves the model as a visitor does, and returns the file."""
        visitor.go("train")
        visitor.script("document.getElementById('files-panel').open = true")
        for old in Path(downloads.name).iterdir():
            old.unlink()
        visitor.press("#save")
        file = Path(downloads.name) / "model.safetensors"
        visitor.until(file.exists, "no file is saved")
        return file


class FirstVisit(Visit):
    """Within a minute, without instructions: watch it learn, draw a two, see why it wants what it wants."""

    def test_learns_reads_and_explains(self):
        start = time.monotonic()
        self.assertEqual(visitor.text("nav a[aria-current]"), "Train")
        visitor.train()
        accuracy = float(visitor.text("[data-state=accuracy]").replace("%", "").strip())
        self.assertGreaterEqual(accuracy, 93)
        visitor.picture("learned")

        visitor.press("#learned a.primary")
        visitor.draw()
        visitor.until(lambda: "2" in visitor.text(".answer"), "the network does not read the two that was drawn")
        visitor.picture("drawn")

        visitor.press("#meant button:nth-of-type(3)")
        visitor.until(lambda: visitor.script("return document.querySelector('[data-part=step] h2') !== null"), "no chapter")
        titles = self.walk()
        self.assertGreaterEqual(len(titles), 8)
        self.assertEqual(len(set(titles)), len(titles), "two steps have the same heading")
        self.assertLess(time.monotonic() - start, 60, "a minute is over")

    def walk(self):
        """Through all steps, and their headings."""
        titles = []
        while True:
            step = visitor.script("return [...document.querySelectorAll('#dots button')].findIndex((dot) => dot.ariaCurrent)")
            self.assertEqual(step, len(titles))
            title = visitor.script("return document.querySelector('#dots [aria-current]').ariaLabel")
            visitor.until(lambda: visitor.text("[data-part=step] h2") == title, f"the step {title} is not shown")
            titles.append(title)
            if not visitor.can_press("#next"):
                return titles
            visitor.press("#next")
            visitor.until(lambda: visitor.script("return document.querySelector('#dots [aria-current]').ariaLabel") != title, f"no step after {title}")


class Numbers(Visit):
    """What the page shows is what the command line prints."""

    fragment = "?epochs=2"

    def test_are_those_of_the_command_line(self):
        visitor.train()
        shown = visitor.text("[data-state=accuracy]")
        model = self.save()
        evaluated = downhill("evaluate", str(model))
        self.assertIn(f"{evaluated['accuracy'] * 100:.2f}", shown)
        explained = visitor.call({"do": "explain", "example": "test:8", "document": True})["document"]
        printed = downhill("explain", str(model), "--example", "test:8")
        # Only the command line says whether its data are those of the model; the page has no others.
        self.assertTrue(printed.pop("dataMatches"))
        # How far its own kernels are from the textbook is another matter for each of the two.
        for document in (explained, printed):
            proof = document["proof"]
            self.assertLessEqual(proof.pop("engineDifference"), proof.pop("engineBound"))
        self.assertNear(explained, printed)


class Drawing(Visit):
    fragment = "#draw"

    def test_undo_and_clear(self):
        visitor.draw(((0.5, 0.2), (0.5, 0.8)))
        visitor.draw(((0.3, 0.5), (0.7, 0.5)))
        visitor.press("#undo")
        self.assertTrue(visitor.can_press("#undo"))
        visitor.press("#clear")
        self.assertFalse(visitor.can_press("#undo"))

    def test_by_finger_and_pen(self):
        visitor.size(390, 844, scale=2)
        for pointer in ("touch", "pen"):
            visitor.draw(pointer=pointer)
            visitor.until(lambda: visitor.can_press("#undo"), f"a {pointer} does not draw")
            self.assertEqual(visitor.script("return scrollY"), 0, "the page scrolls under the finger")
            visitor.press("#clear")
            visitor.script("scrollTo(0, 0)")

    def test_by_keys(self):
        visitor.find("#pad").send_keys(" ", *[Keys.ARROW_DOWN] * 14, " ")
        visitor.until(lambda: visitor.script("return document.querySelector('[data-part=outputs] svg') !== null"), "no answer")
        self.assertTrue(visitor.can_press("#undo"))


class Wishes(Visit):
    fragment = "?example=test:3&step=2#wishes"

    def test_a_link_restores_the_step(self):
        visitor.until(lambda: visitor.text("[data-part=step] h2").startswith("Three ways"), "the link's step is not shown")

    def test_arrow_keys_and_strip(self):
        visitor.until(lambda: visitor.text("[data-part=step] h2") != "", "no chapter")
        first = visitor.text("[data-part=step] h2")
        ActionChains(visitor.driver).send_keys(Keys.ARROW_RIGHT).perform()
        visitor.until(lambda: visitor.text("[data-part=step] h2") != first, "the arrow key turns no page")
        visitor.press(".strip button:nth-of-type(5)")
        visitor.until(lambda: "example=test:4" in visitor.driver.current_url, "the address does not follow the example")

    def test_a_formula_is_told_on_hover_and_focus(self):
        visitor.until(lambda: visitor.script("return document.querySelector('[data-part=step] [data-formula]') !== null"), "no formula")
        number = visitor.find("[data-part=step] .content [data-formula]")
        ActionChains(visitor.driver).move_to_element(number).perform()
        visitor.until(lambda: not visitor.script("return document.getElementById('tip').hidden"), "no formula is shown")
        self.assertNotEqual(visitor.text("#tip"), "")

    def test_a_weight_is_dragged(self):
        visitor.until(lambda: visitor.script("return document.querySelector('[data-part=step] input[type=range]') !== null"), "no slider")
        slider = visitor.find("[data-part=step] input[type=range]")
        before = visitor.text("[data-part=adjust-text]")
        slider.send_keys(*[Keys.ARROW_RIGHT] * 5)
        visitor.until(lambda: visitor.text("[data-part=adjust-text]") != before, "the cost does not follow the weight")
        self.assertTrue(visitor.script("return document.activeElement.type === 'range'"), "the slider has lost the focus")


class Training(Visit):
    def test_pauses_steps_and_starts_over(self):
        visitor.until(lambda: visitor.script("return document.getElementById('loading').hidden"), "the digits do not come")
        visitor.press("#one-step")
        visitor.until(lambda: visitor.can_press("#reset"), "one step is no step")
        visitor.press("#one-epoch")
        visitor.until(lambda: visitor.text("#start") == "Continue", "an epoch does not end")
        self.assertTrue(visitor.text("[data-state=epoch]").startswith("1"))
        visitor.press("#start")
        visitor.until(lambda: visitor.text("#start") == "Pause", "it does not go on")
        visitor.press("#start")
        visitor.until(lambda: visitor.text("#start") == "Continue", "it does not pause")
        visitor.press("#reset")
        visitor.until(lambda: visitor.text("#start") == "Watch it learn", "it does not start over")

    def test_settings_stay_in_the_address(self):
        visitor.script("document.getElementById('settings-panel').open = true")
        visitor.find("[name=hidden]").send_keys("30", Keys.TAB)
        visitor.until(lambda: "784-30-10" in visitor.text(".network"), "the network does not follow the settings")
        self.assertIn("hidden=30", visitor.driver.current_url)
        visitor.open(visitor.driver.current_url)
        visitor.until(lambda: "784-30-10" in visitor.text(".network"), "the link does not restore the settings")

    def test_a_wrong_setting_gets_the_command_lines_sentence(self):
        visitor.script("document.getElementById('settings-panel').open = true")
        visitor.find("[name=hidden]").send_keys("many", Keys.TAB)
        visitor.until(lambda: visitor.find("#notice").is_displayed(), "nothing is said")
        self.assertIn("many", visitor.text("#notice p"))

    def test_a_saved_model_comes_back(self):
        model = self.save()
        visitor.find("#file").send_keys(str(model))
        visitor.until(lambda: visitor.text("#start") == "Continue", "the model is not opened")
        self.assertFalse(visitor.find("#notice").is_displayed())

    def test_a_corrupt_model_gets_a_sentence(self):
        model = self.save()
        broken = Path(downloads.name) / "broken.safetensors"
        broken.write_bytes(model.read_bytes()[:-100])
        visitor.find("#file").send_keys(str(broken))
        visitor.until(lambda: visitor.find("#notice").is_displayed(), "nothing is said")
        self.assertIn("broken.safetensors", visitor.text("#notice p"))


def average():
    visitor.go("averages")
    visitor.press("#average")
    visitor.until(lambda: visitor.text("#average") == "Ask them again", "the averages do not end", 90)


def race():
    visitor.go("race")
    visitor.press("#race")
    visitor.until(lambda: visitor.text("#race") == "Race again", "the race does not end", 90)


class Jobs(Visit):
    def test_something_is_there_before_a_button_is_pressed(self):
        def count(selector):
            return visitor.script("return document.querySelectorAll(arguments[0]).length", selector)

        visitor.go("averages")
        visitor.until(lambda: count("#tab-averages [data-part=singles] .item") == 6, "six wishes do not show")
        self.assertEqual(count("#tab-averages [data-part=mean] .item"), 1)
        visitor.go("race")
        visitor.until(lambda: visitor.text("#tab-race [data-part=standing]") != "", "the racers are not shown")
        self.assertEqual(count("#tab-race [data-part=racers] tbody tr"), 4)

    def test_averages_end(self):
        average()

    def test_race_ends(self):
        race()


class Offline(Visit):
    def test_needs_no_server_once_loaded(self):
        visitor.until(lambda: visitor.script("return document.getElementById('loading').hidden"), "the digits do not come")
        visitor.call({"do": "examples"})
        server.stop()
        try:
            visitor.press("#one-epoch")
            visitor.until(lambda: visitor.text("#start") == "Continue", "it does not learn offline")
            visitor.go("draw")
            visitor.draw()
            visitor.until(lambda: visitor.text(".answer") != "", "it does not answer offline")
            visitor.go("wishes")
            visitor.until(lambda: visitor.text("[data-part=step] h2") != "", "it does not explain offline")
            self.assertEqual(visitor.complaints(), [])
        finally:
            server.__init__()


class OtherData(Visit):
    """Data of one's own: pictures of twelve classes that are called 1 to 12, wider than high."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        for name, count in (("train", 600), ("t10k", 60)):
            write_blocks(Path(self.folder.name) / "blocks", name, count)
        self.server = Server("--data", f"{self.folder.name}/blocks")
        visitor.size(1280, 800)
        visitor.open(self.server.url)

    def tearDown(self):
        super().tearDown()
        self.server.stop()
        self.folder.cleanup()

    def test_is_shown_as_what_it_is(self):
        visitor.press("#one-epoch")
        visitor.until(lambda: visitor.text("#start") == "Continue", "it does not learn")
        network = visitor.call({"do": "new-network", "settings": {}})["state"]["network"]
        self.assertEqual(network["architecture"], "320-16-16-12")
        strip = visitor.call({"do": "examples", "split": "test", "count": 12})["html"]["examples"]
        self.assertIn("test:11, a 12", strip)
        visitor.go("draw")
        visitor.draw()
        visitor.until(lambda: visitor.text(".answer") != "", "it does not answer")
        names = visitor.script("return [...document.querySelectorAll('#meant button')].map((each) => each.textContent)")
        self.assertEqual(names, [str(name) for name in range(1, 13)])
        for tab in TABS:
            visitor.go(tab)
            text = visitor.script("return document.body.innerText")
            for word in ("MNIST", "60,000", "784"):
                self.assertNotIn(word, text, tab)
            # Numbers have binary digits.
            self.assertNotRegex(text, r"(?<!binary )\bdigit", tab)


def write_blocks(folder, name, count):
    """IDX files of 16×20 pixels: class k, of twelve, has the k-th of twelve blocks bright."""
    folder.mkdir(exist_ok=True)
    labels = [index % 12 + 1 for index in range(count)]
    pixels = bytes(
        200 if column // 5 + 4 * (row // 6) == label - 1 else (index * 7 + row * column) % 40
        for index, label in enumerate(labels) for row in range(16) for column in range(20))
    (folder / f"{name}-images-idx3-ubyte").write_bytes(struct.pack(">4I", 0x803, count, 16, 20) + pixels)
    (folder / f"{name}-labels-idx1-ubyte").write_bytes(struct.pack(">2I", 0x801, count) + bytes(labels))


class Looks(Visit):
    """A picture of each tab at each size in each scheme, and what axe-core and the layout have to say about it."""

    is_timed = False  # axe-core works long

    def test_each_place(self):
        visitor.train()
        visitor.go("draw")
        visitor.draw()
        average()
        race()
        for tab in TABS:
            visitor.go(tab)
            visitor.until(lambda: visitor.script("return !document.querySelector('article:not([hidden]) [data-part=step]:empty')"), "no chapter")
            for width, height, scale in ((1280, 800, 1), (390, 844, 2), (320, 640, 2), (2560, 1440, 1)):
                for dark in (False, True):
                    visitor.size(width, height, dark, scale)
                    with self.subTest(tab=tab, width=width, dark=dark):
                        time.sleep(0.1)
                        self.assertFalse(visitor.script("return document.documentElement.scrollWidth > innerWidth"), "the page is wider than the screen")
                        if width in (390, 1280):
                            visitor.picture(f"{tab}-{width}-{'dark' if dark else 'light'}")
                            self.assertEqual(visitor.accessibility(), [])
