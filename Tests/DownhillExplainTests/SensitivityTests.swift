import Downhill
import Testing

@testable import DownhillExplain

@Suite struct SensitivityTests {
  // MARK: Ranking

  @Test func `the most sensitive comes first`() throws {
    let problem = try RandomProblem(Kind.some[0])
    let gradient = problem.average.gradient
    let ranking = SensitivityRanking(problem.explainer.backpropagation, gradient: gradient)
    let sizes = ranking.entries.map { abs($0.sensitivity) }
    #expect(sizes == sizes.sorted(by: >) && sizes.count == gradient.parameterCount)
    #expect(Set(ranking.entries.map(\.parameter.description)).count == gradient.parameterCount)
    for entry in ranking.entries {
      #expect(entry.sensitivity == gradient[entry.parameter])
      #expect(entry.value == problem.explainer.backpropagation.layers[entry.parameter])
    }
    #expect(ranking.rank(of: ranking.entries[5].parameter) == 5)
    #expect(abs(ranking.share(ofFirst: gradient.parameterCount) - 1) < 1e-14)
    #expect(ranking.share(ofFirst: 1) < ranking.share(ofFirst: 2))
  }

  @Test func `a weight from a dark input does not matter`() throws {
    let explainer = try ExplanationTests.byHand()
    var average = AverageWish(explainer)
    average.add(inputs: [0, 1], target: [1])
    let ranking = SensitivityRanking(explainer.backpropagation, gradient: average.gradient)
    #expect(ranking.indifferentCount == 2)
    #expect(ranking.entries.suffix(2).map(\.parameter.description) == ["1:0:0", "1:1:0"])
    #expect(ranking.median?.sensitivity != 0)
    let dark = try #require(ranking.entries.last)
    #expect(SensitivityRanking.ratio(ranking.entries[0], to: dark) == nil)
    #expect(SensitivityRanking.ratio(dark, to: ranking.entries[0]) == 0)
  }

  @Test func `this matters 32 times as much as that`() {
    func entry(_ sensitivity: Double) -> SensitivityRanking.Entry {
      .init(parameter: ParameterIndex(layer: 1, neuron: 0, input: nil), value: 0, sensitivity: sensitivity)
    }
    #expect(SensitivityRanking.ratio(entry(-3.2), to: entry(0.1)) == 32)
  }

  // MARK: Wiggling

