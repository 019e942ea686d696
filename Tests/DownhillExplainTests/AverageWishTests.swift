import Downhill
import DownhillExplain
import DownhillFiles
import DownhillMNIST
import Testing

@Suite struct AverageWishTests {
  @Test("the average wish of all 60,000 examples is the engine's negative gradient")
  func isTheGradient() throws {
    let examples = try DataSource(name: "MNIST", files: MNIST.files).load(.train).examples
    var random = RandomSource(seed: 5)
    let network = Network(try Architecture("784-16-16-10"), initializer: .lecun, random: &random)
    var average = AverageWish(try Explainer(network, cost: .quadratic))
    for index in 0..<examples.count {
      average.add(inputs: examples.inputs(index).map(Double.init), target: examples.target(index).map(Double.init))
    }
    let engine = try network.gradient(of: examples, cost: .quadratic)
    for (index, layer) in average.gradient.enumerated() {
      let weights = engine.gradient.weights(layer: index)
      let largest = layer.weights.indices.map { abs(Double(weights[$0]) - layer.weights[$0]) }.max() ?? 0
      #expect(largest < 1e-6)
    }
  }
}
