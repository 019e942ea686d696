import Foundation
import Testing

/// `report`, and `--html` of other verbs: where the page goes, and what becomes of what is there.
@Suite struct ReportTests {
  private let folder: Folder
  private var program: Program { folder.program }

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    _ = try program("train --data bars --classes 3 --hidden 6,4 --epochs 2 --kernels reference --quiet")
  }

  @Test func `report writes report html and says so`() throws {
    let run = try program("report model.safetensors --data bars")
    #expect(run.status == 0)
    #expect(run.out.hasPrefix("model.safetensors: accuracy ") && run.out.hasSuffix("(bars, test: 30 pictures).\n"))
    #expect(run.err.hasPrefix("Wrote report.html (") && run.err.hasSuffix("): open it in a browser.\n"))
    let page = try folder.text("report.html")
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.contains("<h1>The model model.safetensors</h1>"))
    #expect(page.contains("6-4-3, sigmoid, sigmoid outputs, quadratic cost"))
  }

  @Test func `the same model gives the same page, byte for byte, for any number of threads`() throws {
    for threads in 1...3 {
      _ = try program("report model.safetensors --data bars --html \(threads).html --threads \(threads)")
      #expect(try folder.bytes("\(threads).html") == folder.bytes("1.html"))
    }
  }

  @Test(arguments: ["report", "explain"])
  func `a path that cannot be written to is refused before any work, and nothing is lost`(verb: String) throws {
    try folder.makeFolder("there")
    let model = try folder.bytes("model.safetensors")
    let names = try folder.names
    // The data, which does not exist, is not read: the page's path is checked first.
    try program("\(verb) model.safetensors --data bars --html there").expectError(73, "there", "it is a folder")
    try program("\(verb) model.safetensors --data bars --html no/page.html").expectError(73, "there is no folder no")
    try program("\(verb) model.safetensors --data bars --html ./model.safetensors")
      .expectError(64, "--html ./model.safetensors would replace what the page is made from")
    try program("\(verb) none.safetensors --data bars --html page.html").expectError(66, "none.safetensors")
    #expect(try folder.names == names)
    #expect(try folder.bytes("model.safetensors") == model)
  }

  @Test func `a picture is not replaced by the page about it`() throws {
    try folder.write(Array("P5 2 2 255\n".utf8) + [0, 255, 0, 255], to: "seven.pgm")
    try program("explain model.safetensors --data bars --image seven.pgm --html seven.pgm")
      .expectError(64, "would replace what the page is made from")
    #expect(try folder.bytes("seven.pgm").count == 15)
  }

  @Test func `explain writes a page beside its story`() throws {
    let plain = try program("explain model.safetensors --data bars --example test:1 --no-pause")
    let run = try program("explain model.safetensors --data bars --example test:1 --no-pause --html page.html")
    #expect(run.status == 0 && run.out == plain.out)
    #expect(run.err.hasPrefix("Wrote page.html ("))
    #expect(try folder.text("page.html").contains("<h1>What test:1 wishes of the network</h1>"))
  }

  @Test func `the number of mistakes is the user's`() throws {
    _ = try program("report model.safetensors --data bars --mistakes 2")
    #expect(try folder.text("report.html").components(separatedBy: ", taken for ").count - 1 >= 2)
    _ = try program("report model.safetensors --data bars --mistakes 0")
    #expect(!(try folder.text("report.html").contains("taken for")))
  }
}
