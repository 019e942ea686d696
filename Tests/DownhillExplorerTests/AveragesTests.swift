import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFormats
import Testing

@testable import DownhillExplorer

@Suite("Averages") struct AveragesTests {
  private let call = #"{"do": "average", "quick": true, "singles": 3}"#

  /// The story in one go, as the command line has it.
  private func document(_ world: SmallWorld) throws -> JSONValue {
    let model = try #require(world.session.model)
    let examples = try #require(world.session.data[.train]).examples
    var random = RandomSource(seed: 0)
    let story = try Explainer(model.network, cost: model.cost).averageStory(
      of: examples, engine: model.network.gradient(of: examples, cost: model.cost).gradient, singles: 3, miniBatch: 10,
      directions: 2, random: &random)
    return averageJSON(
      story,
      AskedExamples(network: model.network, cost: model.cost, split: "train", first: 0, examples: examples))
  }

  @Test("However its slices are cut, the document is the command line's, to the bit", arguments: [0.4, 5, 3_000])
  func document(milliseconds: Double) throws {
    let world = try SmallWorld.learnable()
    let expected = try document(world)
    #expect(try world.call(call).isFine)
    let events = try world.run(milliseconds: milliseconds)
    #expect(events.last?.document == expected)
  }

  @Test("A paced job takes its time, with the same result")
  func paced() throws {
    let world = try SmallWorld.learnable()
    let expected = try document(world)
    #expect(try world.call(#"{"do": "average", "singles": 3}"#).isFine)
    let events = try world.run(milliseconds: 5)
    #expect(events.last?.document == expected)
    // ln 300 / ln 10 decades of 0.7 s: 1.73 s, an event each 90 ms or so.
    #expect(events.count > 15 && events.count < 80)
  }

  @Test("Every part is filled, sound and safe")
  func parts() throws {
    let world = try SmallWorld.learnable()
    let first = try world.call(call)
    #expect(first.parts == ["singles", "mean", "neurons", "difference", "parameters", "proof"])
    let events = try [first] + world.run()
    for part in first.parts {
      let markup = try events.html(part)
      #expect(!markup.children.isEmpty, "\(part)")
      expectSafe(markup)
      for table in markup.all("table") {
        let widths = table.all("tr").map { row in
          row.children.reduce(0) { $0 + (Int($1.attributes["colspan"] ?? "1") ?? 0) }
        }
        #expect(Set(widths).count == 1, "\(widths)")
      }
    }
  }

