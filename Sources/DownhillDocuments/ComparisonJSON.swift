import Downhill
import DownhillExplain
import DownhillFormats

/// What `downhill compare --json` prints; `Docs/JSON.md` describes it.
public func comparisonJSON(
  _ comparison: Comparison, start: Network, cost: Cost, seed: UInt64, kernels: Kernels
) -> JSONValue {
  let winner = comparison.counted[comparison.winner]
  return .object(
    JSONObject([
      ("schema", .string("downhill.compare/1")),
      ("network", networkJSON(start, cost: cost)),
      ("seed", .string("\(seed)")),
      ("kernels", .string(kernels.name)),
      ("trainingExamples", .integer(comparison.trainingExamples)),
      ("measuredExamples", .integer(comparison.measuredExamples)),
      ("testExamples", .integer(comparison.testExamples)),
      ("learningRates", .array(comparison.rates.map { .number($0) })),
      (
        "timeRace",
        .object(
          JSONObject([
            ("deterministic", .bool(false)),
            ("seconds", .number(comparison.seconds)),
            ("racers", .array(comparison.timed.map { racerJSON($0, isTimed: true) })),
          ]))
      ),
      (
        "exampleRace",
        .object(
          JSONObject([
            ("deterministic", .bool(true)),
            ("epochs", .integer(comparison.epochs)),
            ("racers", .array(comparison.counted.map { racerJSON($0, isTimed: false) })),
          ]))
      ),
      (
        "agreement",
        .array([
          agreementJSON(comparison.startAgreement, trainedBy: nil),
          agreementJSON(comparison.trainedAgreement, trainedBy: winner.batchSize),
        ])
      ),
      ("plane", comparison.landscape.map { landscapeJSON($0, comparison.counted) } ?? .null),
    ]))
}

/// A racer; without seconds in a race over the same examples, in which nothing else depends on the clock.
private func racerJSON(_ racer: Racer, isTimed: Bool) -> JSONValue {
  .object(
    JSONObject([
      ("batchSize", .integer(racer.batchSize)),
      ("learningRate", .number(racer.entrant.learningRate)),
      ("diverged", .bool(racer.hasDiverged)),
      ("trail", .array(racer.points.map { pointJSON($0, isTimed: isTimed) })),
    ]))
}

private func pointJSON(_ point: RacePoint, isTimed: Bool) -> JSONValue {
  .object(
    JSONObject(
      (isTimed ? [("seconds", .number(point.seconds))] : []) + [
        ("steps", .integer(point.steps)),
        ("examples", .integer(point.examples)),
        ("cost", .number(point.cost)),
        ("testCost", .number(point.testCost)),
        ("testAccuracy", .number(point.testAccuracy)),
      ]))
}

private func agreementJSON(_ agreement: GradientAgreement, trainedBy batchSize: Int?) -> JSONValue {
  .object(
    JSONObject([
      ("trainedBy", batchSize.map { .integer($0) } ?? .null),
      ("cost", .number(agreement.cost)),
      ("gradientNorm", .number(agreement.gradientNorm)),
      ("covarianceTrace", .number(agreement.covarianceTrace)),
      ("batches", .array(agreement.batches.map(batchJSON))),
    ]))
}

private func batchJSON(_ batch: BatchAgreement) -> JSONValue {
  .object(
    JSONObject([
      ("batchSize", .integer(batch.batchSize)),
      ("draws", .integer(batch.draws)),
      ("cosine", spreadJSON(batch.cosine)),
      ("expectedCosine", .number(batch.expectedCosine)),
      ("squaredError", spreadJSON(batch.squaredError)),
      ("expectedSquaredError", .number(batch.expectedSquaredError)),
    ]))
}

private func spreadJSON(_ spread: Spread) -> JSONValue {
  .object(JSONObject([("mean", .number(spread.mean)), ("deviation", .number(spread.deviation))]))
}

private func landscapeJSON(_ landscape: Landscape, _ racers: [Racer]) -> JSONValue {
  .object(
    JSONObject([
      ("examples", .integer(landscape.examples)),
      ("varianceShares", numbers(landscape.varianceShares)),
      ("xs", numbers(landscape.surface.xs)),
      ("ys", numbers(landscape.surface.ys)),
      ("costs", .array(landscape.surface.costs.map(numbers))),
      ("paths", .array(zip(racers, landscape.paths).map(pathJSON))),
    ]))
}

private func pathJSON(_ racer: Racer, _ path: [PathPoint]) -> JSONValue {
  .object(
    JSONObject([
      ("batchSize", .integer(racer.batchSize)),
      (
        "points",
        .array(
          zip(racer.points, path).map { moment, point in
            .object(
              JSONObject([
                ("steps", .integer(moment.steps)),
                ("examples", .integer(moment.examples)),
                ("x", .number(point.position.x)),
                ("y", .number(point.position.y)),
                ("distance", .number(point.position.distance)),
                ("cost", .number(point.cost)),
                ("surfaceCost", .number(point.surfaceCost)),
              ]))
          })
      ),
    ]))
}
