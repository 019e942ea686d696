import Downhill
import DownhillFormats
import DownhillReport
import Testing

@testable import DownhillExplorer

/// A drawing, seen as the network sees it.
@Suite struct DrawTests {
  /// A seven on a canvas: ink where 255.
  private static let seven: [UInt8] = (0..<200 * 160).map { pixel in
    let (row, column) = (pixel / 160, pixel % 160)
    return (abs(row - 40) < 8 && (30..<120).contains(column))
      || (abs(column - 120 + (row - 40) / 2) < 8 && (40..<170).contains(row)) ? 255 : 0
  }
  /// What the network sees of the drawing.
  private func seen(_ world: SmallWorld) throws -> [UInt8] {
    try world.session.example(.drawing).example.inputs(0).map { UInt8($0 * 255 + 0.5) }
  }

  private static let call = #"{"do":"draw","width":160,"height":200}"#

  @Test func `a drawing is placed as the digits were, and answered as the command line answers`() throws {
    let world = try SmallWorld()
    let reply = try world.call(Self.call, Self.seven)
    #expect(reply.isFine && reply.parts == ["sees", "outputs", "network"] && reply.state("isBlank") == .bool(false))
    let digit = try DigitNormalization.normalize(GreyImage(width: 160, height: 200, pixels: Self.seven))
    #expect(try seen(world) == digit.pixels)
    // The textbook, in plain loops, says the same as the engine, but for rounding.
    let outputs = try world.session.currentModel().network(digit.pixels.map { Float($0) / 255 })
    let document = try #require(reply.document?.arrayValue?.first)
    #expect(document["input"] == .string("drawing") && document["label"] == .null)
    let found = try #require(document["activations"]?.arrayValue).compactMap(\.numberValue)
    #expect(found.count == 10 && zip(found, outputs).allSatisfy { abs($0 - Double($1)) < 1e-5 })
    let prediction = outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
    #expect(document["prediction"]?.integerValue == prediction)
    #expect(reply.state("sentence")?.stringValue?.hasPrefix("The network says it is a") == true)
    for part in reply.parts { expectSafe(try reply.html(part)) }
    let text = try reply.html("outputs").text
    for number in found { #expect(text.contains(activationText(number))) }
  }

  @Test func `a canvas of four bytes for each pixel is read by its ink`() throws {
    let world = try SmallWorld()
    let grey = try world.call(Self.call, Self.seven)
    let colours = try world.call(Self.call, Self.seven.flatMap { [28, 29, 31, $0] })
    #expect(colours.json == grey.json)
  }

  @Test func `blank paper is an invitation, no error`() throws {
    let world = try SmallWorld()
    _ = try world.call(Self.call, Self.seven)
    let reply = try world.call(Self.call, [UInt8](repeating: 0, count: 160 * 200))
    #expect(reply.isFine && reply.state("isBlank") == .bool(true) && world.session.drawing == nil)
    #expect(reply.state("sentence") == .string(Narrative.blankPaper) && reply.document == nil)
    for part in reply.parts { expectSafe(try reply.html(part)) }
    #expect(try reply.html("outputs").all("text").allSatisfy { !$0.text.contains("answer") })
  }

  @Test(arguments: [
    ("dark placed", "auto", "placed"), ("dark placed", "mnist", "placed"), ("dark placed", "none", "resized"),
    ("light placed", "auto", "placed, inverted"), ("light placed", "none", "resized, noted"),
    ("dark free", "auto", "resized"), ("dark free", "mnist", "placed"), ("mixed free", "auto", "resized"),
    ("light free", "auto", "resized, inverted"), ("light free", "mnist", "placed, inverted"),
  ])
  func `a drawing lies as the model's pictures do, or as the visitor says`(manner: String, way: String, what: String)
    throws
  {
    let world = try SmallWorld()
    var model = try world.session.currentModel()
    model.pictureManner = try #require(PictureManner(text: manner))
    world.session.use(model)
    let reply = try world.call(Self.call.dropLast() + #","prepare":"\#(way)"}"#, Self.seven)
    let document = try #require(reply.document?.arrayValue?.first)
    let placed = try DigitNormalization.normalize(GreyImage(width: 160, height: 200, pixels: Self.seven)).pixels
    // The canvas as a picture file would be resized.
    let resized = try PreparedPicture(
      GreyImage(width: 160, height: 200, pixels: Self.seven), shape: PictureShape(rows: 28, columns: 28),
      manner: .mnist,
      by: .none, file: "drawing"
    ).pixels
    let upright = what.hasPrefix("placed") ? placed : resized
    #expect(try seen(world) == (what.hasSuffix("inverted") ? upright.map { 255 - $0 } : upright))
    let isResizedAndInverted = what == "resized, inverted"
    #expect(
      document["preparation"]?.stringValue
        == (isResizedAndInverted ? "resized and inverted" : what.hasPrefix("placed") ? "placed" : "resized"))
    let notes = what.hasSuffix("noted") ? ["it has a dark ground, the model's pictures a light one"] : []
    #expect(document["notes"]?.arrayValue?.compactMap(\.stringValue) == notes)
    #expect(try reply.html("sees").text.contains("light one") == !notes.isEmpty)
    let explained = try world.call(#"{"do":"explain","example":"drawing","document":true}"#)
    #expect(explained.document?["preparation"] == document["preparation"])
    #expect(explained.document?["notes"] == document["notes"])
  }

  @Test func `another network sees the drawing in the manner of its own pictures`() throws {
    let world = try SmallWorld()
    _ = try world.call(Self.call, Self.seven)
    let before = try seen(world)
    var model = try world.session.currentModel()
    model.pictureManner.ground = .light
    world.session.use(model)
    #expect(try seen(world) == before.map { 255 - $0 })
    #expect(try world.call(Self.call.dropLast() + #","prepare":"best"}"#, Self.seven).error != nil)
  }

  @Test func `a model made on the page keeps the manner of the pictures`() throws {
    let world = try SmallWorld()
    let light = try #require(world.session.data[.test])
    let bytes = (0..<light.examples.count).flatMap { light.examples.inputs($0).map { UInt8(255 - $0 * 255) } }
    let pictures = try LoadedSplit(
      Examples(
        bytes: bytes, inputCount: 784, labels: (0..<light.examples.count).map { UInt8($0 % 10) }, classCount: 10),
      light.shape)
    world.session.data[.train] = pictures
    world.session.data[.test] = pictures
    #expect(pictures.manner.ground == .light)
    #expect(try world.call(#"{"do":"new-network","settings":{"epochs":"1"}}"#).isFine)
    #expect(try world.session.currentModel().pictureManner == pictures.manner)
    #expect(try world.call(#"{"do":"train"}"#).isFine)
    while world.session.goOn(now: 0).0 != .ended {}
    #expect(try world.session.currentModel().pictureManner == pictures.manner)
  }

  @Test func `the drawing can be explained`() throws {
    let world = try SmallWorld()
    _ = try world.call(Self.call, Self.seven)
    #expect(try world.call(#"{"do":"explain","example":"drawing","target":7}"#).isFine)
  }

  @Test func `a drawing of a wrong size is refused`() throws {
    let world = try SmallWorld()
    #expect(try !world.call(Self.call, [1, 2, 3]).isFine)
    #expect(try !world.call(#"{"do":"draw","width":0,"height":200}"#, []).isFine)
    let numbers = try SmallWorld("784-10")
    numbers.session.use(
      Model(
        network: try {
          var random = RandomSource(seed: 1)
          return Network(try Architecture("5-3"), initializer: .xavier, random: &random)
        }(), cost: .quadratic))
    #expect(try numbers.call(Self.call, Self.seven).error == "the network reads 5 numbers, which are no picture")
  }
}
