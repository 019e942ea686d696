"""How long the page's thread works without a pause, by the browser's own trace."""

import json
from urllib.request import urlopen

from websocket import create_connection

CATEGORY = "disabled-by-default-devtools.timeline"


class TaskTrace:
    """Traces the tasks of all threads, from `begin` to `longest`."""

    def __init__(self, debugger_address):
        version = json.load(urlopen(f"http://{debugger_address}/json/version"))
        self.socket = create_connection(version["webSocketDebuggerUrl"], timeout=60, suppress_origin=True)
        self.count = 0
        self.is_running = False

    def begin(self):
        if self.is_running:
            self._end()
        self._do("Tracing.start", transferMode="ReportEvents", traceConfig={"includedCategories": [CATEGORY], "excludedCategories": ["*"]})
        self.is_running = True

    def longest(self):
        """The milliseconds that a page's thread has worked on one task at most.

        That is the thread's own time: what others on this machine took meanwhile does not count. Pages are the processes
        that have a worker.
        """
        events = self._end()
        threads = {(event["pid"], event["tid"]): event["args"]["name"] for event in events if event["name"] == "thread_name"}
        pages = {process for (process, _), name in threads.items() if name == "DedicatedWorker thread"}
        times = [event.get("tdur", 0) / 1000 for event in events
                 if event["name"] == "RunTask" and event["pid"] in pages and threads.get((event["pid"], event["tid"])) == "CrRendererMain"]
        return max(times, default=0)

    def close(self):
        self.socket.close()

    def _end(self):
        self._do("Tracing.end")
        self.is_running = False
        events = []
        while True:
            message = json.loads(self.socket.recv())
            if message.get("method") == "Tracing.dataCollected":
                events += message["params"]["value"]
            elif message.get("method") == "Tracing.tracingComplete":
                return events

    def _do(self, method, **parameters):
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
