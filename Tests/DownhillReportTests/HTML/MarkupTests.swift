import Testing

@testable import DownhillReport

@Suite struct MarkupTests {
  @Test func `texts and attributes are escaped`() {
    let name = "<script>alert(\"a\" & 'b')</script>"
    #expect(Markup.text(name).source == "&lt;script&gt;alert(&quot;a&quot; &amp; &#39;b&#39;)&lt;/script&gt;")
    #expect(
      Markup.element("p", [Attribute("title", name)]).source
        == "<p title=\"&lt;script&gt;alert(&quot;a&quot; &amp; &#39;b&#39;)&lt;/script&gt;\"></p>")
  }

  @Test func `a number and its sign of percent stay on one line`() {
    #expect(Markup.text("94.8 % of 100 percent, 5% %").source == "94.8\u{A0}% of 100 percent, 5%\u{A0}%")
  }

  @Test func `control characters, which XML does not allow, are replaced`() throws {
    #expect(Markup.text("a\u{0}b\u{1B}[31m\tc\nd\r").source == "a\u{FFFD}b\u{FFFD}[31m\tc\nd\u{FFFD}")
    _ = try ParsedPage(Markup.element("p", text: "\u{1}\u{8}\u{B}\u{1F}").source)
  }

  @Test func `what has no character is replaced`() throws {
    let page = try ParsedPage(Markup.element("p", text: "a\u{FFFE}b\u{FFFF}c").source)
    #expect(page.root.text == "a\u{FFFD}b\u{FFFD}c")
  }

  @Test func `elements nest, and empty ones are closed as HTML and XML both want it`() {
    let list = Markup.element("ul", [.class("few")]) {
      for number in 1...2 { Markup.element("li", text: "\(number)") }
      if true { Markup.element("br") }
      Markup.element("p")
    }
    #expect(list.source == "<ul class=\"few\"><li>1</li><li>2</li><br/><p></p></ul>")
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (1.5, "1.5"), (-1.25, "-1.25"), (0.05, "0.05"), (-0.05, "-0.05"), (2.999, "3"),
      (0.004, "0"), (-0.004, "0"), (100, "100"), (.nan, "0"), (.infinity, "0"), (-.infinity, "0"), (1e300, "0"),
    ] as [(Double, String)])
  func `coordinates have two decimals at most, and are finite`(value: Double, text: String) {
    #expect(Attribute("x", value) == Attribute("x", text))
  }
}