  /// One weight w = 1 from the input 2 to an identity, target 1: C(w) = ½ (2w − 1)², C′ = 2, C″ = 4. Moved by x the cost
  /// changes by 2x + 2x², and the straight line is off by |x|: by a tenth at 0.1 either way.
  @Test func `a parabola leaves its line where it must`() throws {
    let explainer = Explainer(
      Backpropagation(
        layers: [.init(inputs: 1, weights: [1], biases: [0])], hiddenActivation: .identity,
        outputActivation: .elementwise(.identity)), objective: .quadratic(through: .identity))
    let examples = try Examples(inputs: [2, 2], inputCount: 1, targets: [1, 1], outputCount: 1)
    let parameter = ParameterIndex(layer: 1, neuron: 0, input: 0)
    let wiggle = explainer.wiggle(parameter, sensitivity: 2, over: examples)
    #expect(wiggle.trials.map(\.change) == Wiggle.sizes.reversed().map { -$0 } + Wiggle.sizes)
    for trial in wiggle.trials {
      #expect(trial.predicted == 2 * trial.change)
      #expect(
        abs(trial.measured - (2 * trial.change + 2 * trial.change * trial.change)) < 1e-13 * max(1, trial.measured))
    }
    guard case .about(let down) = wiggle.straightDown, case .about(let up) = wiggle.straightUp else {
      Issue.record("\(wiggle.straightDown), \(wiggle.straightUp)")
      return
    }
    // The costs carry some roundings of 1.1e-16 of ½, and the changes at 0.1 are a fifth.
    #expect(abs(down - 0.1) < 1e-12 && abs(up - 0.1) < 1e-12)
    let far = explainer.wiggle(parameter, sensitivity: 2, over: examples, sizes: [0.2, 0.4])
    #expect(far.straightUp == .below(0.2))
    let near = explainer.wiggle(parameter, sensitivity: 2, over: examples, sizes: [0.01, 0.02])
    #expect(near.straightUp == .beyond(0.02) && near.straightDown == .beyond(0.02))
  }

  @Test func `a weight that carries nothing has no line`() throws {
    let problem = try RandomProblem(Kind.some[0])
    let dark = try Examples(bytes: [UInt8](repeating: 0, count: 7), inputCount: 7, labels: [1], classCount: 3)
    let wiggle = problem.explainer.wiggle(
      ParameterIndex(layer: 1, neuron: 0, input: 3), sensitivity: 0, over: dark)
    #expect(wiggle.straightUp == .none && wiggle.straightDown == .none)
    #expect(wiggle.trials.allSatisfy { $0.measured == 0 && $0.deviation == nil })
  }

  /// Small changes follow the line, whatever the network.
  @Test(arguments: Kind.all) func `the line is right where it begins`(kind: Kind) throws {
    let problem = try RandomProblem(kind)
    let story = problem.explainer.sensitivityStory(of: problem.examples)
    #expect(story.chosen == story.ranking.entries[0])
    guard story.chosen.sensitivity != 0 else {
      // The outputs of this kind are ReLUs, and all of them happen to be silent.
      #expect(kind.output == .elementwise(.relu) && story.wiggle.straightUp == .none)
      return
    }
    let smallest = story.wiggle.trials.filter { abs($0.change) == 0.001 }
    #expect(smallest.count == 2)
    for trial in smallest { #expect(try #require(trial.deviation) < 0.02, "\(trial)") }
  }

  @Test func `the story is about what was asked for`() throws {
    let problem = try RandomProblem(Kind.some[0])
    let parameter = ParameterIndex(layer: 2, neuron: 1, input: 3)
    let other = ParameterIndex(layer: 3, neuron: 0, input: nil)
    let story = problem.explainer.sensitivityStory(of: problem.examples, parameter: parameter, against: other)
    #expect(
      story.chosen.parameter == parameter && story.other.parameter == other && story.wiggle.parameter == parameter)
    #expect(story.ratio == abs(story.chosen.sensitivity / story.other.sensitivity))
    #expect(story.exampleCount == 12)
  }

  // MARK: Indices

  @Test func `parameters are read as they are written`() throws {
    let architecture = try Architecture("784-16-16-10")
    for text in ["1:0:0", "1:15:783", "1:3:bias", "2:15:15", "3:9:bias"] {
      #expect(try ParameterIndex(text, in: architecture).description == text)
    }
    #expect(try ParameterIndex("2:5:11", in: architecture) == ParameterIndex(layer: 2, neuron: 5, input: 11))
    #expect(try ParameterIndex("2:5:bias", in: architecture) == ParameterIndex(layer: 2, neuron: 5, input: nil))
  }

  @Test(arguments: [
    "", ":", "1", "1:2", "1:2:3:4", "a:2:3", "1:b:3", "1:2:c", "-1:2:3", "1:2:Bias", "1: 2:3", "1::3",
    "99999999999:1:1",
  ])
  func `what names no parameter is refused`(text: String) throws {
    let architecture = try Architecture("784-16-16-10")
    #expect(throws: ParameterIndexError.form(text: text)) { try ParameterIndex(text, in: architecture) }
  }

  @Test func `what is not there is refused with what is`() throws {
    let architecture = try Architecture("784-16-16-10")
    func refusal(_ text: String) -> String? {
      do {
        _ = try ParameterIndex(text, in: architecture)
        return nil
      } catch { return error.description }
    }
    #expect(refusal("0:1:2") == "\"0:1:2\": the layers with weights are 1 to 3")
    #expect(refusal("4:1:2") == "\"4:1:2\": the layers with weights are 1 to 3")
    #expect(refusal("3:10:2") == "\"3:10:2\": the neurons of layer 3 are 0 to 9")
    #expect(refusal("1:0:784") == "\"1:0:784\": the inputs are 0 to 783")
    #expect(
      refusal("2:0:16") == "\"2:0:16\": the neurons of layer 1, whose weights lead to layer 2, are 0 to 15")
    #expect(
      refusal("2-0-16")
        == "\"2-0-16\" names no weight and no bias; write LAYER:NEURON:INPUT like 1:3:350, or LAYER:NEURON:bias")
  }
}
