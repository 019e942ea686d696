import Downhill
import DownhillFormats
import DownhillReport
import Testing

@testable import Explorer

/// A drawing, seen as the network sees it.
@Suite struct DrawTests {
  /// A seven on a canvas: ink where 255.
  private static let seven: [UInt8] = (0..<200 * 160).map { pixel in
    let (row, column) = (pixel / 160, pixel % 160)
    return (abs(row - 40) < 8 && (30..<120).contains(column))
      || (abs(column - 120 + (row - 40) / 2) < 8 && (40..<170).contains(row)) ? 255 : 0
  }
  private static let ask = #"{"do":"draw","width":160,"height":200}"#

  @Test func `a drawing is placed as the digits were, and answered as the command line answers`() throws {
    let world = try SmallWorld()
    let told = try world.ask(Self.ask, Self.seven)
    #expect(told.isFine && told.parts == ["sees", "outputs", "network"] && told.state("isBlank") == .bool(false))
    let digit = try DigitNormalization.normalize(GreyImage(width: 160, height: 200, pixels: Self.seven))
    #expect(world.session.drawing == digit)
    // The textbook, in plain loops, says the same as the engine, but for rounding.
    let outputs = try world.session.currentModel().network(digit.pixels.map { Float($0) / 255 })
    let document = try #require(told.document?.arrayValue?.first)
    #expect(document["input"] == .string("drawing") && document["label"] == .null)
    let found = try #require(document["activations"]?.arrayValue).compactMap(\.numberValue)
    #expect(found.count == 10 && zip(found, outputs).allSatisfy { abs($0 - Double($1)) < 1e-5 })
    let prediction = outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
    #expect(document["prediction"]?.integerValue == prediction)
    #expect(told.state("sentence")?.stringValue?.hasPrefix("The network says it is a") == true)
    for part in told.parts { expectSafe(try told.html(part)) }
    let text = try told.html("outputs").text
    for number in found { #expect(text.contains(activationText(number))) }
  }

  @Test func `a canvas of four bytes for each pixel is read by its ink`() throws {
    let world = try SmallWorld()
    let grey = try world.ask(Self.ask, Self.seven)
    let colours = try world.ask(Self.ask, Self.seven.flatMap { [28, 29, 31, $0] })
    #expect(colours.json == grey.json)
  }

  @Test func `blank paper is no mistake, but an invitation`() throws {
    let world = try SmallWorld()
    _ = try world.ask(Self.ask, Self.seven)
    let told = try world.ask(Self.ask, [UInt8](repeating: 0, count: 160 * 200))
    #expect(told.isFine && told.state("isBlank") == .bool(true) && world.session.drawing == nil)
    #expect(told.state("sentence") == .string(Narrative.blankPaper) && told.document == nil)
    for part in told.parts { expectSafe(try told.html(part)) }
    #expect(try told.html("outputs").all("text").allSatisfy { !$0.text.contains("answer") })
  }

  @Test func `the drawing can be explained`() throws {
    let world = try SmallWorld()
    _ = try world.ask(Self.ask, Self.seven)
    #expect(try world.ask(#"{"do":"explain","example":"drawing","target":7}"#).isFine)
  }

  @Test func `a drawing that does not fit is told of`() throws {
    let world = try SmallWorld()
    #expect(try !world.ask(Self.ask, [1, 2, 3]).isFine)
    #expect(try !world.ask(#"{"do":"draw","width":0,"height":200}"#, []).isFine)
    let numbers = try SmallWorld("784-10")
    numbers.session.use(
      Model(
        network: try {
          var random = RandomSource(seed: 1)
          return Network(try Architecture("5-3"), initializer: .xavier, random: &random)
        }(), cost: .quadratic))
    #expect(try numbers.ask(Self.ask, Self.seven).error == "the network reads 5 numbers, which are no picture")
  }
}
