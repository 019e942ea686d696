import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFormats
import DownhillReport
import Testing

@testable import DownhillExplorer

/// The chapter about one example: sound at every step, and its numbers are the explanation's.
@Suite struct WishesTests {
  private static let kinds: [(String, Activation, OutputActivation, Cost)] = [
    ("784-16-16-10", .sigmoid, .elementwise(.sigmoid), .quadratic), ("784-12-10", .relu, .softmax, .crossEntropy),
    ("784-10", .sigmoid, .elementwise(.sigmoid), .crossEntropy),
    ("784-30-5-5-20", .tanh, .elementwise(.tanh), .quadratic),
  ]

  @Test(arguments: kinds) func `every step is sound, and everything that can be clicked is answered`(
    architecture: String, hidden: Activation, output: OutputActivation, cost: Cost
  ) throws {
    let world = try SmallWorld(architecture, hidden: hidden, output: output, cost: cost)
    let steps = try #require(try world.call(#"{"do":"explain","example":"test:3"}"#).state("steps")?.arrayValue)
    #expect(steps.count == 6 + world.session.model!.network.architecture.layerCount)
    var calls: Set<String> = []
    for step in steps.indices {
      let reply = try world.call(#"{"do":"explain","example":"test:3","step":\#(step)}"#)
      #expect(reply.isFine && reply.state("step")?.integerValue == step)
      let page = try reply.html("step")
      expectSafe(page)
      #expect(page.all("h2").map(\.text) == [steps[step].stringValue])
      #expect(page.all("p").count >= 1)
      // One figure at least, each with its numbers as a table.
      let figures = page.all("figure")
      #expect(figures.count >= 1 || page.all("table").count == 1)
      for figure in figures { #expect(figure.all("table").count == 1) }
      calls.formUnion(page.all.compactMap { $0.attributes["data-call"] })
    }
    #expect(calls.count > 30)
    for call in calls.sorted() {
      let reply = try world.call(call)
      #expect(reply.isFine, "\(call): \(reply.error ?? "")")
      for part in reply.parts { expectSafe(try reply.html(part)) }
    }
  }

  @Test func `the figures' numbers are those of the explanation`() throws {
    let world = try SmallWorld()
    let model = try #require(world.session.model)
    let explainer = try Explainer(model.network, cost: model.cost)
    let explanation = try explainer.explain(world.session.data.loaded(.test).examples, index: 3)
    func tables(_ step: Int) throws -> [[[String]]] {
      try world.call(#"{"do":"explain","example":"test:3","step":\#(step)}"#).html("step").all("table").map {
        $0.all("tr").dropFirst().map { $0.children.map(\.text) }
      }
    }
    let answer = try tables(0)[0]
    #expect(answer.count == 10)
    for j in 0..<10 {
      #expect(answer[j][1] == numberText(explanation.output.activations[j], digits: 4))
      #expect(answer[j][2] == (j == 3 ? "1.00" : "0"))
      #expect(answer[j][3] == numberText(explanation.costParts[j], digits: 4))
    }
    let wishes = try tables(1)[0]
    for j in 0..<10 {
      #expect(wishes[j][3] == signedText(explanation.target[j] - explanation.output.activations[j], digits: 4))
    }
    // The levers of the output that is wanted: the bias, and the weights by what they carry.
    let levers = try tables(2)[0]
    let carried = explanation.layer(3).previousActivations.sorted(by: >)
    #expect(levers[0][1] == "+1.0000" || levers[0][1] == "+1.000")
    for index in 0..<6 { #expect(levers[1 + index][1] == signedText(carried[index], digits: 4)) }
    // The requests and their sums, two layers back.
    for (step, number) in [(3, 2), (4, 1)] {
      let layer = explanation.layer(number)
      let requests = try tables(step)[0]
      for neuron in 0..<16 {
        #expect(
          requests[neuron].dropFirst().dropLast() == layer.requests.map { signedText($0[neuron], digits: 3) }[...])
        #expect(requests[neuron].last == signedText(layer.desiredActivations[neuron], digits: 3))
      }
    }
    let nudges = try tables(6)[0]
    for (row, nudge) in zip(nudges, explanation.largestNudges(10)) {
      #expect(row[1] == signedText(nudge.desiredChange, digits: 4))
    }
  }

  @Test func `a chosen neuron is the one that is shown`() throws {
    let world = try SmallWorld()
    let page = try world.call(
      #"{"do":"explain","example":"test:3","step":3,"neuron":{"layer":2,"index":11}}"#
    ).html("step")
    let chosen = page.all.filter { $0.attributes["aria-pressed"] == "true" && $0.name == "g" }
    // In the map, and in the narrow and the wide drawing of the requests.
    #expect(chosen.count == 3)
    #expect(chosen.allSatisfy { $0.attributes["aria-label"]!.hasPrefix("neuron 11 of layer 2") })
    #expect(page.text.contains("Neuron 11 of layer 2 is at"))
    let levers = try world.call(#"{"do":"explain","example":"test:3","step":2,"neuron":{"layer":1,"index":5}}"#)
    #expect(try levers.html("step").all("h2")[0].text == "Three ways to move neuron 5 of layer 1")
    // Addresses outlive networks.
    let other = try world.call(#"{"do":"explain","example":"test:3","step":99,"neuron":{"layer":7,"index":5}}"#)
    #expect(other.isFine && other.state("step")?.integerValue == 8)
  }

  @Test func `the document is that of the command line`() throws {
    let world = try SmallWorld()
    let model = try #require(world.session.model)
    #expect(try world.call(#"{"do":"explain","example":"test:4"}"#).document == nil)
    let reply = try world.call(#"{"do":"explain","example":"test:4","document":true,"neuron":{"layer":2,"index":1}}"#)
    let explainer = try Explainer(model.network, cost: model.cost)
    let examples = try world.session.data.loaded(.test).examples
    let explanation = try explainer.explain(examples, index: 4)
    let gradient = try model.network.gradient(of: examples[4..<5], cost: model.cost, kernels: .best).gradient
    let story = explainer.story(
      of: explanation, layer: 2, neuron: 1, limit: 10, learningRates: [1, 10, 100, 1000].map { 0.1 / $0 },
      engineGradient: gradient)
    let expected = storyJSON(story, example: "test:4", label: 4, model: model)
    #expect(reply.document == (try JSONValue.parse(Array(expected.text().utf8), file: "expected")))
  }

  @Test func `a drawing without a label is taken for the answer, until a label is given`() throws {
    let world = try SmallWorld()
    let bar = (0..<784).map { UInt8($0 / 28 == 10 && $0 % 28 > 5 ? 255 : 0) }
    _ = try world.call(#"{"do":"draw","width":28,"height":28}"#, bar)
    let reply = try world.call(#"{"do":"explain","example":"drawing","document":true}"#)
    #expect(reply.document?["label"] == .null && reply.document?["example"] == .string("drawing"))
    let prediction = try #require(reply.document?["prediction"]?.integerValue)
    #expect(reply.document?["target"]?.arrayValue?[prediction].numberValue == 1)
    let target = (prediction + 1) % 10
    let named = try world.call(#"{"do":"explain","example":"drawing","target":\#(target),"document":true}"#)
    #expect(named.document?["label"]?.integerValue == target)
    #expect(named.document?["target"]?.arrayValue?[target].numberValue == 1)
    // Its buttons remember what was said.
    let calls = try named.html("step").all.compactMap { $0.attributes["data-call"] }
    #expect(calls.allSatisfy { $0.contains("\"target\":\(target)") })
  }

  // MARK: One weight

  @Test func `a dragged weight makes the cost of a network that has it`() throws {
    let world = try SmallWorld()
    let reply = try world.call(#"{"do":"adjust","example":"test:3","layer":2,"neuron":4,"input":9,"value":1.5}"#)
    #expect(reply.parts == ["adjust-text", "adjust-curve"])
    let model = try #require(world.session.model)
    var network = model.network
    var weights = network.parameters.weights(layer: 1)
    let present = Double(weights[4 * 16 + 9])
    weights[4 * 16 + 9] = 1.5
    try network.setWeights(weights, layer: 1)
    let examples = try world.session.data.loaded(.test).examples
    let before = try Explainer(model.network, cost: model.cost).explain(examples, index: 3)
    let after = try Explainer(network, cost: model.cost).explain(examples, index: 3)
    let predicted = -before.layer(2).desiredWeight(neuron: 4, input: 9) * (1.5 - present)
    let text = try reply.html("adjust-text").text
    for number in [after.cost, after.cost - before.cost, predicted, 1.5 - present] {
      let shown = NumberText.typographic(
        NumberText.significant(number, digits: 3, signed: number != after.cost))
      #expect(text.contains(shown), "\(shown) in \(text)")
    }
    expectSafe(try reply.html("adjust-curve"))
  }

  @Test func `a slider calls for its weight`() throws {
    let world = try SmallWorld()
    let page = try world.call(#"{"do":"adjust","example":"test:3","layer":3,"neuron":2}"#).html("adjust")
    let slider = try #require(page.all("input").first)
    #expect(slider.attributes["type"] == "range")
    #expect(slider.attributes["data-call"] == #"{"do":"adjust","example":"test:3","layer":3,"neuron":2}"#)
    let value = try #require(Double(slider.attributes["value"] ?? ""))
    let bias = try #require(world.session.model).network.parameters.biases(layer: 2)[2]
    #expect(Float(value) == bias)
  }

  @Test(
    arguments: [
      #"{"do":"adjust","example":"test:3","layer":4,"neuron":0}"#,
      #"{"do":"adjust","example":"test:3","layer":2,"neuron":16}"#,
      #"{"do":"adjust","example":"test:3","layer":2,"neuron":1,"input":16}"#, #"{"do":"adjust","example":"test:3"}"#,
      #"{"do":"explain","example":"test:12"}"#, #"{"do":"explain","example":"drawing"}"#,
      #"{"do":"explain","example":"test:1","target":10}"#, #"{"do":"explain","example":"test:1","neuron":{"layer":1}}"#,
      #"{"do":"explain","example":"test:1","step":-1}"#, #"{"do":"explain","example":"test:1","rate":4}"#,
    ]) func `what does not exist is refused in a sentence`(call: String) throws
  {
    let reply = try SmallWorld().call(call)
    #expect(!reply.isFine && reply.error?.isEmpty == false)
  }
}
