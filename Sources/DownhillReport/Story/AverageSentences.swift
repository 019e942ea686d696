import Downhill
import DownhillExplain

/// The sentences about the wishes of many examples, for terminal and page alike.
struct AverageSentences {
  private let story: AverageStory
  let names: NeuronNames

  init(_ story: AverageStory, inputs: DataSet.Inputs?, outputs: OutputNames) {
    self.story = story
    names = NeuronNames(layerCount: story.meanWish.count, inputs: inputs, outputs: outputs)
  }

  /// What the wishes are.
  var wishes: String {
    "Every example has a wish for each of the \(NumberText.grouped(story.meanWish.parameterCount)) weights and biases: "
      + "the way it should change, and how strongly."
  }

  /// How the names of parameters are read, by the example of a bias and of a weight.
  var reading: String {
    let bias = story.parameters.first { $0.input == nil }
    let weight = story.parameters.first { $0.input != nil }
    let named = names.areColumns ? story.parameters.filter { $0.input != nil && $0 != weight && $0.layer == 1 } : []
    return [bias, weight].compactMap { $0 }.map { "\($0) is \(names.name($0))" }.joined(separator: ", ")
      + named.map { "; \(names.indexed($0))" }.joined() + "."
  }

  /// What length and angle of a wish are.
  var measures: String {
    "‖wish‖ is the length of the vector of all wishes: how strongly an example wants to change the network. The cosine says "
      + "how well a wish agrees with the mean wish of all examples: 1 is the same direction, 0 a right angle, "
      + "below 0 it points the other way."
  }

  /// What is compared with the engine.
  var proof: String {
    "The wishes of \(NumberText.counted(story.all.count, "example")), added up and divided by their number, compared "
      + "with the gradient that training uses, which the engine computes with other code and "
      + "half the precision:"
  }

  /// Where the two differ most, and whether rounding explains it.
  package var difference: String {
    func small(_ value: Double) -> String { NumberText.significant(value, digits: 2) }
    let (largest, nearest) = (story.engineDifference.largest, story.engineDifference.nearest)
    return
      "Largest difference of all \(NumberText.grouped(story.meanWish.parameterCount)): \(small(largest.difference)), at "
      + "\(largest.parameter), where rounding can make it \(small(largest.bound)) at most. "
      + (story.engineDifference.isWithinBounds
        ? "No difference is larger than rounding explains; the nearest to its bound, \(nearest.parameter), reaches "
          + "\(NumberText.percent(nearest.share, decimals: 1)) of it."
        : "At \(nearest.parameter) the difference is \(small(nearest.share)) times what rounding explains: one of the two is wrong.")
  }

  /// What is measured along random directions.
  var slopes: String {
    "All weights and biases are moved a little along a random direction, and the cost of all examples is measured again, "
      + "without calculus:"
  }

  /// How many examples stand at kinks, if any do.
  var kinks: String? {
    let kinks = story.slopes.reduce(0) { $0 + $1.numerical.kinks }
    return kinks == 0 ? nil : "At \(NumberText.counted(kinks, "kink")) of ReLUs the cost has no slope."
  }

  /// What fires and wires together.
  var fireTogether: String {
    "Do the weights that should grow most come from active neurons and lead to neurons that are active, or to neurons that "
      + "should be more active? 1: always, 0: no relation, -1: the opposite."
  }

  /// What the correlations are of.
  var correlation: String {
    "(Rank correlation over all weights of a layer, between the mean of aᵢ·aⱼ or aᵢ·(−∂C/∂aⱼ) and the weight's mean wish.)"
  }
}
