"""A server and a visitor: `downhill serve` on a free port, and Chromium looking at it."""

import json
import os
import subprocess
import time
from importlib import resources
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tasks import TaskTrace

DOWNHILL = os.environ["DOWNHILL"]
PICTURES = Path(os.environ["PICTURES"])
TABS = ("train", "draw", "wishes", "averages", "race")
# A two, in shares of the canvas.
TWO = ((0.28, 0.3), (0.33, 0.2), (0.5, 0.14), (0.66, 0.2), (0.7, 0.34), (0.62, 0.48), (0.46, 0.64), (0.28, 0.82), (0.5, 0.81), (0.75, 0.81))

# Kept from the first moment on: what the policy refused.
WATCH = """
window.refused = [];
addEventListener('securitypolicyviolation', (event) => refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


class Server:
    """`downhill serve` on a port of its own choice."""

    def __init__(self, *models):
        self.process = subprocess.Popen(
            [DOWNHILL, "serve", "--port", "0", "--json", *models], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = json.loads(self.process.stdout.readline())["url"]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def downhill(*arguments):
    """The document that a command prints."""
    return json.loads(subprocess.run([DOWNHILL, *arguments, "--json"], check=True, capture_output=True, text=True).stdout)


class Visitor:
    """One browser with one page."""

    def __init__(self, downloads):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        # No name but the loopback's leads anywhere: what the page would fetch from outside fails, and says so.
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars",
                         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_script_timeout(60)
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
        self.trace = TaskTrace(self.driver.capabilities["goog:chromeOptions"]["debuggerAddress"])

    def quit(self):
        self.trace.close()
        self.driver.quit()

    # Looking

    def open(self, url):
        """Opens the page again, and waits until it can be used; forgets earlier messages."""
        self.driver.get("about:blank")
        for log in ("browser", "performance"):
            self.driver.get_log(log)
        # What the page before has left behind is not this one's work.
        self.driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
        self.trace.begin()
        self.driver.get(url)
        self.until(lambda: self.script("return document.querySelector('article:not([hidden])') !== null"), "no tab is shown")

    def go(self, tab):
        self.find(f"nav a[href='#{tab}']").click()
        self.until(lambda: self.script(f"return !document.getElementById('tab-{tab}').hidden"), f"{tab} does not open")

    def size(self, width, height, dark=False, scale=1):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.script("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def can_press(self, selector):
        return self.find(selector).get_attribute("aria-disabled") != "true"

    def script(self, source, *arguments):
        return self.driver.execute_script(source, *arguments)

    def call(self, call):
        """What the module answers to the page's own worker."""
        return self.driver.execute_async_script(
            """const [call, done] = arguments;
            import(new URL('engine.js', document.baseURI)).then((engine) => engine.call(call))
              .then(({ attachment, ...reply }) => done(reply), (error) => done({ error: error.message }));""", call)

    def until(self, condition, otherwise, seconds=20):
        WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(lambda _: condition(), otherwise)

    def picture(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(PICTURES / f"{name}.png"))

    # Doing

    def press(self, selector):
        """A click in the middle of the screen, where nothing that sticks to an edge is in the way."""
        element = self.find(selector)
        self.script("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def draw(self, points=TWO, pointer="mouse"):
        canvas = self.find("#pad")
        width, height = canvas.size["width"], canvas.size["height"]
        positions = [(round((x - 0.5) * width), round((y - 0.5) * height)) for x, y in points]
        actions = ActionBuilder(self.driver, mouse=PointerInput(pointer, pointer), duration=20)
        actions.pointer_action.move_to(canvas, *positions[0]).pointer_down()
        for position in positions[1:]:
            actions.pointer_action.move_to(canvas, *position)
        actions.pointer_action.pointer_up()
        actions.perform()

    def train(self, seconds=120):
        """Presses the one button and waits for the end."""
        self.go("train")
        self.find("#start").click()
        self.until(lambda: not self.script("return document.getElementById('learned').hidden"), "training does not end", seconds)

    # Complaints

    def complaints(self):
        """What the console said, what the policy refused, and requests to anybody else, since the last time."""
        said = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "DEBUG"]
        refused = self.script("return refused.splice(0)")
        elsewhere = [f"a request to {url}" for url in self.requests() if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))]
        return said + refused + elsewhere

    def requests(self):
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def accessibility(self):
        """What axe-core finds wrong with the page as it is."""
        axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
        self.script(axe + "; window.axe = axe;")
        result = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] }).then(done, (error) => done({ failed: String(error) }));")
        if "failed" in result:
            return [result["failed"]]
        return [f"{found['id']}: {found['help']}: {node['html'][:120]}" for found in result["violations"] for node in found["nodes"][:3]]