  /// The differences that are drawn, against the textbook's gradient in one go and the engine's of as many examples.
  @Test("The chart's differences are those of the first n examples")
  func differences() throws {
    let world = try SmallWorld.learnable()
    _ = try world.call(call)
    let averaging = try #require(world.session.job as? Averaging)
    _ = try world.run()
    #expect(averaging.marks.map(\.count) == [1, 2, 5, 10, 20, 50, 100, 200, 300])
    let (network, examples) = (averaging.model.network, averaging.examples)
    let all = [Backpropagation<Double>.DenseLayer](try network.gradient(of: examples, cost: .quadratic).gradient)
    let textbook = Backpropagation<Double>(network)
    for mark in averaging.marks {
      let some = examples[0..<mark.count]
      let mean = textbook.gradient(
        inputs: (0..<mark.count).map { some.inputs($0).map(Double.init) },
        targets: (0..<mark.count).map { some.target($0).map(Double.init) },
        objective: try Objective(.quadratic, through: network.architecture.outputActivation)
      ).gradient
      let same = [Backpropagation<Double>.DenseLayer](try network.gradient(of: some, cost: .quadratic).gradient)
      func largest(_ other: [Backpropagation<Double>.DenseLayer]) -> Double {
        var largest = 0.0
        for (one, other) in zip(mean, other) {
          for (a, b) in zip(one.weights + one.biases, other.weights + other.biases) {
            largest = max(largest, abs(a - b))
          }
        }
        return largest
      }
      // Sums in another order, in Double.
      #expect(abs(mark.toAll.largest.difference - largest(all)) < 1e-14)
      #expect(abs(mark.toSame.largest.difference - largest(same)) < 1e-14)
      #expect(mark.toSame.isWithinBounds)
      if mark.count < 300 { #expect(mark.toAll.largest.difference > 100 * mark.toSame.largest.difference) }
    }
    let last = try #require(averaging.marks.last)
    #expect(last.toAll == last.toSame)
  }

  @Test("The table's numbers are the wishes', and its formulas say how they come about")
  func table() throws {
    let world = try SmallWorld.learnable()
    let events = try [world.call(call)] + world.run()
    let table = try events.html("parameters")
    let rows = table.cells("Desired changes").dropFirst(2)
    let places = try #require(events.last?.document?["places"]?.arrayValue)
    #expect(rows.count == places.count && rows.allSatisfy { $0.count == 6 })
    let whole = try #require(events.last?.document?["all"]?["wishes"]?.arrayValue).compactMap(\.numberValue)
    let formulas = table.all("td").compactMap { $0.attributes["data-formula"] }
    #expect(formulas.count == 5 * rows.count)
    let means = formulas.filter { $0.hasPrefix("Σ") }
    for (mean, text) in zip(whole, means) {
      let number = text.split(separator: " ").last.map { $0.replacing("−", with: "-").replacing("+", with: "") } ?? ""
      if let found = Double(number) { #expect(abs(found - mean) < 1e-6 * abs(mean)) }
    }
  }

  @Test("Another neuron is shown without computing again")
  func neuron() throws {
    let world = try SmallWorld.learnable()
    #expect(try world.call(#"{"do": "average", "neuron": 2}"#).error != nil)
    _ = try world.call(call)
    _ = try world.run()
    let two = try world.call(#"{"do": "average", "neuron": 2}"#)
    let three = try world.call(#"{"do": "average", "neuron": 3}"#)
    #expect(two.parts == ["singles", "mean", "neurons"] && world.session.job == nil)
    #expect(two.json["html"]?["mean"] != three.json["html"]?["mean"])
    let pressed = try two.html("neurons").all("button").filter { $0.attributes["aria-pressed"] == "true" }
    #expect(pressed.map { $0.attributes["data-call"] } == [#"{"do":"average","neuron":2}"#])
    #expect(try world.call(#"{"do": "average", "neuron": 7}"#).error == "the neurons of layer 1 are 0 to 6")
  }

  @Test("The preview shows the wishes of a few with their mean, and does not replace results")
  func preview() throws {
    let world = try SmallWorld.learnable()
    let preview = #"{"do": "average", "singles": 3, "preview": true}"#
    let first = try world.call(preview)
    #expect(world.session.job == nil)
    #expect(try first.html("singles").all("svg").count == 9)
    #expect(try first.html("difference").children.isEmpty && first.html("proof").children.isEmpty)
    let model = try #require(world.session.model)
    let three = try #require(world.session.data[.train]).examples[0..<3]
    let byEngine = [Backpropagation<Double>.DenseLayer](
      try model.network.gradient(of: three, cost: model.cost).gradient)
    let row = try #require(first.html("mean").cells("The outputs' biases").last)
    #expect(row[0] == "mean of 3 wishes" && row.count == 11)
    for (text, bias) in zip(row.dropFirst(), byEngine[byEngine.count - 1].biases) {
      let shown = try #require(Double(text.replacing("−", with: "-").replacing("+", with: "")))
      // Three digits of the wish, beside the engine's Float.
      #expect(abs(shown + bias) <= 0.006 * abs(bias), "\(text)")
    }

    #expect(try world.call(preview).parts.isEmpty, "the same network has the same wishes")
    _ = try world.call(call)
    _ = try world.run()
    #expect(try world.call(preview).parts.isEmpty, "all wishes are known: a few are no news")
    world.session.use(model)
    #expect(try world.call(preview).parts.count == 6)
  }

  @Test("A paced job with nothing to compute waits")
  func waiting() throws {
    let world = try SmallWorld.learnable()
    _ = try world.call(#"{"do": "average", "singles": 3}"#)
    var now = 0.0
    var waits = 0
    while case let (state, _) = world.session.goOn(now: now), state != .ended {
      if state == .waiting { waits += 1 }
      now += state == .waiting ? 10 : 2
    }
    #expect(waits > 50, "1.7 s of which the work takes little")
  }

  @Test("What cannot be averaged is refused")
  func refused() throws {
    let world = try SmallWorld()
    #expect(try world.call(#"{"do": "average"}"#).error == "the train pictures have not been loaded yet")
    let other = try SmallWorld.learnable(network: "64-7-5-10")
    var random = RandomSource(seed: 1)
    other.session.use(
      Model(network: Network(try Architecture("9-10"), initializer: .lecun, random: &random), cost: .quadratic))
    #expect(try other.call(#"{"do": "average"}"#).error == EngineError.inputs(network: 9, examples: 64).description)
    #expect(try other.call(#"{"do": "average", "split": "all"}"#).error == "split takes train or test, not \"all\"")
  }
}
