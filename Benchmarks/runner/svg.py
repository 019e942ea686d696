"""Charts as SVG by hand: text stays text, and colours follow the reader's light or dark page."""

from html import escape

STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #24292f }
  .title { font-size: 17px; font-weight: 600 }
  .heading { font-weight: 600 }
  .quiet { fill: #57606a }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  .mark { stroke: #24292f; stroke-width: 1.5 }
  .ideal { stroke: #57606a; stroke-width: 1.5; stroke-dasharray: 5 4; fill: none }
  .c0 { fill: #1a7f37 } .c1 { fill: #bf5b04 } .c2 { fill: #0969da } .c3 { fill: #8250df } .c4 { fill: #cf222e } .c5 { fill: #6e7781 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .mark { stroke: #e6edf3 }
    .ideal { stroke: #9198a1 }
    .c0 { fill: #3fb950 } .c1 { fill: #f0883e } .c2 { fill: #58a6ff } .c3 { fill: #bc8cff } .c4 { fill: #ff7b72 } .c5 { fill: #8b949e }
  }
"""


class Drawing:
    def __init__(self, width, height, description):
        self.width, self.height, self.description = width, height, description
        self.elements = []

    def text(self, x, y, content, style="", anchor="start"):
        self.elements.append(f'<text x="{x:.1f}" y="{y:.1f}"{css(style)} text-anchor="{anchor}">{escape(content)}</text>')

    def line(self, x1, y1, x2, y2, style):
        self.elements.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{css(style)}/>')

    def bar(self, x, y, width, height, style):
        self.elements.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2"{css(style)}/>')

    def dot(self, x, y, style):
        self.elements.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"{css(style)}/>')

    def write(self, path):
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
        parts = [head, f"<title>{escape(self.description)}</title>", f"<style>{STYLE}</style>", *self.elements, "</svg>"]
        path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def css(style):
    return f' class="{style}"' if style else ""
