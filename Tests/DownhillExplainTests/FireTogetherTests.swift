import Downhill
import Testing

@testable import DownhillExplain

@Suite struct FireTogetherTests {
  // MARK: Spearman's ρ

  @Test func `ranks of equal numbers are shared`() {
    #expect(RankCorrelation.ranks([30, 10, 20, 20, 40]) == [4, 1, 2.5, 2.5, 5])
    #expect(RankCorrelation.ranks([7, 7, 7]) == [2, 2, 2])
    #expect(RankCorrelation.ranks([.infinity, -1, -.infinity]) == [3, 2, 1])
  }

  /// Worked by hand. Ranks 1, 2½, 2½, 4 and 1, 3, 2, 4 are −1½, 0, 0, 1½ and −1½, ½, −½, 1½ around their mean:
  /// 4½ / √(4½ · 5), which scipy.stats.spearmanr gives as 0.9486832980505139.
  @Test func `with ties`() throws {
    let found = try #require(RankCorrelation.spearman([1, 2, 2, 3], [1, 3, 2, 4]))
    #expect(abs(found - 0.9486832980505139) < 1e-15)
  }

  /// IQ and hours of television of ten people, the example of the Wikipedia article: 1 − 6 · 194 / (10 · 99) = −29/165.
  @Test func `without ties`() throws {
    let found = try #require(
      RankCorrelation.spearman(
        [106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]))
    #expect(abs(found + 29.0 / 165) < 1e-15)
  }

  @Test func `only the order counts`() {
    #expect(RankCorrelation.spearman([1, 2, 3, 4], [0.1, 7, 8, 9e9]) == 1)
    #expect(RankCorrelation.spearman([1, 2, 3, 4], [4, 3, 2, -1]) == -1)
  }

  @Test func `where it has no meaning there is none`() {
    #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
    #expect(RankCorrelation.spearman([1], [2]) == nil)
    #expect(RankCorrelation.spearman([], []) == nil)
    #expect(RankCorrelation.spearman([1, .nan], [1, 2]) == nil)
  }

  // MARK: Neurons

  /// Through identities −δⱼ is the desired change of the activation itself, and the two agree wholly.
  @Test func `without slopes what is wanted is what happens`() throws {
    let problem = try RandomProblem(Kind(hidden: [.identity], output: .elementwise(.identity), cost: .quadratic))
    let explanation = try problem.explainer.explain(problem.examples, index: 0)
    for layer in explanation.fireTogether { #expect(abs(try #require(layer.wanted) - 1) < 1e-15) }
  }

  /// Two inputs and two outputs worked by hand, quadratic cost through identities. a⁰ = (1, 2), a¹ = (3, 1), y = (0, 2):
  ///
  ///     weights           w₁₁  w₁₂  w₂₁  w₂₂
  ///     aᵢ·aⱼ               3    6    1    2      ranks 3 4 1 2
  ///     desired change     −3   −6    1    2      ranks 2 1 3 4      ρ = 1 − 6 (1 + 9 + 4 + 4) / (4 · 15) = −0.8
  @Test func `both ends active, by hand`() throws {
    let explainer = Explainer(
      Backpropagation(
        layers: [.init(inputs: 2, weights: [1, 1, 1, 0], biases: [0, 0])], hiddenActivation: .identity,
        outputActivation: .elementwise(.identity)), objective: .quadratic(through: .identity))
    let layer = try explainer.explain(inputs: [1, 2], target: [0, 2]).fireTogether[0]
    #expect(layer.layer == 1)
    #expect(abs(try #require(layer.firing) + 0.8) < 1e-15)
    #expect(abs(try #require(layer.wanted) - 1) < 1e-15)
  }

  @Test(arguments: Kind.some) func `the average over one example is that example's`(kind: Kind) throws {
    let problem = try RandomProblem(kind)
    var average = AverageFireTogether(problem.explainer)
    average.add(problem.explainer.wish(problem.examples, index: 2))
    #expect(average.layers == (try problem.explainer.explain(problem.examples, index: 2)).fireTogether)
  }

  /// Of a fresh sigmoid network, whose slopes hardly differ, the weights that grow most join active neurons to those that
  /// are wanted more active.
  @Test func `in a fresh network of sigmoids it is nearly so`() throws {
    let problem = try RandomProblem(Kind.some[0], sizes: [20, 10, 8, 5], examples: 50)
    var average = AverageFireTogether(problem.explainer)
    for index in 0..<problem.examples.count { average.add(problem.explainer.wish(problem.examples, index: index)) }
    for layer in average.layers { #expect(try #require(layer.wanted) > 0.9) }
  }
}
