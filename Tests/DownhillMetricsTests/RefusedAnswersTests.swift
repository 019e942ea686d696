import Downhill
import DownhillMetrics
import Testing

/// What is no answer is refused with a sentence.
@Suite struct RefusedAnswersTests {
  private static func refusal(
    _ probabilities: [Double] = [0.5, 0.5], outputs: Int = 1, labels: [Int] = [0, 1], weights: [Double]? = nil,
    threshold: Double? = nil
  ) -> String? {
    do {
      _ = try ClassificationAnswers(
        probabilities: probabilities, outputCount: outputs, labels: labels, weights: weights, threshold: threshold)
      return nil
    } catch { return error.description }
  }

  @Test func classes() {
    #expect(Self.refusal() == nil)
    #expect(Self.refusal([], labels: []) == "there are no examples")
    #expect(Self.refusal([0.5]) == "the probabilities must be 2 numbers, not 1")
    #expect(Self.refusal(outputs: 0) == "the columns of the probabilities must be 1 or more, not 0")
    #expect(Self.refusal([0.5, 1.5]) == "a probability must be from 0 to 1, not 1.5")
    #expect(Self.refusal([0.5, -0.5]) == "a probability must be from 0 to 1, not -0.5")
    #expect(Self.refusal([0.5, .nan]) == "a probability must be a finite number, not nan")
    #expect(Self.refusal(labels: [0, 2]) == "example 1 has the label 2, but one output knows only 0 and 1")
    #expect(Self.refusal(labels: [-1, 0]) == "example 0 has the label -1, but one output knows only 0 and 1")
    #expect(
      Self.refusal([1, 0, 0, 0, 1, 0], outputs: 3, labels: [0, 3])
        == "example 1 has the label 3, but there are 3 classes (0 to 2)")
    #expect(Self.refusal(threshold: 2) == "the threshold must be from 0 to 1, not 2.0")
    #expect(
      Self.refusal([1, 0, 0, 0, 1, 0], outputs: 3, threshold: 0.5)
        == "the threshold must be left out where there are 3 classes, not 0.5")
  }

  @Test func weights() {
    #expect(Self.refusal(weights: [1]) == "the weights must be 2 numbers, not 1")
    #expect(Self.refusal(weights: [1, -1]) == "a weight must be 0 or more, not -1.0")
    #expect(Self.refusal(weights: [1, .infinity]) == "a weight must be a finite number, not inf")
    #expect(Self.refusal(weights: [0, 0]) == "the sum of the weights must be above 0 and finite, not 0.0")
    #expect(
      Self.refusal(weights: [.greatestFiniteMagnitude, .greatestFiniteMagnitude])
        == "the sum of the weights must be above 0 and finite, not inf")
  }

  @Test func others() {
    #expect(throws: EngineError.noExamples) { try RegressionAnswers(predictions: [Double](), targets: []) }
    #expect(throws: EngineError.count(what: "the predictions", expected: 2, found: 1)) {
      try RegressionAnswers(predictions: [1.0], targets: [1, 2])
    }
    #expect(throws: EngineError.count(what: "the targets", expected: 2, found: 3)) {
      try RegressionAnswers(predictions: [1.0, 2, 3], targets: [1, 2, 3], targetCount: 2)
    }
    #expect(throws: EngineError.notFinite(what: "a prediction", value: .infinity)) {
      try RegressionAnswers(predictions: [1, Float.infinity], targets: [1, 2])
    }
    #expect(throws: EngineError.count(what: "the labels", expected: 2, found: 3)) {
      try MultiLabelAnswers(probabilities: [0.5, 0.5], isOn: [true, false, true], labelCount: 2)
    }
    #expect(throws: EngineError.setting(name: "the columns of the probabilities", value: "0", expected: "1 or more")) {
      try MultiLabelAnswers(probabilities: [Double](), isOn: [], labelCount: 0)
    }
    #expect(throws: EngineError.notFinite(what: "a score", value: .infinity)) {
      try Ranking(scores: [1, .infinity], isPositive: [true, false])
    }
    #expect(throws: EngineError.notFinite(what: "the difference of two logits", value: .infinity)) {
      try TemperatureScaling.fit(logits: [1e308, -1e308], outputCount: 2, labels: [1])
    }
    #expect(throws: EngineError.notFinite(what: "a logit", value: .infinity)) {
      try TemperatureScaling.fit(logits: [Float.infinity], outputCount: 1, labels: [1])
    }
  }
}
