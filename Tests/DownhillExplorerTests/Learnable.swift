import Downhill
import DownhillFormats
import Testing

@testable import DownhillExplorer

/// Small pictures of which a network can learn something: each class has its own bright stripe.
func stripes(_ count: Int, side: Int = 8, classes: Int = 10, seed: UInt64) throws -> LoadedSplit {
  var random = RandomSource(seed: seed)
  var bytes: [UInt8] = []
  var labels: [UInt8] = []
  for _ in 0..<count {
    let label = random.nextInteger(below: classes)
    labels.append(UInt8(label))
    for pixel in 0..<side * side {
      let noise = random.nextInteger(below: 90)
      bytes.append(pixel / 5 % classes == label ? UInt8(160 + noise) : noise < 50 ? 0 : UInt8(noise))
    }
  }
  return try LoadedSplit(
    Examples(bytes: bytes, inputCount: side * side, labels: labels, classCount: classes),
    PictureShape(rows: side, columns: side))
}

extension LoadedSplit {
  /// Pictures with classes 0, 1, 2, ….
  init(_ examples: Examples, _ shape: PictureShape) throws {
    let names = ClassNames.numbers(first: 0, count: examples.outputCount)
    self.init(try DataSet(examples, inputs: .picture(shape), targets: .classes(names)), shape: shape)
  }
}

extension SmallWorld {
  /// A session with such pictures for training and test, and a fresh network.
  static func learnable(train: Int = 300, test: Int = 60, network name: String = "64-7-5-10") throws -> SmallWorld {
    let world = try SmallWorld(pictures: 1)
    world.session.data[.train] = try stripes(train, seed: 1)
    world.session.data[.test] = try stripes(test, seed: 2)
    var random = RandomSource(seed: 4)
    let network = Network(try Architecture(name), initializer: .lecun, random: &random)
    world.session.use(Model(network: network, cost: .quadratic, pictureShape: PictureShape(rows: 8, columns: 8)))
    return world
  }

  /// Runs the job to its end, by a real clock, or by one on which each slice takes `milliseconds`.
  func run(milliseconds: Double? = nil) throws -> [ReplyJSON] {
    var events: [ReplyJSON] = []
    let clock = ContinuousClock()
    let began = clock.now
    var counted = 1_000.0
    while true {
      let time = began.duration(to: clock.now).components
      counted += milliseconds ?? 0
      let now = milliseconds == nil ? Double(time.seconds) * 1e3 + Double(time.attoseconds) * 1e-15 : counted
      let (state, reply) = session.goOn(now: now)
      if let reply { events.append(ReplyJSON(json: try JSONValue.parse(reply.bytes, file: "the event"))) }
      if state == .ended || state == .idle { return events }
    }
  }
}

extension [ReplyJSON] {
  /// The newest markup of a part.
  func html(_ part: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> ParsedPage.Element {
    let newest = try #require(last { $0.parts.contains(part) }, sourceLocation: sourceLocation)
    return try newest.html(part, sourceLocation: sourceLocation)
  }
}

extension ParsedPage.Element {
  /// The cells of all rows of the first table whose caption begins with `caption`.
  func cells(_ caption: String) -> [[String]] {
    let table = all("table").first { $0.all("caption").first?.text.hasPrefix(caption) == true }
    return table?.all("tr").map { row in row.children.map(\.text) } ?? []
  }
}
